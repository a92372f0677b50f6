//! Pictures that are none, that are made to harm, or that lie where none are taken from.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use serde_json::{Value, json};

use super::table::{Mistake, each_is_refused, mistake};
use crate::common::picture;

/// The mistake of these bytes.
fn sent(bytes: &[u8], message: &str, suggestion: &'static str) -> Mistake {
    let sent = json!({ "base64": picture::base64(bytes) });
    mistake("createImage", sent, "IMAGE_INVALID", message, suggestion)
}

/// A drawing.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::new(width, height).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The head of a PNG that says it has so many pixels, and no pixel.
fn png_head(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(2, 2);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

/// The checksum of a part of a PNG.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 }
        })
    })
}

#[test]
fn what_is_no_picture_is_called_by_its_name() {
    each_is_refused(|_| {
        let jpeg = picture::jpeg(200, 100);
        vec![
            sent(b"", "empty", "whole file"),
            sent(b"Dear all, here is the picture.", "a text", "PNG or JPEG"),
            sent(b"<!doctype html><title>Login</title>", "a web page", "PNG or JPEG"),
            sent(b"<svg xmlns='x'><script>1</script></svg>", "the drawing (SVG)", "as PNG"),
            sent(b"<?xml version='1.0'?>\n<svg/>", "the drawing (SVG)", "as PNG"),
            sent(b"%PDF-1.7 \0\0", "a PDF", "PNG or JPEG"),
            sent(b"8BPS\0\x01\0\0\0\0", "a Photoshop file", "export it as PNG or JPEG"),
            sent(b"II*\0\x10\0\0\0CR\x02\0", "a camera's raw photo", "export it as JPEG"),
            sent(b"\0\0\0\x18ftypmp42\0\0\0\0", "a video", "screenshot"),
            sent(b"\0\0\0\x18ftypheic\0\0\0\0", "damaged or cut off", "whole file again"),
            sent(b"\0\0\0\x18ftypavif\0\0\0\0", "damaged or cut off", "whole file again"),
            sent(&[0, 1, 2, 3, 4, 5, 6, 7], "not a picture", "PNG or JPEG"),
            sent(&jpeg[..jpeg.len() / 2], "damaged or cut off", "whole file again"),
            sent(&png(50, 50)[..60], "damaged or cut off", "whole file again"),
            // Named as a picture and not one.
            mistake(
                "createImage",
                json!({ "base64": picture::base64(b"no picture"), "filename": "dance.jpg" }),
                "IMAGE_INVALID",
                "a text",
                "",
            ),
        ]
    });
}

#[test]
fn a_picture_that_would_fill_the_memory_is_measured_and_not_read() {
    each_is_refused(|_| {
        let small = "make it smaller";
        vec![
            sent(&png_head(60_000, 60_000), "60000 × 60000 pixels | 100 megapixels", small),
            sent(&png_head(30_001, 1), "30001 × 1 pixels | 30,000 a side", small),
            sent(&png_head(11_000, 11_000), "11000 × 11000 pixels", small),
        ]
    });
}

#[test]
fn base64_that_is_damaged_is_no_picture() {
    each_is_refused(|_| {
        let whole = picture::base64(&picture::jpeg(200, 100));
        let base64 = |text: &str, message: &str| {
            let sent = json!({ "base64": text });
            mistake("createImage", sent, "IMAGE_INVALID", message, "again")
        };
        vec![
            // Its last letter alone stands for no byte.
            base64(&whole.trim_end_matches('=')[..1001], "base64: the text is damaged or cut off"),
            base64("####", "base64: the text is damaged or cut off"),
            base64("/home/ana/dance.jpg", "base64: the text is damaged or cut off"),
            // Cut between two letters that fit, it is found out by the picture.
            base64(&whole[..1000], "the picture is damaged or cut off"),
        ]
    });
}

#[test]
fn pictures_come_from_the_folders_that_are_allowed_and_from_one_source() {
    each_is_refused(|desk| {
        let outside = desk.folder().join("private.jpg");
        std::fs::write(&outside, picture::jpeg(20, 20)).unwrap();
        std::fs::create_dir(desk.inbox().join("album")).unwrap();
        std::fs::write(desk.inbox().join("notes.txt"), "Notes").unwrap();
        let (far, scope) = ("IMAGE_UNREACHABLE", "SCOPE_INVALID");
        let from = |path: &str, message: &str, suggestion: &'static str| {
            mistake("createImage", json!({ "path": path }), far, message, suggestion)
        };
        let both =
            |arguments: Value, message: &str| mistake("createImage", arguments, scope, message, "");
        let elsewhere = "path: pictures are not taken from there";
        let mut table = vec![
            from("../private.jpg", elsewhere, "inbox"),
            from(outside.to_str().unwrap(), elsewhere, "inbox"),
            from("/etc/hostname", elsewhere, "inbox"),
            // Whether something is there is not told.
            from("/etc/nothing-of-the-kind", elsewhere, "inbox"),
            from("album/../../private.jpg", elsewhere, "inbox"),
            from("missing.jpg", "there is no file `missing.jpg`", "check its name"),
            from("album", "that is not a file", "name a picture file"),
            mistake(
                "createImage",
                json!({ "path": "notes.txt" }),
                "IMAGE_INVALID",
                "a text",
                "PNG or JPEG",
            ),
            both(json!({}), "exactly one of path, url, base64"),
            both(json!({ "path": "a.jpg", "base64": "aGVsbG8=" }), "not path and base64"),
            both(json!({ "path": "a.jpg", "url": "https://example.com/" }), "not path and url"),
        ];
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&outside, desk.inbox().join("link.jpg")).unwrap();
            table.push(from("link.jpg", elsewhere, "inbox"));
        }
        table
    });
}

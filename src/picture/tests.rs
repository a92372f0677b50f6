//! Tests of converted and refused pictures.

#![allow(
    clippy::trivially_copy_pass_by_ref,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::large_stack_arrays,
    clippy::range_plus_one,
    reason = "helpers of tests"
)]

use std::io::Cursor;

use image::{ExtendedColorType, ImageEncoder as _, ImageFormat, codecs::jpeg::JpegEncoder};
use proptest::prelude::*;

use super::*;

mod colours;
mod hostile;
mod moving;

const FORMATS: [ImageFormat; 5] =
    [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Tiff];

/// Four fields: red, green, blue and white, clockwise from the upper left.
fn fields(width: u32, height: u32) -> image::RgbImage {
    image::RgbImage::from_fn(width, height, |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => [255, 0, 0].into(),
        (false, true) => [0, 255, 0].into(),
        (false, false) => [0, 0, 255].into(),
        (true, false) => [255, 255, 255].into(),
    })
}

fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn make(bytes: &[u8]) -> Result<Picture, PictureError> {
    super::make(bytes, &|_, _, _| {}, &|| false)
}

/// A JPEG with EXIF orientation and GPS position, and HTML after its end.
fn turned(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    exif.extend([1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif.extend([0x01, 0x0e, 0, 2, 0, 0, 0, 16, 0, 0, 0, 38, 0, 0, 0, 0]);
    exif.extend(b"GPS 52.5N 13.4E\0");
    let picture = fields(64, 32);
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 95);
    encoder.set_exif_metadata(exif).unwrap();
    encoder.write_image(picture.as_raw(), 64, 32, ExtendedColorType::Rgb8).unwrap();
    bytes.extend(b"<html><script>alert(1)</script>");
    bytes
}

/// The colour in the middle of a quarter of the largest file.
fn colour(picture: &Picture, right: bool, lower: bool) -> [u8; 3] {
    let file = picture.files.last().unwrap();
    let decoded = image::load_from_memory(&file.bytes).unwrap().into_rgb8();
    let at = |far: bool, length: u32| if far { length * 3 / 4 } else { length / 4 };
    let pixel = decoded.get_pixel(at(right, file.width), at(lower, file.height)).0;
    pixel.map(|value| if value > 128 { 255 } else { 0 })
}

#[test]
fn a_picture_is_turned_upright_in_all_eight_ways() {
    let (red, green, blue, white) = ([255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]);
    for (orientation, corners, size) in [
        (1, [red, green, white, blue], (64, 32)),
        (2, [green, red, blue, white], (64, 32)),
        (3, [blue, white, green, red], (64, 32)),
        (4, [white, blue, red, green], (64, 32)),
        (5, [red, white, green, blue], (32, 64)),
        (6, [white, red, blue, green], (32, 64)),
        (7, [blue, green, white, red], (32, 64)),
        (8, [green, blue, red, white], (32, 64)),
    ] {
        let picture = make(&turned(orientation)).unwrap();
        let shown = [(false, false), (true, false), (false, true), (true, true)]
            .map(|(right, lower)| colour(&picture, right, lower));
        assert_eq!((shown, (picture.width, picture.height)), (corners, size), "{orientation}");
    }
}

#[test]
fn nothing_of_the_file_but_its_pixels_survives() {
    let bytes = turned(6);
    let finds = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).any(|part| part == word);
    for word in [&b"GPS"[..], b"<script>", b"Exif"] {
        assert!(finds(&bytes, word));
        for file in make(&bytes).unwrap().files {
            assert!(!finds(&file.bytes, word), "{}", String::from_utf8_lossy(word));
        }
    }
}

#[test]
fn sizes_are_those_that_browsers_want_and_none_is_enlarged() {
    let sizes = |width, height| {
        let picture = make(&encoded(fields(width, height), ImageFormat::Png)).unwrap();
        picture.files.iter().map(|file| (file.width, file.height)).collect::<Vec<_>>()
    };
    assert_eq!(sizes(2600, 1300), [(400, 200), (800, 400), (1600, 800), (2560, 1280)]);
    assert_eq!(sizes(1000, 10), [(400, 4), (800, 8), (1000, 10)]);
    assert_eq!(sizes(400, 300), [(400, 300)]);
    assert_eq!(sizes(1, 1), [(1, 1)]);
    assert_eq!(sizes(2, 6000), [(1, 2560)]);
}

#[test]
fn what_is_seen_through_stays_so() {
    let clear = image::RgbaImage::from_pixel(900, 20, [10, 20, 30, 0].into());
    for file in make(&encoded(clear, ImageFormat::Png)).unwrap().files {
        let decoded = image::load_from_memory(&file.bytes).unwrap().into_rgba8();
        assert_eq!(decoded.get_pixel(3, 3).0[3], 0);
    }
}

#[test]
fn every_kind_that_is_taken_is_taken() {
    for format in FORMATS {
        let bytes = encoded(fields(20, 10), format);
        let (one, two) = (make(&bytes).unwrap(), make(&bytes).unwrap());
        assert_eq!((one.width, one.height, &one.hash), (20, 10, &two.hash), "{format:?}");
    }
    assert_eq!(hash(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[test]
fn what_is_no_picture_is_refused_by_its_name() {
    let raw = |tag: u16, value: u32| {
        let mut bytes = b"II*\0\x08\0\0\0\x01\0".to_vec();
        bytes.extend(tag.to_le_bytes());
        bytes.extend([4, 0, 1, 0, 0, 0]);
        bytes.extend(value.to_le_bytes());
        bytes
    };
    for (bytes, words, advice) in [
        (&b""[..], "empty", "whole file"),
        (b"<!DOCTYPE html><p>hello", "a web page", "PNG or JPEG"),
        (b"%PDF-1.7", "a PDF", "screenshot"),
        (b"%!PS-Adobe-3.0", "a PostScript drawing", "screenshot"),
        (b"8BPS\0\x01\0\0", "a Photoshop file", "export it as PNG"),
        (b"\0\0\0\x18ftypmp42\0\0", "a video", "screenshot"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "a video", "screenshot"),
        (b"\x1aE\xdf\xa3\x01\0\0\0", "a video", "screenshot"),
        (b"RIFF\x10\0\0\0AVI LIST", "a video", "screenshot"),
        (&raw(50706, 0x0401), "raw photo", "export it as JPEG"),
        (&raw(262, 32803), "raw photo", "export it as JPEG"),
        (b"II*\0\x10\0\0\0CR\x02\0", "raw photo", "Lightroom"),
        (b"FUJIFILMCCD-RAW 0201", "raw photo", "export it as JPEG"),
        (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", "raw photo", "export it as JPEG"),
        (b"BM\x36\0\0\0\0\0\0\0", "a BMP", "PNG or JPEG"),
        (b"BMW for sale", "a text", "PNG or JPEG"),
        (b"\x7fELF\x02\x01\0\0", "not a picture", "PNG or JPEG"),
        // Heads of formats that are taken, and nothing behind them.
        (b"MM\0*\0\0", "damaged", "whole file"),
        (b"\0\0\0\x18ftypavif\0\0", "damaged", "whole file"),
    ] {
        let error = make(bytes).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        assert!(error.advice().contains(advice), "{error}: {}", error.advice());
    }
    let error = make(b"\0\0\0\x18ftypheic\0\0").unwrap_err();
    if cfg!(feature = "heic") {
        assert_eq!(error, PictureError::Damaged);
    } else {
        assert!(error.to_string().contains("HEIC") && error.advice().contains("Most Compatible"));
    }
}

#[test]
fn a_picture_that_is_cut_off_is_refused_and_never_half_grey() {
    // A TIFF may have its directory at its end, and anything behind its pixels.
    for format in FORMATS.into_iter().filter(|format| *format != ImageFormat::Tiff) {
        let whole = encoded(fields(300, 300), format);
        for part in [whole.len() / 3, whole.len() / 2, whole.len() * 9 / 10, whole.len() - 8] {
            assert_eq!(
                make(&whole[..part]).unwrap_err(),
                PictureError::Damaged,
                "{format:?} {part}"
            );
        }
    }
}

#[test]
fn a_jpeg_has_the_colours_that_were_put_in_and_hides_nothing() {
    for (width, height) in (1..70).map(|width| (width, 9)).chain([(1001, 20), (20, 1001)]) {
        let colours = DynamicImage::from(fields(width, height));
        for original in [colours.to_luma8().into(), colours] {
            let bytes = encoded(original.clone(), ImageFormat::Jpeg);
            let decoded = decode::decode(&bytes, Kind::Jpeg).unwrap().pixels;
            for (one, two) in decoded.as_raw().iter().zip(original.to_rgba8().as_raw()) {
                assert!(one.abs_diff(*two) < 90, "{width} × {height}");
            }
            assert!(decoded.pixels().all(|pixel| pixel.0[3] == 255), "{width} × {height}");
        }
    }
}

/// A PNG that claims this size but has no pixels.
fn bomb(width: u32, height: u32, depth: u8) -> Vec<u8> {
    let mut png = encoded(fields(1, 1), ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    png[24] = depth;
    let sum = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    png
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 }
        })
    })
}

/// The same, interlaced.
fn interlaced(width: u32, height: u32) -> Vec<u8> {
    let mut png = bomb(width, height, 8);
    png[28] = 1;
    let sum = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    png
}

#[test]
fn a_bomb_is_refused_before_it_is_opened() {
    for (width, height) in [(30_001, 1), (1, 30_001), (10_001, 10_000), (25_000, 25_000)] {
        let error = make(&bomb(width, height, 8)).unwrap_err();
        assert_eq!(error, PictureError::TooManyPixels { width, height });
    }
    let interlaced = make(&interlaced(7_000, 7_000)).unwrap_err();
    let (width, height) = (7_000, 7_000);
    assert_eq!(
        interlaced,
        PictureError::TooLargeFor { kind: "interlaced PNG", width, height, most: 40 }
    );
    assert!(interlaced.to_string().contains("7000 × 7000 pixels; at most 40 megapixels"));
    // An allowed size without pixels.
    assert_eq!(make(&bomb(4_000, 4_000, 8)).unwrap_err(), PictureError::Damaged);
    let mut gif = encoded(fields(2, 2), ImageFormat::Gif);
    gif[6..10].fill(0xff);
    assert!(matches!(make(&gif).unwrap_err(), PictureError::TooManyPixels { .. }));
    // A small GIF that contains a frame of four thousand megapixels.
    let frame = b"GIF89a\x02\0\x02\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x4c\x01\0;";
    assert_eq!(make(frame).unwrap_err(), PictureError::TooMuchMemory);
    let (width, height) = (16_383, 16_383);
    let webp = [&b"RIFF\x26\0\0\0WEBPVP8L\x19\0\0\0\x2f\xfe\xbf\xff\x0f"[..], &[0; 21]].concat();
    assert_eq!(make(&webp).unwrap_err(), PictureError::TooManyPixels { width, height });
    // Fewer than are taken as other formats.
    let webp = [&b"RIFF\x26\0\0\0WEBPVP8L\x19\0\0\0\x2f\x57\xdb\xd5\x06"[..], &[0; 21]].concat();
    assert!(matches!(make(&webp).unwrap_err(), PictureError::TooLargeFor { most: 40, .. }));
    // In a JPEG the height is four bytes after the start of its frame.
    let mut jpeg = encoded(fields(16, 16), ImageFormat::Jpeg);
    let at = jpeg.windows(2).position(|pair| pair == b"\xff\xc0").unwrap() + 5;
    jpeg[at..at + 4].fill(0xff);
    assert!(matches!(make(&jpeg).unwrap_err(), PictureError::TooManyPixels { .. }));
}

#[test]
fn whoever_cancels_gets_nothing() {
    let bytes = encoded(fields(20, 10), ImageFormat::Png);
    assert_eq!(super::make(&bytes, &|_, _, _| {}, &|| true).unwrap_err(), PictureError::Cancelled);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn no_bytes_are_too_strange(
        kind in 0..FORMATS.len(),
        cut in 0..200_usize,
        at in 0..200_usize,
        noise in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let mut bytes = encoded(fields(12, 9), FORMATS[kind]);
        let at = at.min(bytes.len());
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, noise);
        let _ = make(&bytes);
    }
}

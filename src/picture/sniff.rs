//! Detects a file's format by its first bytes; its name is ignored.

use image::ImageFormat;

use super::{BYTES_MAX, PictureError};

/// The bytes of a text that are searched.
const HEAD: usize = 1024;

/// The first bytes of common formats that are not accepted.
const OTHER_FORMATS: &[(&[u8], &str)] = &[
    (b"%PDF", "a PDF"),
    (b"II*\0", "a TIFF or raw photo"),
    (b"MM\0*", "a TIFF or raw photo"),
    (b"PK\x03\x04", "a ZIP archive or document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\0\0\x01\0", "an icon"),
    (b"8BPS", "a Photoshop file"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
];

/// The picture format by the first bytes.
///
/// # Errors
/// For every other format, with its name if known.
pub(super) fn format(bytes: &[u8]) -> Result<ImageFormat, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    if bytes.len() > BYTES_MAX {
        return Err(PictureError::TooManyBytes);
    }
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"\xff\xd8\xff") {
        return Ok(ImageFormat::Jpeg);
    }
    if starts(b"\x89PNG\r\n\x1a\n") {
        return Ok(ImageFormat::Png);
    }
    if starts(b"GIF87a") || starts(b"GIF89a") {
        return Ok(ImageFormat::Gif);
    }
    if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Ok(ImageFormat::WebP);
    }
    Err(other(bytes))
}

fn other(bytes: &[u8]) -> PictureError {
    if bytes.get(4..8) == Some(b"ftyp") {
        return PictureError::OtherKind(match bytes.get(8..12) {
            Some(b"avif" | b"avis") => "an AVIF picture",
            Some(b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"mif1" | b"msf1") => {
                "a HEIC photo, as iPhones take them"
            }
            _ => "a video or a recording",
        });
    }
    if let Some((_, name)) = OTHER_FORMATS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return PictureError::OtherKind(name);
    }
    // `BM` alone could begin a text; the four reserved bytes are zero in every BMP.
    if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return PictureError::OtherKind("a BMP picture");
    }
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    if head.contains(&0) {
        return PictureError::Unknown;
    }
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    PictureError::OtherKind(if text.contains("<svg") || text.contains("<!doctype svg") {
        "an SVG drawing"
    } else if text.contains("<html") || text.contains("<!doctype") {
        "a web page"
    } else if !text.contains(char::REPLACEMENT_CHARACTER) {
        "a text"
    } else {
        return PictureError::Unknown;
    })
}

//! Detects a file's format by its first bytes; its name is ignored.

use super::{
    BYTES_MAX, PictureError,
    ifd::Directory,
    refusal::{Other, PHOTOSHOP, RAW, by_saving, by_showing, video},
};

/// A format that is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Jpeg,
    Png,
    Gif,
    WebP,
    Tiff,
    Avif,
    #[cfg(feature = "heic")]
    Heic,
}

/// The bytes of a text that are searched.
const HEAD: usize = 1024;

/// The first bytes of common formats that are not accepted.
const OTHER_FORMATS: &[(&[u8], Other)] = &[
    (b"%PDF", by_showing("a PDF")),
    (b"%!PS", by_showing("a PostScript drawing")),
    (b"8BPS", PHOTOSHOP),
    (b"gimp xcf", by_saving("a GIMP file")),
    // Cameras that do not begin as a TIFF does.
    (b"FUJIFILMCCD-RAW", RAW),
    (b"IIRO", RAW),
    (b"IIRS", RAW),
    (b"MMOR", RAW),
    (b"IIU\0", RAW),
    (b"\0MRM", RAW),
    (b"FOVb", RAW),
    (b"PK\x03\x04", by_saving("a ZIP archive or document")),
    (b"7z\xbc\xaf\x27\x1c", by_saving("a 7z archive")),
    (b"Rar!", by_saving("a RAR archive")),
    (b"\x1f\x8b", by_saving("a compressed file")),
    (b"\0\0\x01\0", by_saving("an icon")),
    (b"\xff\x0a", by_saving("a JPEG XL picture")),
    (b"\0\0\0\x0cJXL ", by_saving("a JPEG XL picture")),
    (b"\0\0\0\x0cjP  ", by_saving("a JPEG 2000 picture")),
    (b"\x1aE\xdf\xa3", video("a video")),
    (b"RIFF", video("a video or a recording")),
    (b"OggS", video("a video or a recording")),
    (b"ID3", video("a recording")),
    (b"\0\0\x01\xba", video("a video")),
];

/// The main brands of videos.
const VIDEO_BRANDS: &[&[u8; 4]] =
    &[b"qt  ", b"isom", b"mp41", b"mp42", b"M4V ", b"avc1", b"3gp4", b"3gp5"];

/// The picture format by the first bytes.
///
/// # Errors
/// For every other format, with its name if known.
pub(super) fn kind(bytes: &[u8]) -> Result<Kind, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    if bytes.len() > BYTES_MAX {
        return Err(PictureError::TooManyBytes);
    }
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"\xff\xd8\xff") {
        return Ok(Kind::Jpeg);
    }
    if starts(b"\x89PNG\r\n\x1a\n") {
        return Ok(Kind::Png);
    }
    if starts(b"GIF87a") || starts(b"GIF89a") {
        return Ok(Kind::Gif);
    }
    if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Ok(Kind::WebP);
    }
    if starts(b"II*\0") || starts(b"MM\0*") {
        return if is_raw(bytes) { Err(PictureError::OtherKind(RAW)) } else { Ok(Kind::Tiff) };
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return boxed(bytes);
    }
    Err(other(bytes))
}

/// A file of boxes: what it is says the first one, in its main brand and in those that it is compatible with.
fn boxed(bytes: &[u8]) -> Result<Kind, PictureError> {
    let length = bytes.first_chunk().map_or(0, |it| u32::from_be_bytes(*it));
    let length = usize::try_from(length).unwrap_or(0).clamp(12, HEAD);
    let head = bytes.get(8..length.min(bytes.len())).unwrap_or_default();
    let has = |brands: &[&[u8; 4]]| head.as_chunks().0.iter().any(|it| brands.contains(&it));
    let main = head.first_chunk::<4>();
    if main == Some(b"crx ") {
        return Err(PictureError::OtherKind(RAW));
    }
    if main.is_some_and(|main| VIDEO_BRANDS.contains(&main)) {
        return Err(PictureError::OtherKind(video("a video or a recording")));
    }
    if has(&[b"avif", b"avis"]) {
        return Ok(Kind::Avif);
    }
    if has(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"]) {
        #[cfg(feature = "heic")]
        return Ok(Kind::Heic);
        #[cfg(not(feature = "heic"))]
        return Err(PictureError::OtherKind(super::refusal::HEIC));
    }
    Err(PictureError::OtherKind(video("a video or a recording")))
}

/// Whether a TIFF is a camera's raw photo. Its first picture would be a small preview.
fn is_raw(bytes: &[u8]) -> bool {
    const SUBFILE: u16 = 254;
    const PHOTOMETRIC: u16 = 262;
    const SUB_IFDS: u16 = 330;
    const DNG_VERSION: u16 = 50706;
    const FILTER_ARRAY: u32 = 32803;
    // Canon says it behind the head.
    if bytes.get(8..10) == Some(b"CR") {
        return true;
    }
    let Some(first) = Directory::first(bytes) else { return false };
    let is_preview = first.number(SUBFILE).is_some_and(|it| it & 1 == 1);
    first.has(DNG_VERSION)
        || first.number(PHOTOMETRIC) == Some(FILTER_ARRAY)
        || (is_preview && first.has(SUB_IFDS))
}

fn other(bytes: &[u8]) -> PictureError {
    if let Some((_, other)) = OTHER_FORMATS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return PictureError::OtherKind(*other);
    }
    // `BM` alone could begin a text; the four reserved bytes are zero in every BMP.
    if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return PictureError::OtherKind(by_saving("a BMP picture"));
    }
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    if head.contains(&0) {
        return PictureError::Unknown;
    }
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    PictureError::OtherKind(by_saving(if text.contains("<svg") || text.contains("<!doctype svg") {
        "an SVG drawing"
    } else if text.contains("<html") || text.contains("<!doctype") {
        "a web page"
    } else if !text.contains(char::REPLACEMENT_CHARACTER) {
        "a text"
    } else {
        return PictureError::Unknown;
    }))
}

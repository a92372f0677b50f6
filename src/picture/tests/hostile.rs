//! Files that are made to harm: PNG, JPEG and TIFF. Those of boxes are tried beside their decoder.

use std::{fs, io::Write as _, path::PathBuf};

use flate2::{Compression, write::ZlibEncoder};

use super::*;

fn fixture(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/colour");
    fs::read(folder.join(name)).unwrap()
}

/// A chunk of a PNG.
fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(content.len()).unwrap().to_be_bytes().to_vec();
    chunk.extend([kind, content].concat());
    chunk.extend(crc32(&chunk[4..]).to_be_bytes());
    chunk
}

#[test]
fn a_profile_that_unpacks_to_gigabytes_is_not_unpacked() {
    let mut zeros = ZlibEncoder::new(b"bomb\0\0".to_vec(), Compression::fast());
    for _ in 0..120 {
        zeros.write_all(&[0; 1 << 20]).unwrap();
    }
    let bomb = chunk(b"iCCP", &zeros.finish().unwrap());
    let mut png = encoded(fields(20, 10), ImageFormat::Png);
    let at = png.windows(4).position(|part| part == b"IDAT").unwrap() - 4;
    png.splice(at..at, bomb);
    let made = make(&png).unwrap();
    assert_eq!(colour(&made, false, false), [255, 0, 0]);
    assert_eq!(decode::decode(&png, Kind::Png).unwrap().colour, Colour::Srgb);
}

#[test]
fn a_profile_out_of_sequence_is_none() {
    let mut jpeg = fixture("p3.jpg");
    assert!(matches!(decode::decode(&jpeg, Kind::Jpeg).unwrap().colour, Colour::Icc(_)));
    let at = jpeg.windows(12).position(|part| part == b"ICC_PROFILE\0").unwrap();
    jpeg[at + 12] = 7;
    assert_eq!(decode::decode(&jpeg, Kind::Jpeg).unwrap().colour, Colour::Srgb);
}

/// A JPEG that says it has so many pixels.
fn jpeg(width: u16, height: u16, is_progressive: bool) -> Vec<u8> {
    let mut jpeg = encoded(fields(16, 16), ImageFormat::Jpeg);
    let at = jpeg.windows(2).position(|pair| pair == b"\xff\xc0").unwrap();
    jpeg[at + 1] = if is_progressive { 0xc2 } else { 0xc0 };
    jpeg[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    jpeg[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    jpeg
}

#[test]
fn a_progressive_jpeg_says_what_it_would_take() {
    let error = make(&jpeg(9_000, 9_000, true)).unwrap_err();
    assert!(
        matches!(error, PictureError::Progressive { width: 9_000, height: 9_000, .. }),
        "{error}"
    );
    assert!(error.to_string().contains("MiB of memory") && error.advice().contains("baseline"));
    // A baseline one of that size is read, and has no pixels.
    assert_eq!(make(&jpeg(9_000, 9_000, false)).unwrap_err(), PictureError::Damaged);
    let (width, height) = (12_000, 9_000);
    assert_eq!(
        make(&jpeg(12_000, 9_000, false)).unwrap_err(),
        PictureError::TooManyPixels { width, height }
    );
}

#[test]
fn a_directory_that_names_itself_ends() {
    let mut tiff = encoded(fields(20, 10), ImageFormat::Tiff);
    let at = u32::from_le_bytes(tiff[4..8].try_into().unwrap()) as usize;
    let entries = usize::from(u16::from_le_bytes([tiff[at], tiff[at + 1]]));
    let next = at + 2 + entries * 12;
    tiff[next..next + 4].copy_from_slice(&u32::try_from(at).unwrap().to_le_bytes());
    let _ = make(&tiff);
    // Sizes that its strips do not have.
    for tag in [256_u16, 257] {
        let mut tiff = encoded(fields(20, 10), ImageFormat::Tiff);
        let entry = (0..entries).map(|it| at + 2 + it * 12);
        let entry = entry.into_iter().find(|it| tiff[*it..it + 2] == tag.to_le_bytes()).unwrap();
        tiff[entry + 8..entry + 12].copy_from_slice(&5_000_u32.to_le_bytes());
        assert!(make(&tiff).is_err(), "{tag}");
    }
}

#[test]
fn files_that_are_cut_or_changed_are_read_or_refused() {
    let endings = [
        "p3.jpg",
        "cmyk.jpg",
        "p3.png",
        "linear-16bit.png",
        "p3.webp",
        "p3.tiff",
        "cmyk.tiff",
        "p3.avif",
    ];
    let heic: &[&str] = if cfg!(feature = "heic") { &["p3.heic"] } else { &[] };
    for name in endings.iter().chain(heic) {
        let whole = fixture(name);
        for part in 1..=10 {
            let cut = make(&whole[..whole.len() * part / 11]);
            let is_at_end = name.ends_with("tiff");
            assert!(is_at_end || cut.is_err(), "{name} {part}");
        }
        for part in 0..15 {
            let mut changed = whole.clone();
            changed[whole.len() * part / 15] ^= 0x5a;
            let _ = make(&changed);
        }
    }
}

#[test]
fn a_very_large_picture_is_read_at_half_its_size() {
    // Six times the limit of what is decoded whole would be slow; the paths are the same from it on.
    let (width, height) = (8_000, 5_200);
    let large = image::RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 { [250, 20, 20].into() } else { [20, 20, 250].into() }
    });
    for (format, kind) in [(ImageFormat::Png, Kind::Png), (ImageFormat::Jpeg, Kind::Jpeg)] {
        let bytes = encoded(large.clone(), format);
        let decoded = decode::decode(&bytes, kind).unwrap();
        assert_eq!(decoded.pixels.dimensions(), (4_000, 2_600), "{format:?}");
        for (x, colour) in [(100, [250, 20, 20]), (3_900, [20, 20, 250])] {
            let [shown @ .., alpha] = decoded.pixels.get_pixel(x, 1_300).0;
            let is_near = shown.iter().zip(&colour).all(|(one, two)| one.abs_diff(*two) < 12);
            assert!(is_near && alpha == 255, "{format:?} {x}: {shown:?}");
        }
    }
}

//! Profiles and formats against a reference engine: `tests/fixtures/colour/make.py` has written the pictures and what
//! `LittleCMS` shows.

use std::{collections::BTreeMap, fs, path::PathBuf};

use image::RgbaImage;

use super::super::{LARGEST, PictureError, decode, sniff, upright};

/// The largest difference that nobody sees (CIEDE2000).
const DIFFERENCE_MAX: f64 = 1.5;

/// The fields of each picture: across, and the side of one in pixels.
const ACROSS: u32 = 4;
const FIELD: u32 = 12;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/colour")
}

fn file(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

/// The picture before it is encoded, which loses a little of its colour.
fn shown(bytes: &[u8]) -> Result<RgbaImage, PictureError> {
    upright(decode::decode(bytes, sniff::kind(bytes)?)?, LARGEST)
}

fn lab([red, green, blue]: [u8; 3]) -> [f64; 3] {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = [red, green, blue].map(linear);
    let x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047;
    let y = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    let z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883;
    let [x, y, z] =
        [x, y, z].map(|it: f64| if it > 0.008_856 { it.cbrt() } else { 7.787 * it + 16.0 / 116.0 });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// CIEDE2000 (Sharma, Wu and Dalal).
fn difference(one: [u8; 3], two: [u8; 3]) -> f64 {
    let ([l1, a1, b1], [l2, a2, b2]) = (lab(one), lab(two));
    let chroma = f64::midpoint(a1.hypot(b1), a2.hypot(b2));
    let seventh = |it: f64| (it.powi(7) / (it.powi(7) + 25_f64.powi(7))).sqrt();
    let more = 1.0 + 0.5 * (1.0 - seventh(chroma));
    let (a1, a2) = (a1 * more, a2 * more);
    let (c1, c2) = (a1.hypot(b1), a2.hypot(b2));
    let hue = |a: f64, b: f64| b.atan2(a).to_degrees().rem_euclid(360.0);
    let (h1, h2) = (hue(a1, b1), hue(a2, b2));
    let is_gray = c1 * c2 == 0.0;
    let turn = match h2 - h1 {
        _ if is_gray => 0.0,
        turn if turn > 180.0 => turn - 360.0,
        turn if turn < -180.0 => turn + 360.0,
        turn => turn,
    };
    let (dl, dc) = (l2 - l1, c2 - c1);
    let dh = 2.0 * (c1 * c2).sqrt() * (turn / 2.0).to_radians().sin();
    let (l, c) = (f64::midpoint(l1, l2), f64::midpoint(c1, c2));
    let h = match (h1 - h2).abs() {
        _ if is_gray => h1 + h2,
        apart if apart <= 180.0 => f64::midpoint(h1, h2),
        _ if h1 + h2 < 360.0 => (h1 + h2 + 360.0) / 2.0,
        _ => (h1 + h2 - 360.0) / 2.0,
    };
    let cosine = |degrees: f64| degrees.to_radians().cos();
    let t = 1.0 - 0.17 * cosine(h - 30.0) + 0.24 * cosine(2.0 * h) + 0.32 * cosine(3.0 * h + 6.0)
        - 0.20 * cosine(4.0 * h - 63.0);
    let rotated = 60.0 * (-((h - 275.0) / 25.0).powi(2)).exp();
    let rotation = -2.0 * seventh(c) * rotated.to_radians().sin();
    let square = (l - 50.0).powi(2);
    let (sl, sc, sh) =
        (1.0 + 0.015 * square / (20.0 + square).sqrt(), 1.0 + 0.045 * c, 1.0 + 0.015 * c * t);
    let (dl, dc, dh) = (dl / sl, dc / sc, dh / sh);
    (dl * dl + dc * dc + dh * dh + rotation * dc * dh).sqrt()
}

#[test]
fn the_difference_is_that_of_the_standard() {
    assert!(difference([120, 30, 200], [120, 30, 200]) < 1e-9);
    // A picture whose profile was dropped: Display P3 red and green.
    assert!((3.0..20.0).contains(&difference([200, 40, 40], [219, 29, 38])));
    assert!(difference([0, 0, 0], [255, 255, 255]) > 99.0);
}

#[test]
fn every_profile_in_every_format_has_the_colours_of_the_reference() {
    let expected = fs::read_to_string(folder().join("expected.json")).unwrap();
    let expected: BTreeMap<String, Vec<[u8; 3]>> = serde_json::from_str(&expected).unwrap();
    let mut wrong = Vec::new();
    for (name, fields) in &expected {
        if cfg!(not(feature = "heic")) && name.ends_with(".heic") {
            continue;
        }
        let picture = match shown(&file(name)) {
            Ok(picture) => picture,
            Err(error) => {
                wrong.push(format!("{name}: {error}"));
                continue;
            }
        };
        for (at, field) in (0_u32..).zip(fields) {
            let (x, y) = (at % ACROSS * FIELD + FIELD / 2, at / ACROSS * FIELD + FIELD / 2);
            let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
            let difference = difference([red, green, blue], *field);
            if difference > DIFFERENCE_MAX || alpha != 255 {
                wrong.push(format!(
                    "{name} {at}: {field:?} is {red} {green} {blue} {alpha}: {difference:.1}"
                ));
            }
        }
    }
    assert!(expected.len() > 50, "{}", expected.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The colours of the corners, clockwise from the upper left.
fn corners(picture: &RgbaImage) -> [[u8; 3]; 4] {
    let (width, height) = picture.dimensions();
    let (right, bottom) = (width * 3 / 4, height * 3 / 4);
    [(width / 4, height / 4), (right, height / 4), (right, bottom), (width / 4, bottom)].map(
        |(x, y)| {
            let [red, green, blue, _] = picture.get_pixel(x, y).0;
            [red, green, blue].map(|part| if part > 128 { 255 } else { 0 })
        },
    )
}

#[test]
fn containers_turn_their_pictures() {
    let endings = if cfg!(feature = "heic") { &["avif", "heic"][..] } else { &["avif"] };
    for ending in endings {
        for number in [2, 3, 5, 6, 7] {
            let picture = shown(&file(&format!("turned-{number}.{ending}"))).unwrap();
            let upright = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]];
            assert_eq!(picture.dimensions(), (64, 48), "{number} {ending}");
            assert_eq!(corners(&picture), upright, "{number} {ending}");
        }
        let clear = shown(&file(&format!("clear.{ending}"))).unwrap();
        assert!(clear.get_pixel(4, 16).0[3] < 8 && clear.get_pixel(28, 16).0[3] > 247, "{ending}");
    }
}

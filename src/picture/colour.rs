//! Converts pixels to sRGB, the colours of the web.
//!
//! A camera, a phone or a print shop writes numbers of another colour space and says which. Without the conversion
//! they would look dull, or far too dark. What nobody says, and what is not understood, counts as sRGB.

use std::sync::Arc;

use image::RgbaImage;
use moxcms::{
    Chromaticity, CicpColorPrimaries, CicpProfile, ColorPrimaries, ColorProfile, DataColorSpace,
    Layout, MatrixCoefficients, RenderingIntent, ToneReprCurve, TransferCharacteristics,
    TransformOptions,
};

/// The most bytes of a profile. Those of printing presses have one or two megabytes.
pub(super) const PROFILE_BYTES_MAX: usize = 4 << 20;

/// Pixels that are converted at a time.
const CHUNK: usize = 16_384;

/// What the four bytes of a pixel are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    /// Three equal parts, and alpha.
    Gray,
    /// Red, green, blue and alpha.
    Rgb,
    /// Cyan, magenta, yellow and black, 0 for no ink.
    Cmyk,
}

/// The colour space that a file names.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Colour {
    /// sRGB, or nothing that is understood.
    Srgb,
    /// An ICC profile.
    Icc(Vec<u8>),
    /// The numbers of primaries and transfer characteristics in ITU-T H.273.
    Cicp { primaries: u8, transfer: u8 },
    /// The exponent with which values were encoded, and where white, red, green and blue are (x, y).
    Measured { gamma: f32, primaries: [(f32, f32); 4] },
}

/// White, red, green and blue of sRGB.
pub(super) const SRGB_PRIMARIES: [(f32, f32); 4] =
    [(0.3127, 0.3290), (0.64, 0.33), (0.30, 0.60), (0.15, 0.06)];

/// The exponent of sRGB, as a PNG writes it.
pub(super) const SRGB_GAMMA: f32 = 0.45455;

impl Colour {
    /// The profile, unless it is larger than any real one.
    pub(super) fn icc(profile: Option<Vec<u8>>) -> Colour {
        let profile = profile.filter(|it| !it.is_empty() && it.len() <= PROFILE_BYTES_MAX);
        profile.map_or(Colour::Srgb, Colour::Icc)
    }

    /// The colour space of these numbers. The curves of video are shown as that of sRGB, as browsers do.
    pub(super) fn cicp(primaries: u8, transfer: u8) -> Colour {
        const UNSPECIFIED: u8 = 2;
        const VIDEO: [u8; 4] = [1, 6, 14, 15];
        const SRGB: u8 = 13;
        let transfer =
            if transfer == UNSPECIFIED || VIDEO.contains(&transfer) { SRGB } else { transfer };
        match (primaries, transfer) {
            (1 | UNSPECIFIED, SRGB) => Colour::Srgb,
            (UNSPECIFIED, transfer) => Colour::Cicp { primaries: 1, transfer },
            (primaries, transfer) => Colour::Cicp { primaries, transfer },
        }
    }

    /// Whether it is brighter than a page can show (PQ and HLG), so that a conversion would look wrong.
    pub(super) fn is_high_dynamic_range(transfer: u8) -> bool {
        matches!(transfer, 16 | 18)
    }

    fn profile(&self) -> Option<ColorProfile> {
        match self {
            Colour::Srgb => None,
            Colour::Icc(profile) => ColorProfile::new_from_slice(profile).ok(),
            Colour::Cicp { primaries, transfer } => {
                let color_primaries = CicpColorPrimaries::try_from(*primaries).ok()?;
                let transfer_characteristics = TransferCharacteristics::try_from(*transfer).ok()?;
                let profile = ColorProfile::new_from_cicp(CicpProfile {
                    color_primaries,
                    transfer_characteristics,
                    matrix_coefficients: MatrixCoefficients::Identity,
                    full_range: true,
                });
                // Of reserved numbers it makes a profile without these.
                Some(profile).filter(|it| it.cicp.is_some() && it.red_trc.is_some())
            }
            Colour::Measured { gamma, primaries } => measured(*gamma, primaries),
        }
    }
}

/// The profile of a PNG's `gAMA` and `cHRM`.
fn measured(gamma: f32, primaries: &[(f32, f32); 4]) -> Option<ColorProfile> {
    let is_close = |one: f32, two: f32| (one - two).abs() < 0.003;
    let is_srgb = primaries
        .iter()
        .zip(&SRGB_PRIMARIES)
        .all(|(one, two)| is_close(one.0, two.0) && is_close(one.1, two.1));
    let can_be = |(x, y): (f32, f32)| (0.0..=1.0).contains(&x) && (0.001..=1.0).contains(&y);
    let is_possible = (0.05..=20.0).contains(&gamma) && primaries.iter().all(|at| can_be(*at));
    // An exponent of 1/2.2 with the primaries of sRGB is how old programs say sRGB.
    if !is_possible || (is_srgb && is_close(gamma, SRGB_GAMMA)) {
        return None;
    }
    let [white, red, green, blue] = primaries.map(|(x, y)| Chromaticity::new(x, y));
    let mut profile = ColorProfile::new_srgb();
    profile.update_rgb_colorimetry(white.to_xyyb(), ColorPrimaries { red, green, blue });
    let curve = ToneReprCurve::Parametric(vec![gamma.recip()]);
    profile.red_trc = Some(curve.clone());
    profile.green_trc = Some(curve.clone());
    profile.blue_trc = Some(curve);
    Some(profile)
}

/// Converts pixels of one colour space.
pub(super) struct Converter {
    ink: Ink,
    from: Option<(DataColorSpace, Eight)>,
}

type Eight = Arc<moxcms::Transform8BitExecutor>;

impl Converter {
    /// A profile that does not fit the pixels, or cannot be read, is ignored.
    pub(super) fn new(colour: &Colour, ink: Ink) -> Converter {
        let from = colour.profile().and_then(|profile| {
            let space = profile.color_space;
            let layout = match (space, ink) {
                (DataColorSpace::Rgb, Ink::Rgb | Ink::Gray) | (DataColorSpace::Cmyk, Ink::Cmyk) => {
                    Layout::Rgba
                }
                (DataColorSpace::Gray, Ink::Gray) => Layout::Gray,
                _ => return None,
            };
            let out = if space == DataColorSpace::Rgb { Layout::Rgba } else { Layout::Rgb };
            let srgb = ColorProfile::new_srgb();
            let transform = profile.create_transform_8bit(layout, &srgb, out, options());
            transform.ok().map(|transform| (space, transform))
        });
        Converter { ink, from }
    }

    /// Converts all pixels; afterwards they are red, green, blue and alpha.
    pub(super) fn convert(&self, picture: &mut RgbaImage) {
        let mut out = vec![0; CHUNK * 4];
        for pixels in picture.chunks_mut(CHUNK * 4) {
            let done = match &self.from {
                Some((DataColorSpace::Rgb, transform)) => {
                    let out = out.get_mut(..pixels.len()).unwrap_or_default();
                    transform.transform(pixels, out).map(|()| pixels.copy_from_slice(out)).is_ok()
                }
                Some((DataColorSpace::Gray, transform)) => {
                    let gray: Vec<u8> = pixels.iter().step_by(4).copied().collect();
                    through(transform, &gray, &mut out, pixels)
                }
                Some((_, transform)) => {
                    let ink = pixels.to_vec();
                    through(transform, &ink, &mut out, pixels)
                }
                None => false,
            };
            if self.ink == Ink::Cmyk {
                pixels.as_chunks_mut().0.iter_mut().for_each(|pixel| opaque(pixel, done));
            }
        }
    }
}

/// Converts to three bytes a pixel, and leaves the fourth as it is.
fn through(transform: &Eight, from: &[u8], out: &mut [u8], pixels: &mut [u8]) -> bool {
    let out = out.get_mut(..pixels.len() / 4 * 3).unwrap_or_default();
    let done = transform.transform(from, out).is_ok();
    if done {
        for (pixel, [red, green, blue]) in
            pixels.as_chunks_mut::<4>().0.iter_mut().zip(out.as_chunks().0)
        {
            let [.., alpha] = *pixel;
            *pixel = [*red, *green, *blue, alpha];
        }
    }
    done
}

/// A pixel of a picture in inks without a profile: each ink takes its part of the light.
fn opaque(pixel: &mut [u8; 4], is_converted: bool) {
    let [cyan, magenta, yellow, black] = *pixel;
    if is_converted {
        *pixel = [cyan, magenta, yellow, 255];
        return;
    }
    let light = |ink: u8| {
        let both = u16::from(255 - ink) * u16::from(255 - black);
        u8::try_from((both + 127) / 255).unwrap_or(u8::MAX)
    };
    *pixel = [light(cyan), light(magenta), light(yellow), 255];
}

/// Converts rows with 16 bits a part, before they are made narrower: 8 bits of a linear space are too few.
pub(super) struct Wide {
    transform: Arc<moxcms::Transform16BitExecutor>,
}

impl Wide {
    /// `None` if there is nothing to convert.
    pub(super) fn new(colour: &Colour) -> Option<Wide> {
        let profile = colour.profile().filter(|it| it.color_space == DataColorSpace::Rgb)?;
        let srgb = ColorProfile::new_srgb();
        let transform =
            profile.create_transform_16bit(Layout::Rgba, &srgb, Layout::Rgba, options()).ok()?;
        Some(Wide { transform })
    }

    /// Converts red, green, blue and alpha in place.
    pub(super) fn convert(&self, row: &mut [u16]) {
        let mut out = vec![0; row.len()];
        if self.transform.transform(row, &mut out).is_ok() {
            row.copy_from_slice(&out);
        }
    }
}

fn options() -> TransformOptions {
    TransformOptions {
        rendering_intent: RenderingIntent::Perceptual,
        ..TransformOptions::default()
    }
}

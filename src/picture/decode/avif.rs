//! AVIF: the boxes by mp4parse, the pixels by `re_rav1d`.

use std::io::Cursor;

use mp4parse::{ParseStrictness, read_avif};
use re_rav1d::dav1d::{
    Decoder, Error, Picture, PixelLayout, PlanarImageComponent, Settings, pixel,
};

use super::{
    super::{
        PictureError,
        colour::{Colour, Ink},
        refusal::{AVIF_OF_PARTS, HIGH_DYNAMIC_RANGE},
    },
    Decoded, WHOLE_PIXELS_MAX, boxes, measure_whole,
    planes::{Matrix, Plane, Planes},
};

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, PictureError> {
    let damaged = || PictureError::Damaged;
    let file = read_avif(&mut Cursor::new(bytes), ParseStrictness::Permissive)
        .map_err(|_| PictureError::Damaged)?;
    let Some(coded) = file.primary_item_coded_data().filter(|coded| !coded.is_empty()) else {
        return Err(PictureError::OtherKind(AVIF_OF_PARTS));
    };
    let properties = boxes::meta(bytes).and_then(boxes::properties).ok_or_else(damaged)?;
    // The size is checked before a pixel is decoded, where the file says it.
    if let Some(size) = size(&properties) {
        measure_whole("AVIF", size, WHOLE_PIXELS_MAX)?;
    }
    let picture = frame(coded)?;
    let size = (picture.width(), picture.height());
    measure_whole("AVIF", size, WHOLE_PIXELS_MAX)?;
    let alpha = file.alpha_item_coded_data().filter(|coded| !coded.is_empty());
    let alpha = alpha.map(frame).transpose()?;
    let alpha = alpha.filter(|alpha| (alpha.width(), alpha.height()) == size);

    let said = boxes::nclx(&properties);
    let in_stream = (primaries(&picture), transfer(&picture));
    let (primaries, transfer) =
        said.map_or(in_stream, |(primaries, transfer, ..)| (primaries, transfer));
    let icc = file.icc_colour_information().and_then(Result::ok).map(<[u8]>::to_vec);
    let colour = match icc {
        Some(profile) => Colour::icc(Some(profile)),
        None if Colour::is_high_dynamic_range(transfer) => {
            return Err(PictureError::OtherKind(HIGH_DYNAMIC_RANGE));
        }
        None => Colour::cicp(primaries, transfer),
    };
    let code = said.map_or_else(|| matrix(&picture), |(_, _, matrix, _)| matrix);
    let is_full = picture.color_range() == pixel::YUVRange::Full;
    let has_chroma = picture.pixel_layout() != PixelLayout::I400;
    let planes = Planes {
        luma: plane(&picture, PlanarImageComponent::Y),
        chroma: has_chroma.then(|| {
            [PlanarImageComponent::U, PlanarImageComponent::V].map(|it| plane(&picture, it))
        }),
        alpha: alpha.as_ref().map(|alpha| plane(alpha, PlanarImageComponent::Y)),
        matrix: Matrix::of(code).ok_or_else(damaged)?,
        is_full_range: said.map_or(is_full, |(.., is_full)| is_full),
    };
    Ok(Decoded {
        pixels: planes.rgba().ok_or_else(damaged)?,
        ink: if has_chroma { Ink::Rgb } else { Ink::Gray },
        colour,
        turned: boxes::turned(&properties),
    })
}

/// What the file says its size is.
fn size(properties: &[boxes::Part<'_>]) -> Option<(u32, u32)> {
    let (_, content) = properties.iter().find(|(kind, _)| *kind == b"ispe")?;
    let mut numbers = boxes::Numbers(content.get(4..)?);
    let mut side = || u32::try_from(numbers.next(4)?).ok();
    Some((side()?, side()?))
}

/// Decodes the first frame.
fn frame(coded: &[u8]) -> Result<Picture, PictureError> {
    let mut settings = Settings::new();
    // One thread: pictures are converted beside calls that have to be quick.
    settings.set_n_threads(1);
    settings.set_max_frame_delay(1);
    settings.set_frame_size_limit(u32::try_from(WHOLE_PIXELS_MAX).unwrap_or(u32::MAX));
    let refused = |_: Error| PictureError::Damaged;
    let mut decoder = Decoder::with_settings(&settings).map_err(|_| PictureError::Failed)?;
    match decoder.send_data(coded.to_vec(), None, None, None) {
        Ok(()) | Err(Error::Again) => {}
        Err(error) => return Err(refused(error)),
    }
    match decoder.get_picture() {
        Err(Error::Again) => {
            // What is left of the data, and the frame that it ends.
            let _ = decoder.send_pending_data();
            decoder.get_picture().map_err(refused)
        }
        found => found.map_err(refused),
    }
}

fn plane(picture: &Picture, part: PlanarImageComponent) -> Plane<re_rav1d::dav1d::Plane> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let (across, down) = match (part, picture.pixel_layout()) {
        (PlanarImageComponent::Y, _) | (_, PixelLayout::I444 | PixelLayout::I400) => (1, 1),
        (_, PixelLayout::I422) => (2, 1),
        (_, PixelLayout::I420) => (2, 2),
    };
    let bits = picture.bits_per_component().map_or(8, |bits| u32::try_from(bits.0).unwrap_or(8));
    Plane {
        stride: picture.stride(part) as usize,
        width: width.div_ceil(across),
        height: height.div_ceil(down),
        bits,
        bytes: picture.plane(part),
    }
}

/// The number of the primaries of the stream.
#[expect(clippy::wildcard_enum_match_arm, reason = "the others are shown as if nobody had said")]
fn primaries(picture: &Picture) -> u8 {
    match picture.color_primaries() {
        pixel::ColorPrimaries::BT709 => 1,
        pixel::ColorPrimaries::BT2020 => 9,
        pixel::ColorPrimaries::P3DCI => 11,
        pixel::ColorPrimaries::P3Display => 12,
        _ => 2,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the others are shown as if nobody had said")]
fn transfer(picture: &Picture) -> u8 {
    match picture.transfer_characteristic() {
        pixel::TransferCharacteristic::BT470M => 4,
        pixel::TransferCharacteristic::BT470BG => 5,
        pixel::TransferCharacteristic::Linear => 8,
        pixel::TransferCharacteristic::PerceptualQuantizer => 16,
        pixel::TransferCharacteristic::HybridLogGamma => 18,
        _ => 2,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the others are shown as if nobody had said")]
fn matrix(picture: &Picture) -> u8 {
    match picture.matrix_coefficients() {
        pixel::MatrixCoefficients::Identity => 0,
        pixel::MatrixCoefficients::BT709 => 1,
        pixel::MatrixCoefficients::BT470M => 4,
        pixel::MatrixCoefficients::ST240M => 7,
        pixel::MatrixCoefficients::BT2020NonConstantLuminance => 9,
        pixel::MatrixCoefficients::YCgCo => 8,
        _ => 2,
    }
}

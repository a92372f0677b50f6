//! HEIC, as iPhones take it. heic-decoder does not bound its memory itself, so what a file would take is counted before
//! its pixels are decoded.

use heic_decoder::{
    bitreader::strip_emulation_prevention,
    hevc::{
        nal::{NAL_SPS, parse_nal_header},
        params::{Sps, parse_sps},
    },
    isobmff::{self, ParsedHeif, ResolvedImage},
};
use image::metadata::Orientation;

use super::{
    super::{
        PictureError,
        colour::{Colour, Ink},
        refusal::HIGH_DYNAMIC_RANGE,
    },
    Decoded, boxes, measure, measure_whole, tiles,
};

/// The most pixels that are decoded whole, which takes 18 bytes for each. More are decoded tile by tile.
const WHOLE_PIXELS_MAX: u64 = 25_000_000;

/// What the tiles of a picture may have beyond its edges, and its alpha.
const MARGIN_PIXELS: u64 = 8_000_000;

/// A real decoder configuration has about a hundred bytes, and each tile gets a copy.
const CONFIG_BYTES_MAX: usize = 4 << 10;

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, PictureError> {
    check_boxes(bytes)?;
    let parsed = isobmff::parse(bytes).map_err(|_| PictureError::Damaged)?;
    let size = check_sizes(&parsed)?;
    let colour = colour(&parsed)?;
    if measure(size.0, size.1)? > WHOLE_PIXELS_MAX {
        if parsed.grid.is_none() || parsed.alpha.is_some() {
            measure_whole("HEIC photo in one piece", size, WHOLE_PIXELS_MAX)?;
        }
        let properties = boxes::meta(bytes).and_then(boxes::properties).unwrap_or_default();
        let pixels = tiles::decode(&parsed, size)?;
        return Ok(Decoded { pixels, ink: Ink::Rgb, colour, turned: boxes::turned(&properties) });
    }
    drop(parsed);
    let image = heic_decoder::decode(bytes).map_err(|_| PictureError::Damaged)?;
    // The container's rotation was applied; its EXIF says the same again.
    Ok(Decoded {
        pixels: tiles::rgba(&image)?,
        ink: Ink::Rgb,
        colour,
        turned: Orientation::NoTransforms,
    })
}

/// Whether the copies that the parser makes fit into what the file itself takes.
fn check_boxes(bytes: &[u8]) -> Result<(), PictureError> {
    // Without these boxes it is a sequence, of which one sample is copied.
    let Some(meta) = boxes::meta(bytes) else { return Ok(()) };
    let named = boxes::named_bytes(meta).ok_or(PictureError::Damaged)?;
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let properties = boxes::part(meta, *b"iprp").and_then(|it| boxes::part(it, *b"ipco"));
    let is_large =
        |(kind, content): boxes::Part<'_>| kind == b"hvcC" && content.len() > CONFIG_BYTES_MAX;
    let has_large = boxes::parts(properties.unwrap_or_default()).any(is_large);
    if named > length || has_large || boxes::has_tile_twice(meta) {
        return Err(PictureError::Damaged);
    }
    Ok(())
}

/// The size of the picture; refused if its tiles or its alpha are far larger than it says.
fn check_sizes(parsed: &ParsedHeif) -> Result<(u32, u32), PictureError> {
    let first = parsed.images.first().ok_or(PictureError::Damaged)?;
    let first = parameters(first)?;
    let coded = (first.pic_width_in_luma_samples, first.pic_height_in_luma_samples);
    let size = parsed.grid.map_or(coded, |grid| (grid.output_width, grid.output_height));
    let pixels = measure(size.0, size.1)?;
    let alpha = parsed.alpha.as_ref().map(|alpha| &alpha.image);
    let alpha_images = alpha.into_iter().flat_map(|alpha| &alpha.images);
    let mut total = 0_u64;
    for image in parsed.images.iter().chain(alpha_images).chain(&parsed.reference_image) {
        let sps = parameters(image)?;
        let area =
            u64::from(sps.pic_width_in_luma_samples) * u64::from(sps.pic_height_in_luma_samples);
        total = total.saturating_add(area);
    }
    let alpha_grid = alpha.and_then(|alpha| alpha.grid);
    let canvas =
        alpha_grid.map_or(0, |grid| u64::from(grid.output_width) * u64::from(grid.output_height));
    let copies = if parsed.alpha.is_some() { 2 } else { 1 };
    if total.max(canvas) > pixels * copies + MARGIN_PIXELS {
        return Err(PictureError::Damaged);
    }
    Ok(size)
}

/// The parameters of the pixels of an image or a tile.
fn parameters(image: &ResolvedImage) -> Result<Sps, PictureError> {
    let nal = image.hevc_config.nalus_of_type(NAL_SPS).next().ok_or(PictureError::Damaged)?;
    let (_, payload) = parse_nal_header(nal).map_err(|_| PictureError::Damaged)?;
    parse_sps(&strip_emulation_prevention(payload)).map_err(|_| PictureError::Damaged)
}

fn colour(parsed: &ParsedHeif) -> Result<Colour, PictureError> {
    if let Some(profile) = parsed.metadata.icc_profile.clone() {
        return Ok(Colour::icc(Some(profile)));
    }
    let in_stream = parsed.images.first().and_then(|image| parameters(image).ok()?.color_info);
    let Some(info) = parsed.metadata.color_info.or(in_stream) else { return Ok(Colour::Srgb) };
    let code = |number: u16| u8::try_from(number).unwrap_or(2);
    let transfer = code(info.transfer_characteristics);
    if Colour::is_high_dynamic_range(transfer) {
        return Err(PictureError::OtherKind(HIGH_DYNAMIC_RANGE));
    }
    Ok(Colour::cicp(code(info.color_primaries), transfer))
}

#[cfg(test)]
mod tests;

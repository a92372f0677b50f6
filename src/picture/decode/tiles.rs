//! A very large HEIC photo, tile by tile at half its size: whole it would take gigabytes.

use heic_decoder::{
    ChromaSampling, DecodedImage, Metadata, decode_one_image,
    isobmff::{ParsedHeif, Transform},
};
use image::{RgbaImage, imageops::replace};

use super::{super::PictureError, shrink::Rows};

/// The pixels of a grid, before its rotation.
pub(super) fn decode(
    parsed: &ParsedHeif,
    (width, height): (u32, u32),
) -> Result<RgbaImage, PictureError> {
    let damaged = || PictureError::Damaged;
    let grid = parsed.grid.ok_or_else(damaged)?;
    let is_cropped = |it: &Transform| matches!(it, Transform::CleanAperture(_));
    let count = u64::from(grid.rows) * u64::from(grid.columns);
    if parsed.images.len() as u64 != count || parsed.transforms.iter().any(is_cropped) {
        return Err(PictureError::Damaged);
    }
    let mut canvas = RgbaImage::new((width / 2).max(1), (height / 2).max(1));
    let (mut across, mut down) = (0, 0);
    for tiles in parsed.images.chunks(grid.columns as usize) {
        for image in tiles {
            let (sps, picture) = decode_one_image(image).map_err(|_| PictureError::Damaged)?;
            if sps.conformance_window != [0; 4] {
                return Err(PictureError::Damaged);
            }
            let (sub_x, sub_y) = match sps.chroma_format_idc {
                1 => (2, 2),
                2 => (2, 1),
                _ => (1, 1),
            };
            let origin_y = if sps.chroma_format_idc == 1 { 0.5 } else { 0.0 };
            let tile = DecodedImage {
                alpha: None,
                width: sps.pic_width_in_luma_samples as usize,
                height: sps.pic_height_in_luma_samples as usize,
                bit_depth_luma: sps.bit_depth_luma,
                bit_depth_chroma: sps.bit_depth_chroma,
                chroma_format_idc: sps.chroma_format_idc,
                color_info: parsed.metadata.color_info.or(sps.color_info),
                chroma_sampling: ChromaSampling { sub_x, sub_y, origin_x: 0.0, origin_y },
                cb_width: picture.cb.width,
                cb_height: picture.cb.height,
                y: picture.y.into_samples(),
                cb: picture.cb.into_samples(),
                cr: picture.cr.into_samples(),
                metadata: Metadata::default(),
            };
            let tile = halved(&rgba(&tile)?).ok_or_else(damaged)?;
            replace(&mut canvas, &tile, i64::from(across), i64::from(down));
            across += tile.width();
            // The next row begins below the last tile of this one.
            if across >= tile.width() * grid.columns {
                (across, down) = (0, down + tile.height());
            }
        }
    }
    Ok(canvas)
}

/// Red, green, blue and alpha of what was decoded.
pub(super) fn rgba(image: &DecodedImage) -> Result<RgbaImage, PictureError> {
    let rgba = image.to_rgba8().map_err(|_| PictureError::Damaged)?;
    let side = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    RgbaImage::from_raw(side(rgba.width), side(rgba.height), rgba.data).ok_or(PictureError::Damaged)
}

fn halved(tile: &RgbaImage) -> Option<RgbaImage> {
    let mut rows = Rows::new(tile.dimensions(), 0);
    tile.as_raw().chunks(tile.width() as usize * 4).for_each(|row| rows.push(row));
    rows.finish()
}

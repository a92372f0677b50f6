//! PNG, by rows: `image` keeps the whole picture, hides three of the four ways to name a colour space, and unpacks any
//! profile, however large.

use std::io::{Cursor, Read as _};

use flate2::read::ZlibDecoder;
use image::{RgbaImage, metadata::Orientation};
use png::{
    BitDepth, ColorType, DecodeOptions, Decoder, DecodingError, Info, Limits, Reader,
    Transformations,
};

use super::{
    super::{
        PictureError,
        colour::{Colour, Ink, PROFILE_BYTES_MAX, SRGB_GAMMA, SRGB_PRIMARIES, Wide},
    },
    DECODER_BYTES_MAX, Decoded, WHOLE_PIXELS_MAX, measure, measure_whole,
    shrink::Rows,
};

type Source<'b> = Reader<Cursor<&'b [u8]>>;

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, PictureError> {
    let mut options = DecodeOptions::default();
    options.set_ignore_iccp_chunk(true);
    options.set_ignore_text_chunk(true);
    let mut decoder = Decoder::new_with_options(Cursor::new(bytes), options);
    decoder.set_limits(Limits { bytes: usize::try_from(DECODER_BYTES_MAX).unwrap_or(usize::MAX) });
    // Palettes and single bits as bytes, a transparent colour as alpha.
    decoder.set_transformations(Transformations::EXPAND);
    let head = decoder.read_header_info().map_err(refused)?;
    let (size, is_interlaced) = (head.size(), head.interlaced);
    measure(size.0, size.1)?;
    let mut reader = decoder.read_info().map_err(refused)?;
    let info = reader.info();
    let colour = colour(bytes, info);
    let exif = info.exif_metadata.as_deref();
    let turned = exif.and_then(Orientation::from_exif_chunk).unwrap_or(Orientation::NoTransforms);
    let (color_type, depth) = reader.output_color_type();
    let row = Row { color_type, is_wide: depth == BitDepth::Sixteen, wide: wide(depth, &colour) };
    let pixels = if is_interlaced {
        whole(&mut reader, size, &row)?
    } else {
        rows(&mut reader, size, &row)?
    };
    let is_gray = matches!(color_type, ColorType::Grayscale | ColorType::GrayscaleAlpha);
    Ok(Decoded {
        pixels,
        ink: if is_gray { Ink::Gray } else { Ink::Rgb },
        colour: if row.wide.is_some() { Colour::Srgb } else { colour },
        turned,
    })
}

/// Row after row; a very large picture at half its size.
fn rows(reader: &mut Source<'_>, size: (u32, u32), row: &Row) -> Result<RgbaImage, PictureError> {
    let mut kept = Rows::new(size, WHOLE_PIXELS_MAX);
    while let Some(read) = reader.next_row().map_err(refused)? {
        kept.push(&row.bytes(read.data()));
    }
    // The end of the file is read as well, so that one that is cut off is noticed.
    reader.finish().map_err(refused)?;
    kept.finish().ok_or(PictureError::Damaged)
}

/// An interlaced picture comes in seven passes and has to be in memory whole.
fn whole(reader: &mut Source<'_>, size: (u32, u32), row: &Row) -> Result<RgbaImage, PictureError> {
    measure_whole("interlaced PNG", size, WHOLE_PIXELS_MAX)?;
    let length = reader.output_buffer_size().ok_or(PictureError::TooMuchMemory)?;
    if u64::try_from(length).unwrap_or(u64::MAX) > DECODER_BYTES_MAX {
        return Err(PictureError::TooMuchMemory);
    }
    let mut buffer = vec![0; length];
    let line = reader.next_frame(&mut buffer).map_err(refused)?.line_size;
    reader.finish().map_err(refused)?;
    let mut kept = Rows::new(size, WHOLE_PIXELS_MAX);
    buffer.chunks(line.max(1)).for_each(|read| kept.push(&row.bytes(read)));
    kept.finish().ok_or(PictureError::Damaged)
}

/// How the bytes of a row are read.
struct Row {
    color_type: ColorType,
    is_wide: bool,
    wide: Option<Wide>,
}

impl Row {
    /// Four bytes for each pixel.
    fn bytes(&self, row: &[u8]) -> Vec<u8> {
        if !self.is_wide {
            return rgba(self.color_type, row, u8::MAX);
        }
        let parts: Vec<u16> =
            row.as_chunks().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
        let mut parts = rgba(self.color_type, &parts, u16::MAX);
        if let Some(wide) = &self.wide {
            wide.convert(&mut parts);
        }
        parts.into_iter().map(narrow).collect()
    }
}

fn narrow(part: u16) -> u8 {
    u8::try_from((u32::from(part) * 255 + 32_767) / 65_535).unwrap_or(u8::MAX)
}

/// Red, green, blue and alpha of each pixel.
fn rgba<P: Copy>(color_type: ColorType, row: &[P], opaque: P) -> Vec<P> {
    match color_type {
        ColorType::Grayscale => row.iter().flat_map(|it| [*it, *it, *it, opaque]).collect(),
        ColorType::GrayscaleAlpha => {
            let pixels = row.as_chunks().0.iter();
            pixels.flat_map(|[gray, alpha]| [*gray, *gray, *gray, *alpha]).collect()
        }
        // Palettes are expanded by the decoder.
        ColorType::Rgb | ColorType::Indexed => {
            let pixels = row.as_chunks().0.iter();
            pixels.flat_map(|[red, green, blue]| [*red, *green, *blue, opaque]).collect()
        }
        ColorType::Rgba => row.to_vec(),
    }
}

fn wide(depth: BitDepth, colour: &Colour) -> Option<Wide> {
    (depth == BitDepth::Sixteen).then(|| Wide::new(colour)).flatten()
}

/// The colour space, by the order in which the chunks count (PNG, 3rd edition, 4.3).
fn colour(bytes: &[u8], info: &Info<'_>) -> Colour {
    if let Some(code) = info.coding_independent_code_points
        && !Colour::is_high_dynamic_range(code.transfer_function)
    {
        return Colour::cicp(code.color_primaries, code.transfer_function);
    }
    if let Some(profile) = profile(bytes) {
        return Colour::icc(Some(profile));
    }
    if info.srgb.is_some() || (info.gama_chunk.is_none() && info.chrm_chunk.is_none()) {
        return Colour::Srgb;
    }
    let value = |it: png::ScaledFloat| it.into_value();
    let primaries = info.chrm_chunk.map_or(SRGB_PRIMARIES, |it| {
        [it.white, it.red, it.green, it.blue].map(|(x, y)| (value(x), value(y)))
    });
    Colour::Measured { gamma: info.gama_chunk.map_or(SRGB_GAMMA, value), primaries }
}

/// The profile of the chunk `iCCP`. A few kilobytes can unpack to gigabytes: only what a profile can have is unpacked.
fn profile(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes.get(8..)?;
    loop {
        let (length, after) = rest.split_at_checked(4)?;
        let (kind, after) = after.split_at_checked(4)?;
        let length = usize::try_from(u32::from_be_bytes(length.try_into().ok()?)).ok()?;
        let content = after.get(..length)?;
        match kind {
            b"iCCP" => return unpacked(content),
            b"IDAT" | b"IEND" => return None,
            // The checksum.
            _ => rest = after.get(length.checked_add(4)?..)?,
        }
    }
}

fn unpacked(content: &[u8]) -> Option<Vec<u8>> {
    let name = content.iter().take(80).position(|byte| *byte == 0)?;
    let [0, packed @ ..] = content.get(name + 1..)? else { return None };
    let mut profile = Vec::new();
    let most = u64::try_from(PROFILE_BYTES_MAX).unwrap_or(u64::MAX);
    ZlibDecoder::new(packed).take(most + 1).read_to_end(&mut profile).ok()?;
    (profile.len() <= PROFILE_BYTES_MAX).then_some(profile)
}

fn refused(error: DecodingError) -> PictureError {
    if matches!(error, DecodingError::LimitsExceeded) {
        PictureError::TooMuchMemory
    } else {
        PictureError::Damaged
    }
}

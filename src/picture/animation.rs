//! Detects animations: only one frame is kept, and the sender is told.

use image::ImageFormat;

/// Whether a picture has more than one frame. Reads up to the second one; a broken file counts as still.
pub(super) fn moves(bytes: &[u8], format: ImageFormat) -> bool {
    let found = if format == ImageFormat::Gif {
        gif(bytes)
    } else if format == ImageFormat::Png {
        png(bytes)
    } else if format == ImageFormat::WebP {
        webp(bytes)
    } else {
        None
    };
    found.unwrap_or(false)
}

/// The rest of the file after `count` bytes.
fn after(bytes: &[u8], count: usize) -> Option<&[u8]> {
    bytes.get(count..)
}

fn byte(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at).copied()
}

/// GIF: reads blocks until a second image begins.
fn gif(bytes: &[u8]) -> Option<bool> {
    /// The size of a colour table, by the flags that say whether there is one.
    fn colours(flags: u8) -> usize {
        if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
    }
    let mut rest = after(bytes, 13 + colours(byte(bytes, 10)?))?;
    let mut images = 0;
    loop {
        rest = match byte(rest, 0)? {
            // An extension: its kind, then its data.
            0x21 => after(rest, 2)?,
            0x2c => {
                images += 1;
                if images > 1 {
                    return Some(true);
                }
                // Position and size, local colour table, code length.
                after(rest, 10 + colours(byte(rest, 9)?) + 1)?
            }
            _ => return Some(false),
        };
        while let length @ 1.. = byte(rest, 0)? {
            rest = after(rest, usize::from(length) + 1)?;
        }
        rest = after(rest, 1)?;
    }
}

/// PNG: the acTL chunk with the number of frames precedes the first picture.
fn png(bytes: &[u8]) -> Option<bool> {
    let mut rest = after(bytes, 8)?;
    loop {
        let number = |at: usize| Some(u32::from_be_bytes(rest.get(at..at + 4)?.try_into().ok()?));
        match rest.get(4..8)? {
            b"acTL" => return Some(number(8)? > 1),
            b"IDAT" | b"IEND" => return Some(false),
            _ => rest = after(rest, usize::try_from(number(0)?).ok()?.checked_add(12)?)?,
        }
    }
}

/// WebP: the first chunk has an animation flag.
fn webp(bytes: &[u8]) -> Option<bool> {
    Some(bytes.get(12..16)? == b"VP8X" && byte(bytes, 20)? & 2 != 0)
}

#[cfg(test)]
mod tests {
    use image::{Delay, Frame, RgbaImage, codecs::gif::GifEncoder};

    use super::*;

    fn gif_of(frames: u8) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = GifEncoder::new(&mut bytes);
        for shade in 0..frames {
            let picture = RgbaImage::from_pixel(40, 30, image::Rgba([shade * 60, 0, 0, 255]));
            let frame = Frame::from_parts(picture, 0, 0, Delay::from_numer_denom_ms(100, 1));
            encoder.encode_frame(frame).unwrap();
        }
        drop(encoder);
        bytes
    }

    #[test]
    fn more_than_one_frame_moves() {
        assert!(moves(&gif_of(2), ImageFormat::Gif) && moves(&gif_of(5), ImageFormat::Gif));
        assert!(!moves(&gif_of(1), ImageFormat::Gif));
        let chunk = |kind: &[u8; 4], data: &[u8]| {
            let length = u32::try_from(data.len()).unwrap().to_be_bytes();
            [&length[..], kind, data, &[0; 4]].concat()
        };
        let png = |frames: u8| {
            let head = b"\x89PNG\r\n\x1a\n".to_vec();
            let parts = [chunk(b"IHDR", &[0; 13]), chunk(b"acTL", &[0, 0, 0, frames, 0, 0, 0, 0])];
            [head, parts.concat(), chunk(b"IDAT", &[])].concat()
        };
        assert!(moves(&png(2), ImageFormat::Png) && !moves(&png(1), ImageFormat::Png));
        let webp = |flags: u8| [b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0".as_slice(), &[flags, 0]].concat();
        assert!(moves(&webp(0x12), ImageFormat::WebP) && !moves(&webp(0x10), ImageFormat::WebP));
        for cut in 0..gif_of(1).len() {
            assert!(!moves(&gif_of(1)[..cut], ImageFormat::Gif));
        }
        assert!(!moves(b"", ImageFormat::Png) && !moves(&[0xff; 40], ImageFormat::WebP));
    }
}

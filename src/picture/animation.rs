//! Detects animations, and how much work one is, before any of its frames is decoded.

use super::{decode::has_track, sniff::Kind};

/// What an animation has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Animation {
    pub(super) frames: u64,
    pub(super) width: u32,
    pub(super) height: u32,
    /// How often it is shown; 0 for ever.
    pub(super) loops: u16,
}

impl Animation {
    /// The pixels of all frames.
    pub(super) fn pixels(&self) -> u64 {
        self.frames.saturating_mul(u64::from(self.width) * u64::from(self.height))
    }
}

/// Frames that are counted; an animation with more is far too long.
const FRAMES_COUNTED: u64 = 100_000;

/// The animation in a file; `None` for a still picture. Reads no pixels; a broken file counts as still.
pub(super) fn find(bytes: &[u8], kind: Kind) -> Option<Animation> {
    let found = match kind {
        Kind::Gif => gif(bytes),
        Kind::Png => png(bytes),
        Kind::WebP => webp(bytes),
        Kind::Avif => has_track(bytes).then_some(UNREAD),
        #[cfg(feature = "heic")]
        Kind::Heic => has_track(bytes).then_some(UNREAD),
        Kind::Jpeg | Kind::Tiff => None,
    };
    found.filter(|animation| animation.frames > 1)
}

/// An animation of which only the still picture is taken.
const UNREAD: Animation = Animation { frames: u64::MAX, width: 0, height: 0, loops: 0 };

/// Whether only its still picture can be taken, because of its format.
pub(super) fn is_unread(animation: &Animation) -> bool {
    *animation == UNREAD
}

/// The rest of the file after `count` bytes.
fn after(bytes: &[u8], count: usize) -> Option<&[u8]> {
    bytes.get(count..)
}

fn byte(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at).copied()
}

fn little(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// GIF: counts the image blocks.
fn gif(bytes: &[u8]) -> Option<Animation> {
    /// The size of a colour table, by the flags that say whether there is one.
    fn colours(flags: u8) -> usize {
        if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
    }
    let (width, height) = (little(bytes, 6)?.into(), little(bytes, 8)?.into());
    let mut rest = after(bytes, 13 + colours(byte(bytes, 10)?))?;
    // Without a word about it, once.
    let mut animation = Animation { frames: 0, width, height, loops: 1 };
    loop {
        // A file that is cut off has the frames that came before.
        let Some(next) = byte(rest, 0) else { return Some(animation) };
        let block = match next {
            // An extension: its kind, then its data.
            0x21 => {
                if rest.get(3..14) == Some(b"NETSCAPE2.0") && byte(rest, 15) == Some(1) {
                    animation.loops = little(rest, 16)?;
                }
                after(rest, 2)
            }
            0x2c => {
                animation.frames += 1;
                // Position and size, local colour table, code length.
                byte(rest, 9).and_then(|flags| after(rest, 10 + colours(flags) + 1))
            }
            _ => return Some(animation),
        };
        let Some(block) = block.filter(|_| animation.frames < FRAMES_COUNTED) else {
            return Some(animation);
        };
        rest = block;
        while let Some(length @ 1..) = byte(rest, 0) {
            let Some(behind) = after(rest, usize::from(length) + 1) else { return Some(animation) };
            rest = behind;
        }
        rest = after(rest, 1).unwrap_or_default();
    }
}

/// PNG: the acTL chunk with the number of frames precedes the first picture.
fn png(bytes: &[u8]) -> Option<Animation> {
    let number =
        |bytes: &[u8], at: usize| Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
    let (width, height) = (number(bytes, 16)?, number(bytes, 20)?);
    let mut rest = after(bytes, 8)?;
    loop {
        match rest.get(4..8)? {
            b"acTL" => {
                let loops = u16::try_from(number(rest, 12)?).unwrap_or(0);
                return Some(Animation { frames: number(rest, 8)?.into(), width, height, loops });
            }
            b"IDAT" | b"IEND" => return None,
            _ => {
                let length = usize::try_from(number(rest, 0)?).ok()?;
                rest = after(rest, length.checked_add(12)?)?;
            }
        }
    }
}

/// WebP: the first chunk has an animation flag and the size; each frame is a chunk.
fn webp(bytes: &[u8]) -> Option<Animation> {
    if bytes.get(12..16)? != b"VP8X" || byte(bytes, 20)? & 2 == 0 {
        return None;
    }
    let side = |at: usize| {
        let [one, two, three] = *bytes.get(at..)?.first_chunk()?;
        Some(u32::from_le_bytes([one, two, three, 0]) + 1)
    };
    let mut animation = Animation { frames: 0, width: side(24)?, height: side(27)?, loops: 0 };
    let mut rest = after(bytes, 12)?;
    while let Some(kind) = rest.get(..4) {
        match kind {
            b"ANIM" => animation.loops = little(rest, 12)?,
            b"ANMF" => animation.frames += 1,
            _ => {}
        }
        let length = rest.get(4..).and_then(<[u8]>::first_chunk).map(|it| u32::from_le_bytes(*it));
        let length = usize::try_from(length?).ok()?;
        let behind = length.checked_add(8 + (length & 1)).and_then(|length| after(rest, length));
        let Some(behind) = behind.filter(|_| animation.frames < FRAMES_COUNTED) else { break };
        rest = behind;
    }
    Some(animation)
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

    fn frames(bytes: &[u8], kind: Kind) -> Option<u64> {
        find(bytes, kind).map(|it| it.frames)
    }

    #[test]
    fn more_than_one_frame_moves() {
        assert_eq!(frames(&gif_of(2), Kind::Gif), Some(2));
        assert_eq!(frames(&gif_of(5), Kind::Gif), Some(5));
        assert_eq!(frames(&gif_of(1), Kind::Gif), None);
        let chunk = |kind: &[u8; 4], data: &[u8]| {
            let length = u32::try_from(data.len()).unwrap().to_be_bytes();
            [&length[..], kind, data, &[0; 4]].concat()
        };
        let png = |frames: u8| {
            let head = b"\x89PNG\r\n\x1a\n".to_vec();
            let parts = [chunk(b"IHDR", &[0; 13]), chunk(b"acTL", &[0, 0, 0, frames, 0, 0, 0, 0])];
            [head, parts.concat(), chunk(b"IDAT", &[])].concat()
        };
        assert_eq!((frames(&png(2), Kind::Png), frames(&png(1), Kind::Png)), (Some(2), None));
        let webp = |flags: u8, count: usize| {
            let head = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0".to_vec();
            let size = [flags, 0, 0, 0, 9, 0, 0, 4, 0, 0];
            let part = b"ANMF\x03\0\0\0abc\0";
            [head, size.to_vec(), part.repeat(count)].concat()
        };
        let found = find(&webp(0x12, 3), Kind::WebP).unwrap();
        assert_eq!((found.frames, found.width, found.height, found.pixels()), (3, 10, 5, 150));
        assert_eq!(
            (frames(&webp(0x10, 3), Kind::WebP), frames(&webp(2, 1), Kind::WebP)),
            (None, None)
        );
        for cut in 0..gif_of(1).len() {
            assert_eq!(frames(&gif_of(1)[..cut], Kind::Gif), None);
        }
        assert_eq!((frames(b"", Kind::Png), frames(&[0xff; 40], Kind::WebP)), (None, None));
    }

    #[test]
    fn a_film_that_was_cut_off_has_its_first_frames() {
        let whole = gif_of(3);
        assert_eq!(frames(&whole[..whole.len() - 20], Kind::Gif), Some(3));
        assert_eq!(find(&whole, Kind::Gif).map(|it| it.loops), Some(1));
    }
}

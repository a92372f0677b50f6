//! Animations: each frame is decoded, made smaller and encoded before the next one, so that memory is that of a few
//! frames, however long it is. Only what changes from frame to frame is written.

use std::io::Cursor;

use image::{
    AnimationDecoder, Frame, ImageDecoder as _, Limits, RgbaImage,
    codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder},
    imageops::crop_imm,
};

use super::{
    File, PictureError, QUALITY,
    animation::Animation,
    colour::{Colour, Converter, Ink},
    resized,
    sniff::Kind,
};

/// The most pixels of all frames together: a call has fifteen seconds for everything.
pub(super) const PIXELS_MAX: u64 = 50_000_000;

/// The most pixels of one frame: several are in memory at once.
pub(super) const FRAME_PIXELS_MAX: u64 = 9_000_000;

/// The most bytes of a file. Visitors load it, and a video would be smaller.
const BYTES_MAX: usize = 8 << 20;

/// Bytes that a decoder may take.
const DECODER_BYTES_MAX: u64 = 128 << 20;

/// A frame that is shown so briefly is shown for a tenth of a second instead, as browsers do.
const SHORTEST_MS: u32 = 10;

/// The longest time that can be written, in milliseconds.
const LONGEST_MS: u32 = 0x00ff_ffff;

/// The animation in these sizes, smallest first. `None` where it cannot be decoded or gets too large: then it is a
/// still.
pub(super) fn make(
    bytes: &[u8],
    kind: Kind,
    (animation, colour): (&Animation, &Colour),
    sizes: &[(u32, u32)],
    go_on: &dyn Fn(u64) -> Result<(), PictureError>,
) -> Result<Option<Vec<File>>, PictureError> {
    let Some(frames) = frames(bytes, kind) else { return Ok(None) };
    let converter = Converter::new(colour, Ink::Rgb);
    let mut reels: Vec<Reel> = sizes.iter().map(|size| Reel::new(*size)).collect();
    let mut done = 0;
    for frame in frames {
        go_on(done)?;
        let Ok(frame) = frame else { return Ok(None) };
        let shown_ms = shown_ms(&frame);
        let picture = frame.into_buffer();
        done += 1;
        if picture.dimensions() != (animation.width, animation.height) || done > animation.frames {
            return Ok(None);
        }
        for reel in &mut reels {
            let (width, height) = reel.size;
            let mut picture = if picture.dimensions() == reel.size {
                picture.clone()
            } else {
                resized(&picture, width, height)?
            };
            converter.convert(&mut picture);
            reel.push(picture, shown_ms)?;
        }
        reels.retain(|reel| reel.body.len() <= BYTES_MAX);
    }
    if reels.is_empty() || done < 2 {
        return Ok(None);
    }
    Ok(Some(reels.into_iter().map(|reel| reel.finish(animation.loops)).collect()))
}

type Frames<'b> = Box<dyn Iterator<Item = image::ImageResult<Frame>> + 'b>;

fn frames(bytes: &[u8], kind: Kind) -> Option<Frames<'_>> {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(DECODER_BYTES_MAX);
    let bytes = Cursor::new(bytes);
    let frames = match kind {
        Kind::Gif => {
            let mut decoder = GifDecoder::new(bytes).ok()?;
            decoder.set_limits(limits).ok()?;
            decoder.into_frames()
        }
        Kind::Png => PngDecoder::with_limits(bytes, limits).ok()?.apng().ok()?.into_frames(),
        Kind::WebP => WebPDecoder::new(bytes).ok()?.into_frames(),
        Kind::Jpeg | Kind::Tiff | Kind::Avif => return None,
        #[cfg(feature = "heic")]
        Kind::Heic => return None,
    };
    Some(Box::new(frames))
}

/// For how many milliseconds a frame is shown.
fn shown_ms(frame: &Frame) -> u32 {
    let (over, under) = frame.delay().numer_denom_ms();
    let ms = over / under.max(1);
    if ms <= SHORTEST_MS { 100 } else { ms.min(LONGEST_MS) }
}

/// The animation in one size, as far as it has been read.
struct Reel {
    size: (u32, u32),
    /// The frames, each a chunk.
    body: Vec<u8>,
    before: Option<RgbaImage>,
    /// Where the time of the last frame stands, and how long it is.
    last: (usize, u32),
    has_alpha: bool,
}

impl Reel {
    fn new(size: (u32, u32)) -> Reel {
        Reel { size, body: Vec::new(), before: None, last: (0, 0), has_alpha: false }
    }

    fn push(&mut self, picture: RgbaImage, shown_ms: u32) -> Result<(), PictureError> {
        let whole = (0, 0, self.size.0, self.size.1);
        let changed = match &self.before {
            Some(before) => changed(before, &picture),
            None => Some(whole),
        };
        let total = self.last.1.saturating_add(shown_ms).min(LONGEST_MS);
        match changed {
            Some(place) => self.write(&picture, place, shown_ms)?,
            // What does not change is shown for longer.
            None => self.time(total),
        }
        self.before = Some(picture);
        Ok(())
    }

    /// Writes a part of a frame. It takes the place of what was there, and stays.
    fn write(
        &mut self,
        picture: &RgbaImage,
        (left, top, width, height): (u32, u32, u32, u32),
        shown_ms: u32,
    ) -> Result<(), PictureError> {
        const REPLACE: u8 = 2;
        let part = crop_imm(picture, left, top, width, height).to_image();
        let coded = webp::Encoder::from_rgba(part.as_raw(), width, height)
            .encode_simple(false, QUALITY)
            .map_err(|_| PictureError::Failed)?;
        self.has_alpha |= part.pixels().any(|pixel| !matches!(pixel.0, [.., 255]));
        let mut chunks = coded.get(12..).unwrap_or_default();
        if chunks.starts_with(b"VP8X") {
            chunks = chunks.get(18..).unwrap_or_default();
        }
        let mut content = Vec::with_capacity(chunks.len() + 16);
        for number in [left / 2, top / 2, width - 1, height - 1] {
            content.extend(three(number));
        }
        let at = self.body.len() + 8 + content.len();
        content.extend(three(shown_ms));
        content.push(REPLACE);
        content.extend_from_slice(chunks);
        chunk(&mut self.body, *b"ANMF", &content);
        self.last = (at, shown_ms);
        Ok(())
    }

    /// Sets the time of the last frame.
    fn time(&mut self, shown_ms: u32) {
        let at = self.last.0;
        if let Some(place) = self.body.get_mut(at..at + 3) {
            place.copy_from_slice(&three(shown_ms));
            self.last.1 = shown_ms;
        }
    }

    fn finish(self, loops: u16) -> File {
        const MOVES: u8 = 2;
        const ALPHA: u8 = 16;
        let (width, height) = self.size;
        let mut head = vec![if self.has_alpha { MOVES | ALPHA } else { MOVES }, 0, 0, 0];
        head.extend(three(width - 1));
        head.extend(three(height - 1));
        let mut chunks = b"WEBP".to_vec();
        chunk(&mut chunks, *b"VP8X", &head);
        // The colour behind it is none.
        let [low, high] = loops.to_le_bytes();
        chunk(&mut chunks, *b"ANIM", &[0, 0, 0, 0, low, high]);
        chunks.extend(self.body);
        let mut bytes = Vec::with_capacity(chunks.len() + 8);
        chunk(&mut bytes, *b"RIFF", &chunks);
        File { width, height, bytes }
    }
}

/// The rectangle in which two frames differ: left, top, width and height. It begins at even numbers, as the format
/// wants.
fn changed(before: &RgbaImage, after: &RgbaImage) -> Option<(u32, u32, u32, u32)> {
    let (width, height) = after.dimensions();
    let stride = width as usize * 4;
    let rows = || before.as_raw().chunks(stride).zip(after.as_raw().chunks(stride)).enumerate();
    let differing = || rows().filter(|(_, (one, two))| one != two);
    let top = differing().next()?.0;
    let bottom = differing().next_back()?.0;
    let (mut left, mut right) = (width as usize, 0);
    for (_, (one, two)) in differing() {
        let pixels = || one.chunks(4).zip(two.chunks(4)).enumerate();
        let first = pixels().find(|(_, (one, two))| one != two).map_or(0, |(x, _)| x);
        let last = pixels().rfind(|(_, (one, two))| one != two).map_or(0, |(x, _)| x);
        (left, right) = (left.min(first), right.max(last));
    }
    let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
    let (left, top) = (number(left) & !1, number(top) & !1);
    let (right, bottom) = (number(right) + 1, number(bottom) + 1);
    Some((left, top, right.min(width) - left, bottom.min(height) - top))
}

/// The three lower bytes of a number.
fn three(number: u32) -> [u8; 3] {
    let [one, two, three, _] = number.to_le_bytes();
    [one, two, three]
}

/// Writes a chunk; its length is even.
fn chunk(out: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
    out.extend_from_slice(&kind);
    out.extend(u32::try_from(content.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(content);
    if !content.len().is_multiple_of(2) {
        out.push(0);
    }
}

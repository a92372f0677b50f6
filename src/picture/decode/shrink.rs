//! Halves a picture while its rows arrive, so that it is never in memory whole.

use image::RgbaImage;

/// Collects rows of four bytes a pixel.
pub(super) struct Rows {
    width: usize,
    /// 1, or 2 to keep one pixel of four.
    step: usize,
    pixels: Vec<u8>,
    /// The row above, of which the next one is the other half.
    above: Option<Vec<u8>>,
}

impl Rows {
    /// For a picture of this size, which is halved if it has more pixels than `most`.
    pub(super) fn new((width, height): (u32, u32), most: u64) -> Rows {
        let pixels = u64::from(width) * u64::from(height);
        let step = if pixels > most { 2 } else { 1 };
        let width = width as usize;
        let kept = (width / step).max(1) * (height as usize / step).max(1);
        Rows { width, step, pixels: Vec::with_capacity(kept * 4), above: None }
    }

    pub(super) fn push(&mut self, row: &[u8]) {
        if self.step == 1 {
            return self.pixels.extend_from_slice(row);
        }
        let Some(above) = self.above.take() else {
            self.above = Some(row.to_vec());
            return;
        };
        self.halve(&above, row);
    }

    /// The picture. The last row of an odd number is left out, unless it is the only one.
    pub(super) fn finish(mut self) -> Option<RgbaImage> {
        if let Some(above) = self.above.take().filter(|_| self.pixels.is_empty()) {
            self.halve(&above, &above);
        }
        let width = (self.width / self.step).max(1);
        let height = self.pixels.len() / 4 / width;
        RgbaImage::from_raw(u32::try_from(width).ok()?, u32::try_from(height).ok()?, self.pixels)
    }

    fn halve(&mut self, above: &[u8], below: &[u8]) {
        let (above, below) = (above.as_chunks::<4>().0, below.as_chunks::<4>().0);
        if let ([one], [two]) = (above, below) {
            return self.pixels.extend(mean(&[*one, *one, *two, *two]));
        }
        let (above, below) = (above.as_chunks::<2>().0, below.as_chunks::<2>().0);
        for ([one, two], [three, four]) in above.iter().zip(below) {
            self.pixels.extend(mean(&[*one, *two, *three, *four]));
        }
    }
}

/// The mean of four pixels; what cannot be seen does not count.
fn mean(four: &[[u8; 4]; 4]) -> [u8; 4] {
    let part = |of: fn(&[u8; 4]) -> u32| four.iter().map(of).sum::<u32>();
    let alpha = part(|[.., alpha]| u32::from(*alpha));
    let byte = |value: u32| u8::try_from(value).unwrap_or(u8::MAX);
    if alpha == 0 {
        return [0; 4];
    }
    let weighed = |at: fn(&[u8; 4]) -> u32| byte((part(at) + alpha / 2) / alpha);
    [
        weighed(|[red, .., alpha]| u32::from(*red) * u32::from(*alpha)),
        weighed(|[_, green, _, alpha]| u32::from(*green) * u32::from(*alpha)),
        weighed(|[.., blue, alpha]| u32::from(*blue) * u32::from(*alpha)),
        byte((alpha + 2) / 4),
    ]
}

//! Brightness and two differences of colour, as video has them, to red, green and blue (ITU-T H.273).

use image::RgbaImage;

/// A plane of samples with 8 bits, or 16 in the order of this machine.
pub(super) struct Plane<B> {
    pub(super) bytes: B,
    /// Bytes from one row to the next.
    pub(super) stride: usize,
    pub(super) width: usize,
    pub(super) height: usize,
    /// How many of the bits are used.
    pub(super) bits: u32,
}

impl<B: AsRef<[u8]>> Plane<B> {
    /// A row as numbers from 0 to 1, if all bits are used.
    fn row(&self, at: usize, out: &mut Vec<f32>) {
        let scale =
            1.0 / f32::from(u16::try_from((1_u32 << self.bits.min(16)) - 1).unwrap_or(u16::MAX));
        let start = at.min(self.height.saturating_sub(1)) * self.stride;
        let bytes = self.bytes.as_ref();
        out.clear();
        if self.bits > 8 {
            let row = bytes.get(start..start + self.width * 2).unwrap_or_default();
            let samples = row.as_chunks().0.iter().map(|pair| u16::from_ne_bytes(*pair));
            out.extend(samples.map(|sample| f32::from(sample) * scale));
        } else {
            let row = bytes.get(start..start + self.width).unwrap_or_default();
            out.extend(row.iter().map(|sample| f32::from(*sample) * scale));
        }
        out.resize(self.width, 0.0);
    }
}

/// A picture in planes.
pub(super) struct Planes<B> {
    pub(super) luma: Plane<B>,
    pub(super) chroma: Option<[Plane<B>; 2]>,
    pub(super) alpha: Option<Plane<B>>,
    pub(super) matrix: Matrix,
    pub(super) is_full_range: bool,
}

/// What the differences are differences of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Matrix {
    /// The parts of red and blue in the brightness.
    Weights(f32, f32),
    /// The planes are green, blue and red.
    Identity,
}

impl Matrix {
    /// By its number; 601 where nobody says, as browsers do. `None` for those that no camera writes.
    pub(super) fn of(code: u8) -> Option<Matrix> {
        Some(match code {
            0 => Matrix::Identity,
            1 => Matrix::Weights(0.2126, 0.0722),
            2 | 5 | 6 => Matrix::Weights(0.299, 0.114),
            4 => Matrix::Weights(0.3, 0.11),
            7 => Matrix::Weights(0.212, 0.087),
            9 => Matrix::Weights(0.2627, 0.0593),
            _ => return None,
        })
    }
}

impl<B: AsRef<[u8]>> Planes<B> {
    pub(super) fn rgba(&self) -> Option<RgbaImage> {
        let (width, height) = (self.luma.width, self.luma.height);
        let mut pixels = Vec::with_capacity(width * height * 4);
        let (mut luma, mut alpha) = (Vec::new(), Vec::new());
        let mut chroma = [Stretched::default(), Stretched::default()];
        for at in 0..height {
            self.luma.row(at, &mut luma);
            for (row, plane) in chroma.iter_mut().zip(self.chroma.iter().flatten()) {
                row.read(plane, at, (width, height));
            }
            match &self.alpha {
                Some(plane) => plane.row(at, &mut alpha),
                None => alpha.resize(width, 1.0),
            }
            let [blue, red] = &chroma;
            for (x, (luma, alpha)) in luma.iter().zip(&alpha).enumerate() {
                let difference = |row: &Stretched| row.row.get(x).copied();
                let colour = self.pixel(*luma, difference(blue), difference(red));
                pixels.extend(colour.map(byte));
                pixels.push(byte(*alpha));
            }
        }
        RgbaImage::from_raw(u32::try_from(width).ok()?, u32::try_from(height).ok()?, pixels)
    }

    fn pixel(&self, luma: f32, blue: Option<f32>, red: Option<f32>) -> [f32; 3] {
        let steps =
            f32::from(u16::try_from((1_u32 << self.luma.bits.min(16)) - 1).unwrap_or(u16::MAX));
        // Limited range leaves 16 of 256 levels below and 20 above.
        let unit = if self.is_full_range { 1.0 } else { (steps + 1.0) / 256.0 / steps };
        let bright = |value: f32| {
            if self.is_full_range { value } else { (value - 16.0 * unit) / (219.0 * unit) }
        };
        // The middle is no difference.
        let middle = f32::midpoint(steps, 1.0) / steps;
        let differs = |value: f32| {
            let value = value - middle;
            if self.is_full_range { value } else { value / (224.0 * unit) }
        };
        let (Some(blue), Some(red)) = (blue, red) else { return [bright(luma); 3] };
        match self.matrix {
            Matrix::Identity => [bright(red), bright(luma), bright(blue)],
            Matrix::Weights(of_red, of_blue) => {
                let (luma, blue, red) = (bright(luma), differs(blue), differs(red));
                let of_green = 1.0 - of_red - of_blue;
                let (more_red, more_blue) =
                    (2.0 * (1.0 - of_red) * red, 2.0 * (1.0 - of_blue) * blue);
                let less_green = (of_red * more_red + of_blue * more_blue) / of_green;
                [luma + more_red, luma - less_green, luma + more_blue]
            }
        }
    }
}

/// A row of a smaller plane at the width of the picture, between the samples that are nearest.
#[derive(Default)]
struct Stretched {
    row: Vec<f32>,
    near: Vec<f32>,
    far: Vec<f32>,
}

impl Stretched {
    fn read<B: AsRef<[u8]>>(
        &mut self,
        plane: &Plane<B>,
        at: usize,
        (width, height): (usize, usize),
    ) {
        let (near, far, share) = between(at, plane.height < height, plane.height);
        plane.row(near, &mut self.near);
        if share > 0.0 {
            plane.row(far, &mut self.far);
            for (near, far) in self.near.iter_mut().zip(&self.far) {
                *near += (far - *near) * share;
            }
        }
        self.row.clear();
        if plane.width >= width {
            return self.row.extend_from_slice(&self.near);
        }
        let sample = |at: usize| self.near.get(at).copied().unwrap_or_default();
        self.row.extend((0..width).map(|x| {
            let (near, far, share) = between(x, true, plane.width);
            sample(near) + (sample(far) - sample(near)) * share
        }));
    }
}

/// The two samples between which a position lies, and how near it is to the second. A sample of a halved plane lies in
/// the middle of two positions.
fn between(at: usize, is_halved: bool, length: usize) -> (usize, usize, f32) {
    if !is_halved {
        return (at, at, 0.0);
    }
    let near = (at / 2).min(length.saturating_sub(1));
    let far = if at.is_multiple_of(2) { near.saturating_sub(1) } else { near + 1 };
    (near, far.min(length.saturating_sub(1)), 0.25)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
fn byte(part: f32) -> u8 {
    (part * 255.0).round().clamp(0.0, 255.0) as u8
}

//! Vectors of a bit for each number, which are compared first where there are many: an eighth of the bytes.
//!
//! Only the stored side loses its sizes; the query keeps its own. So the best hundred by this have the best ten among
//! them, which the vectors themselves then put in order.

use super::Vector;

/// What a byte can be.
const BYTES: usize = 256;

impl Vector {
    /// Whether each number is above 0, the first in the lowest bit. Empty where there is no text.
    pub fn coarse(&self) -> Vec<u8> {
        let byte = |numbers: &[u8]| {
            let bits = numbers.iter().enumerate().filter(|(_, number)| number.cast_signed() > 0);
            bits.fold(0, |byte, (at, _)| byte | (1 << at))
        };
        self.numbers().chunks(8).map(byte).collect()
    }
}

/// A query that is compared with coarse vectors.
pub struct CoarseQuery {
    /// For each byte of a coarse vector and each value of it: what its numbers add to the product.
    sums: Vec<[i32; BYTES]>,
    /// What makes a likeness of the product.
    scale: f32,
}

impl CoarseQuery {
    /// `None` for the meaning of no text.
    pub fn of(query: &Vector) -> Option<CoarseQuery> {
        let numbers = query.numbers();
        let sums = numbers.chunks(8).map(|numbers| {
            let mut sums = [0; BYTES];
            for (byte, sum) in sums.iter_mut().enumerate() {
                let signed = numbers.iter().enumerate().map(|(at, number)| {
                    let number = i32::from(number.cast_signed());
                    if byte & (1 << at) == 0 { -number } else { number }
                });
                *sum = signed.sum();
            }
            sums
        });
        #[expect(clippy::cast_precision_loss, reason = "some thousand numbers")]
        let length = query.length()? * (numbers.len() as f32).sqrt();
        Some(CoarseQuery { sums: sums.collect(), scale: length.recip() })
    }

    /// About how alike a text is; `None` where it is empty, or of another length.
    pub fn likeness(&self, coarse: &[u8]) -> Option<f32> {
        if coarse.len() != self.sums.len() || coarse.is_empty() {
            return None;
        }
        let sum = |(sums, byte): (&[i32; BYTES], &u8)| sums.get(usize::from(*byte)).copied();
        let product: i32 = self.sums.iter().zip(coarse).filter_map(sum).sum();
        #[expect(clippy::cast_precision_loss, reason = "an order needs no more")]
        let product = product as f32;
        Some(product * self.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coarse_likeness_is_nearly_the_likeness() {
        let alike = Vector::of(&[3.0, -2.0, 1.0, 5.0, -4.0, 2.0, 2.0, -1.0, 3.0]).unwrap();
        let query = CoarseQuery::of(&alike).unwrap();
        let of = |numbers: &[f32]| query.likeness(&Vector::of(numbers).unwrap().coarse());
        let own = query.likeness(&alike.coarse()).unwrap();
        assert!((0.8..=1.0).contains(&own), "{own}");
        let opposite = of(&[-3.0, 2.0, -1.0, -5.0, 4.0, -2.0, -2.0, 1.0, -3.0]).unwrap();
        assert!((opposite + own).abs() < 0.001, "{opposite}");
        let other = of(&[3.0, -2.0, -1.0, -5.0, 4.0, 2.0, -2.0, 1.0, 3.0]).unwrap();
        assert!(opposite < other && other < own, "{other}");
        assert_eq!(of(&[1.0]), None);
        assert_eq!(query.likeness(&Vector::none().coarse()), None);
        assert!(CoarseQuery::of(&Vector::none()).is_none());
    }
}

//! What a text means, as a direction: the numbers of an embedding service, each kept in one byte.
//!
//! Two texts are alike as far as their directions agree. A byte is exact enough for an order: among thousands the first
//! ten are those of the full numbers, at a quarter of the size, and whole numbers are multiplied quickly.

mod coarse;

use std::fmt;

pub use self::coarse::CoarseQuery;

/// What a query means to a model.
#[derive(Clone, Debug)]
pub struct QueryMeaning {
    pub query: String,
    pub model: String,
    pub vector: Vector,
}

/// What a read has found out about the meaning of its query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sought {
    /// Nothing was searched, or there is nothing to compare.
    #[default]
    Nothing,
    /// There are vectors; what this query means is not known yet.
    Query(String),
    /// So many things were found by their meaning that do not have the words.
    Found(usize),
}

/// The bytes in front: the length of the vector in its own scale.
const HEAD: usize = 4;

/// The longest vector that is kept.
const NUMBERS_MAX: usize = 8_192;

/// A direction: its length as a little-endian `f32`, then a signed byte for each number. Empty where there is no text.
#[derive(Clone, PartialEq, Eq)]
pub struct Vector(Vec<u8>);

impl Vector {
    /// The vector of a thing that has no text: it is like nothing.
    pub fn none() -> Vector {
        Vector(Vec::new())
    }

    /// The direction of these numbers; `None` if they have none.
    pub fn of(numbers: &[f32]) -> Option<Vector> {
        let largest = numbers.iter().fold(0.0_f32, |most, number| most.max(number.abs()));
        let fits = (1..=NUMBERS_MAX).contains(&numbers.len());
        if !fits || !numbers.iter().all(|number| number.is_finite()) || largest <= 0.0 {
            return None;
        }
        let scale = 127.0 / largest;
        #[expect(clippy::cast_possible_truncation, reason = "within -127 to 127 by the scale")]
        let bytes: Vec<i8> = numbers.iter().map(|number| (number * scale).round() as i8).collect();
        let square: f32 = bytes.iter().map(|byte| f32::from(*byte).powi(2)).sum();
        let mut kept = square.sqrt().to_le_bytes().to_vec();
        kept.extend(bytes.iter().map(|byte| byte.to_le_bytes()[0]));
        Some(Vector(kept))
    }

    /// The bytes, as they are stored.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn numbers(&self) -> &[u8] {
        split(&self.0).map_or(&[], |(_, numbers)| numbers)
    }

    fn length(&self) -> Option<f32> {
        split(&self.0).map(|(length, _)| length)
    }

    /// How alike two texts are, from -1 to 1; `None` where one of them is empty, or of another length.
    pub fn likeness(&self, stored: &[u8]) -> Option<f32> {
        let (mine, own) = split(&self.0)?;
        let (its, other) = split(stored)?;
        if own.len() != other.len() {
            return None;
        }
        let product: i32 = own.iter().zip(other).map(|(one, two)| times(*one, *two)).sum();
        #[expect(clippy::cast_precision_loss, reason = "an order needs no more")]
        let product = product as f32;
        Some(product / (mine * its))
    }
}

/// The length, and the numbers.
fn split(bytes: &[u8]) -> Option<(f32, &[u8])> {
    let (head, numbers) = bytes.split_at_checked(HEAD)?;
    Some((f32::from_le_bytes(head.try_into().ok()?), numbers))
}

fn times(one: u8, two: u8) -> i32 {
    i32::from(one.cast_signed()) * i32::from(two.cast_signed())
}

impl fmt::Debug for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vector({})", self.0.len().saturating_sub(HEAD))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_is_the_angle_whatever_the_length() {
        let like = |one: &[f32], two: &[f32]| {
            let [one, two] = [one, two].map(|numbers| Vector::of(numbers).unwrap());
            one.likeness(two.bytes()).unwrap()
        };
        for (one, two, expected) in [
            ([1.0, 0.0], [20.0, 0.0], 1.0),
            ([1.0, 0.0], [0.0, 0.01], 0.0),
            ([1.0, 1.0], [-3.0, -3.0], -1.0),
            ([1.0, 1.0], [1.0, 0.0], 0.707),
        ] {
            assert!((like(&one, &two) - expected).abs() < 0.01, "{one:?} {two:?}");
        }
        let many = vec![0.5; 4_096];
        assert!((like(&many, &many) - 1.0).abs() < 0.001);
    }

    #[test]
    fn what_has_no_direction_is_no_vector() {
        for bad in [&[][..], &[0.0, 0.0], &[f32::NAN, 1.0], &[f32::INFINITY, 1.0]] {
            assert_eq!(Vector::of(bad), None, "{bad:?}");
        }
        assert_eq!(Vector::of(&vec![1.0; NUMBERS_MAX + 1]), None);
        let one = Vector::of(&[1.0, 2.0]).unwrap();
        assert_eq!(one.likeness(Vector::none().bytes()), None);
        assert_eq!(one.likeness(Vector::of(&[1.0]).unwrap().bytes()), None);
    }
}

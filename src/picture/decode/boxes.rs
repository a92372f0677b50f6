//! The boxes of AVIF and HEIC files (ISO/IEC 14496-12 and 23008-12), as far as the decoders do not tell, and what has
//! to be known before they are called.

use image::metadata::Orientation;

/// A box: its type and what is in it.
pub(super) type Part<'b> = (&'b [u8; 4], &'b [u8]);

/// The boxes in these bytes, up to one that is cut off.
pub(super) fn parts(mut bytes: &[u8]) -> impl Iterator<Item = Part<'_>> {
    std::iter::from_fn(move || {
        let (short, after) = bytes.split_first_chunk::<4>()?;
        let (kind, after) = after.split_first_chunk::<4>()?;
        let (content, rest) = match u32::from_be_bytes(*short) {
            // To the end.
            0 => (after, &[][..]),
            1 => {
                let (long, after) = after.split_first_chunk::<8>()?;
                after.split_at_checked(
                    usize::try_from(u64::from_be_bytes(*long)).ok()?.checked_sub(16)?,
                )?
            }
            length => after.split_at_checked(usize::try_from(length).ok()?.checked_sub(8)?)?,
        };
        bytes = rest;
        Some((kind, content))
    })
}

/// The content of the first box of this type.
pub(super) fn part(bytes: &[u8], kind: [u8; 4]) -> Option<&[u8]> {
    parts(bytes).find(|(found, _)| **found == kind).map(|(_, content)| content)
}

/// The boxes of the file's `meta`.
pub(super) fn meta(file: &[u8]) -> Option<&[u8]> {
    part(file, *b"meta")?.get(4..)
}

/// Reads numbers one after another.
pub(super) struct Numbers<'b>(pub(super) &'b [u8]);

impl Numbers<'_> {
    /// A number of so many bytes, 0 to 8.
    pub(super) fn next(&mut self, bytes: usize) -> Option<u64> {
        let (number, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(number.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte)))
    }

    /// Version and flags of a box.
    fn head(&mut self) -> Option<(u64, u64)> {
        Some((self.next(1)?, self.next(3)?))
    }
}

/// The properties of the primary item, in order.
pub(super) fn properties(meta: &[u8]) -> Option<Vec<Part<'_>>> {
    let mut primary = Numbers(part(meta, *b"pitm")?);
    let (version, _) = primary.head()?;
    let primary = primary.next(if version == 0 { 2 } else { 4 })?;
    let properties = part(meta, *b"iprp")?;
    let all: Vec<Part<'_>> = parts(part(properties, *b"ipco")?).collect();
    let mut links = Numbers(part(properties, *b"ipma")?);
    let (version, flags) = links.head()?;
    let (id, index) = (if version == 0 { 2 } else { 4 }, if flags & 1 == 0 { 1 } else { 2 });
    for _ in 0..links.next(4)? {
        let is_primary = links.next(id)? == primary;
        let mut found = Vec::new();
        for _ in 0..links.next(1)? {
            // The highest bit says whether a reader has to understand it.
            let at = links.next(index)? & ((1 << (index * 8 - 1)) - 1);
            let at = usize::try_from(at).ok()?.checked_sub(1);
            found.extend(at.and_then(|at| all.get(at)).copied());
        }
        if is_primary {
            return Some(found);
        }
    }
    Some(Vec::new())
}

/// How the primary item is to be turned: by its properties, never by its EXIF.
pub(super) fn turned(properties: &[Part<'_>]) -> Orientation {
    // How often it is turned to the left, and then mirrored left to right.
    let (mut turns, mut is_mirrored) = (0, false);
    for (kind, content) in properties {
        let value = content.first().copied().unwrap_or_default();
        match *kind {
            b"irot" => turns += if is_mirrored { 4 - (value & 3) } else { value & 3 },
            b"imir" => {
                is_mirrored = !is_mirrored;
                // Top to bottom is left to right and half a turn.
                turns += if value & 1 == 0 { 2 } else { 0 };
            }
            _ => {}
        }
    }
    match (turns % 4, is_mirrored) {
        (0, false) => Orientation::NoTransforms,
        (1, false) => Orientation::Rotate270,
        (2, false) => Orientation::Rotate180,
        (_, false) => Orientation::Rotate90,
        (0, true) => Orientation::FlipHorizontal,
        (1, true) => Orientation::Rotate270FlipH,
        (2, true) => Orientation::FlipVertical,
        (_, true) => Orientation::Rotate90FlipH,
    }
}

/// Primaries, transfer and matrix of `nclx`, and whether the range is full.
pub(super) fn nclx(properties: &[Part<'_>]) -> Option<(u8, u8, u8, bool)> {
    let mut of = properties.iter().filter(|(kind, _)| *kind == b"colr");
    let content = of.find_map(|(_, content)| content.strip_prefix(b"nclx"))?;
    let mut numbers = Numbers(content);
    let mut byte = |bytes| u8::try_from(numbers.next(bytes)?).ok();
    Some((byte(2)?, byte(2)?, byte(2)?, byte(1)? & 0x80 != 0))
}

/// How many bytes all items together say that they have. Several can name the same bytes, of which a reader makes a
/// copy for each.
#[cfg(feature = "heic")]
pub(super) fn named_bytes(meta: &[u8]) -> Option<u64> {
    let mut numbers = Numbers(part(meta, *b"iloc")?);
    let (version, _) = numbers.head()?;
    let sizes = numbers.next(2)?;
    let size = |shift: u32| usize::try_from((sizes >> shift) & 15).ok().filter(|size| *size <= 8);
    let (offset, length, base) = (size(12)?, size(8)?, size(4)?);
    let index = if version == 0 { 0 } else { size(0)? };
    let id = if version < 2 { 2 } else { 4 };
    let mut sum = 0_u64;
    for _ in 0..numbers.next(id)? {
        numbers.next(id)?;
        numbers.next(if version == 0 { 0 } else { 2 })?;
        // In which file it lies, and from where on.
        numbers.next(2)?;
        numbers.next(base)?;
        for _ in 0..numbers.next(2)? {
            numbers.next(index)?;
            numbers.next(offset)?;
            sum = sum.saturating_add(numbers.next(length)?);
        }
    }
    Some(sum)
}

/// Whether a picture names one of its tiles twice, of which a reader makes a copy each time.
#[cfg(feature = "heic")]
pub(super) fn has_tile_twice(meta: &[u8]) -> bool {
    let Some(references) = part(meta, *b"iref") else { return false };
    let id = if references.first() == Some(&0) { 2 } else { 4 };
    let lists = parts(references.get(4..).unwrap_or_default());
    lists.filter(|(kind, _)| *kind == b"dimg").any(|(_, list)| {
        let mut numbers = Numbers(list);
        let mut seen = std::collections::BTreeSet::new();
        // From which item, and how many there are.
        let _ = (numbers.next(id), numbers.next(2));
        std::iter::from_fn(|| numbers.next(id)).any(|tile| !seen.insert(tile))
    })
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, RgbaImage};

    use super::*;

    /// A square with a number in each corner, clockwise from the upper left.
    fn square(corners: [u8; 4]) -> DynamicImage {
        let [one, two, three, four] = corners.map(|it| [it, 0, 0, 255]);
        RgbaImage::from_raw(2, 2, [one, two, four, three].concat()).unwrap().into()
    }

    #[test]
    fn turns_and_mirrors_are_done_in_their_order() {
        for (steps, expected) in [
            (vec![], [1, 2, 3, 4]),
            (vec![(b"irot", 1)], [2, 3, 4, 1]),
            (vec![(b"irot", 2)], [3, 4, 1, 2]),
            (vec![(b"irot", 3)], [4, 1, 2, 3]),
            (vec![(b"imir", 1)], [2, 1, 4, 3]),
            (vec![(b"imir", 0)], [4, 3, 2, 1]),
            (vec![(b"irot", 1), (b"imir", 1)], [3, 2, 1, 4]),
            (vec![(b"irot", 1), (b"imir", 0)], [1, 4, 3, 2]),
            (vec![(b"imir", 1), (b"irot", 1)], [1, 4, 3, 2]),
            (vec![(b"irot", 3), (b"imir", 1)], [1, 4, 3, 2]),
            (vec![(b"irot", 2), (b"imir", 1)], [4, 3, 2, 1]),
        ] {
            let contents: Vec<(&[u8; 4], [u8; 1])> =
                steps.iter().map(|(kind, value)| (*kind, [*value])).collect();
            let properties: Vec<Part<'_>> =
                contents.iter().map(|(kind, value)| (*kind, &value[..])).collect();
            let mut picture = square([1, 2, 3, 4]);
            picture.apply_orientation(turned(&properties));
            assert_eq!(picture, square(expected), "{steps:?}");
        }
    }

    #[test]
    fn boxes_that_lie_about_their_length_end_the_reading() {
        let whole = b"\0\0\0\x0aabcdxy\0\0\0\x01efgh\0\0\0\0\0\0\0\x11z\0\0\0\0last!";
        let found: Vec<_> = parts(whole).collect();
        assert_eq!(found, [(b"abcd", &b"xy"[..]), (b"efgh", b"z"), (b"last", b"!")]);
        for bytes in [
            &b"\0\0\0\x07abcd"[..],
            b"\0\0\0\x99abcd",
            b"\0\0\0",
            b"\0\0\0\x01abcd\0\0\0\0\0\0\0\x0f",
        ] {
            assert_eq!(parts(bytes).count(), 0);
        }
    }
}

//! The first directory of a TIFF: what its decoder reads wrongly or not at all (TIFF 6.0, section 2).

/// An entry: its tag, the type of its values, how many there are, and where in the file the field of its value is.
#[derive(Clone, Copy)]
struct Entry {
    tag: u16,
    kind: u16,
    count: u32,
    at: usize,
}

/// The first directory.
pub(super) struct Directory<'b> {
    bytes: &'b [u8],
    is_little: bool,
    entries: Vec<Entry>,
}

impl<'b> Directory<'b> {
    pub(super) fn first(bytes: &'b [u8]) -> Option<Directory<'b>> {
        let is_little = bytes.starts_with(b"II");
        let mut directory = Directory { bytes, is_little, entries: Vec::new() };
        let start = usize::try_from(directory.long(4)?).ok()?;
        for number in 0..usize::from(directory.short(start)?) {
            let at = start.checked_add(2 + number * 12)?;
            let (tag, kind) = (directory.short(at)?, directory.short(at + 2)?);
            let entry = Entry { tag, kind, count: directory.long(at + 4)?, at: at + 8 };
            directory.entries.push(entry);
        }
        Some(directory)
    }

    pub(super) fn has(&self, tag: u16) -> bool {
        self.find(tag).is_some()
    }

    /// A whole number: the first, if there are several.
    pub(super) fn number(&self, tag: u16) -> Option<u32> {
        const SHORT: u16 = 3;
        let entry = self.find(tag)?;
        if entry.kind == SHORT { self.short(entry.at).map(u32::from) } else { self.long(entry.at) }
    }

    /// Bytes of any meaning.
    pub(super) fn content(&self, tag: u16) -> Option<&'b [u8]> {
        let entry = self.find(tag)?;
        let length = usize::try_from(entry.count).ok()?;
        let at = if length <= 4 { entry.at } else { usize::try_from(self.long(entry.at)?).ok()? };
        self.bytes.get(at..at.checked_add(length)?)
    }

    fn find(&self, tag: u16) -> Option<Entry> {
        self.entries.iter().find(|entry| entry.tag == tag).copied()
    }

    fn short(&self, at: usize) -> Option<u16> {
        let pair = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    }

    fn long(&self, at: usize) -> Option<u32> {
        let four = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.is_little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    }
}

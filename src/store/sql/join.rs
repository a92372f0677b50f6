//! Concatenates texts at compile time, so that statements can share a beginning and still be constants.

/// Concatenates constant texts: `join!(POSTS, "slug = :slug")`, or an array of them: `join!(..PARTS)`.
macro_rules! join {
    (..$parts:ident) => {{
        const TEXT: [u8; $crate::store::length(&$parts)] = $crate::store::joined(&$parts);
        $crate::store::text(&TEXT)
    }};
    ($($part:expr),+ $(,)?) => {{
        const PARTS: &[&str] = &[$($part),+];
        $crate::store::join!(..PARTS)
    }};
}
pub(crate) use join;

/// The total length of the parts, in bytes.
#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
pub(crate) const fn length(parts: &[&str]) -> usize {
    let (mut length, mut at) = (0, 0);
    while at < parts.len() {
        length += parts[at].len();
        at += 1;
    }
    length
}

/// The parts, concatenated.
#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
pub(crate) const fn joined<const LENGTH: usize>(parts: &[&str]) -> [u8; LENGTH] {
    let mut text = [0; LENGTH];
    let (mut end, mut at) = (0, 0);
    while at < parts.len() {
        let part = parts[at].as_bytes();
        let mut from = 0;
        while from < part.len() {
            text[end] = part[from];
            end += 1;
            from += 1;
        }
        at += 1;
    }
    text
}

/// The bytes as text.
#[expect(clippy::panic, reason = "a const fn: a panic is a compile error")]
pub(crate) const fn text(bytes: &'static [u8]) -> &'static str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("texts that are joined are a text"),
    }
}

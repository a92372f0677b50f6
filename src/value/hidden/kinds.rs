//! Describes hidden characters in errors: which ones, and where.

use std::fmt;

use super::name::name;

/// A character that is hidden where it occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HiddenCharacter {
    pub(super) c: char,
    /// Its position in the text in characters, from 1.
    pub(super) position: usize,
}

impl fmt::Display for HiddenCharacter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (code, position) = (u32::from(self.c), self.position);
        match name(self.c) {
            Some(name) => write!(f, "U+{code:04X} {name} at position {position}"),
            None => write!(f, "the control character U+{code:04X} at position {position}"),
        }
    }
}

/// The most different characters that an error names.
const KINDS_MAX: usize = 5;

/// How many characters after the first hidden one are searched for others.
const LOOKED_AT_MAX: usize = 10_000;

/// The different forbidden characters in a text, each with its first position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kinds {
    named: Vec<HiddenCharacter>,
    has_more: bool,
}

impl Kinds {
    pub(super) fn of(mut found: impl Iterator<Item = HiddenCharacter>) -> Option<Kinds> {
        let first = found.next()?;
        let mut kinds = Kinds { named: vec![first], has_more: false };
        for hidden in found.take_while(|it| it.position - first.position < LOOKED_AT_MAX) {
            if kinds.named.iter().any(|known| known.c == hidden.c) {
                continue;
            }
            if kinds.named.len() == KINDS_MAX {
                kinds.has_more = true;
                break;
            }
            kinds.named.push(hidden);
        }
        Some(kinds)
    }
}

impl fmt::Display for Kinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named: Vec<String> = self.named.iter().map(HiddenCharacter::to_string).collect();
        f.write_str(&named.join(", "))?;
        if self.has_more { f.write_str(", and others") } else { Ok(()) }
    }
}

//! Text that can be written to a terminal. Stored or typed text is escaped when it is converted, so that it can
//! neither start a new line nor move the cursor, change colours or reorder text; only the screen adds styles.

use std::{borrow::Cow, path::Display};

use crate::value::{hidden, one_line, visible};

/// Text in the form that a terminal gets.
#[derive(Clone, Default)]
pub(in crate::cli) struct Shown(String);

impl Shown {
    /// Several lines of our own, or of text that is shown as such.
    pub(in crate::cli) fn lines(text: &str) -> Shown {
        Shown(visible(text))
    }

    /// This text, followed by more.
    pub(in crate::cli) fn then(self, more: impl Into<Shown>) -> Shown {
        Shown(self.0 + &more.into().0)
    }

    /// This text between control sequences, which only the screen may add.
    pub(super) fn between(self, before: &str, after: &str) -> Shown {
        Shown(format!("{before}{}{after}", self.0))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Shown {
    fn from(text: &str) -> Shown {
        Shown(one_line(text))
    }
}

impl From<String> for Shown {
    fn from(text: String) -> Shown {
        text.as_str().into()
    }
}

impl From<&String> for Shown {
    fn from(text: &String) -> Shown {
        text.as_str().into()
    }
}

impl From<Cow<'_, str>> for Shown {
    fn from(text: Cow<'_, str>) -> Shown {
        (&*text).into()
    }
}

impl From<Display<'_>> for Shown {
    fn from(path: Display<'_>) -> Shown {
        path.to_string().into()
    }
}

/// JSON with hidden characters written as escape sequences.
pub(super) fn escaped_json(json: &str) -> String {
    let escaped = |c: char| {
        let units: Vec<String> =
            c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect();
        units.concat()
    };
    let shown = hidden::marked(json).map(|(c, hides)| if hides { escaped(c) } else { c.into() });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_is_stored_starts_no_line_and_moves_nothing() {
        let forged = "Ada\n2026-11-30 owner deletePage \u{1b}[2K\u{202e}\u{9b}31m";
        let line = Shown::from("contact ").then(forged).then(String::from(" \r|"));
        assert_eq!(
            line.as_str(),
            "contact Ada⏎2026-11-30 owner deletePage \\u{1b}[2K\\u{202e}\\u{9b}31m ⏎|"
        );
        assert_eq!(Shown::lines("a\n\u{1b}[2Jb").as_str(), "a\n\\u{1b}[2Jb");
    }

    #[test]
    fn json_means_the_same_and_hides_nothing() {
        let value = json!({ "name": "a\u{202e}b\u{e0041}\u{9b}", "emoji": "👩\u{200d}👧" });
        let shown = escaped_json(&format!("{value:#}"));
        assert!(shown.contains("a\\u202eb\\udb40\\udc41\\u009b"), "{shown}");
        assert!(shown.contains("👩\u{200d}👧"));
        assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), value);
    }
}

//! Keys that never appear in logs, messages or answers.

use std::fmt;

use hyper::header::HeaderValue;

/// A key. It can be put into a header, but not printed.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Wraps a key.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The key with a prefix, such as `Bearer `.
    #[must_use]
    pub fn after(&self, word: &str) -> Secret {
        Secret(format!("{word}{}", self.0))
    }

    /// The key itself, for what is no header.
    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// The value of the header; `None` if it has characters that no header may have.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::from_str(&self.0).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

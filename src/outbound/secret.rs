//! A key that no log, message or answer shows.

use std::fmt;

use hyper::header::HeaderValue;

/// A key. It can be put into a header, and cannot be printed.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Keeps `text` from being seen.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The key as a service wants it: behind `Bearer ` and the like.
    #[must_use]
    pub fn after(&self, word: &str) -> Secret {
        Secret(format!("{word}{}", self.0))
    }

    /// For the header; nothing where it has characters that no header can have.
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

//! Headers that a caller gives, and those that only this program sets.

use hyper::header::{HeaderMap, HeaderName, HeaderValue};

use super::failure::{Failure, Kind, Result};

/// How many a caller may give.
const COUNT_MAX: usize = 32;

/// How long they may be together, in bytes.
const LENGTH_MAX: usize = 8 << 10;

/// What says where a message ends or goes, who is asking, or how the answer comes: not a caller's to say.
const OURS: &[&str] = &[
    "host",
    "content-length",
    "transfer-encoding",
    "te",
    "trailer",
    "connection",
    "keep-alive",
    "upgrade",
    "http2-settings",
    "expect",
    "accept-encoding",
    "cookie2",
    "forwarded",
    "via",
    "x-real-ip",
    // They make a server take a GET for something else.
    "x-http-method-override",
    "x-http-method",
    "x-method-override",
];

/// A word of a name that says who is asking: keys of services are set up by people, never given by a caller.
const CREDENTIAL_WORDS: &[&str] = &[
    "key",
    "keys",
    "apikey",
    "token",
    "tokens",
    "cookie",
    "cookies",
    "session",
    "sessionid",
    "sid",
    "jwt",
    "bearer",
    "password",
    "passwd",
    "pwd",
    "signature",
    "csrf",
    "xsrf",
    "csrftoken",
    "xsrftoken",
    "amz",
    "login",
    "username",
];

/// The same wherever it stands in a name.
const CREDENTIAL_PARTS: &[&str] = &["auth", "secret", "credential", "apikey", "token", "password"];

/// What has such a word and is none: it tells two sendings of the same from one.
const NO_CREDENTIALS: &[&str] = &["idempotency-key"];

/// What an answer may be asked to be without saying anything else: one type, as it stands here.
const PLAIN_TYPES: &[&str] = &[
    "*/*",
    "application/json",
    "application/xml",
    "text/csv",
    "text/html",
    "text/markdown",
    "text/plain",
];

/// In which language it may be asked for: one, as it stands here.
const PLAIN_LANGUAGES: &[&str] = &[
    "ar", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hu", "it", "ja", "ko", "nl",
    "no", "pl", "pt", "ro", "ru", "sv", "tr", "uk", "zh",
];

/// Headers for a request to somebody whom nobody has set up.
#[derive(Clone, Debug, Default)]
pub struct Headers(HeaderMap);

/// Whether a name says who is asking.
fn is_credential(name: &str) -> bool {
    if NO_CREDENTIALS.contains(&name) {
        return false;
    }
    let words = |word: &str| CREDENTIAL_WORDS.contains(&word);
    name.split(['-', '_', '.']).any(words)
        || CREDENTIAL_PARTS.iter().any(|part| name.contains(part))
}

/// Whether a header can say next to nothing: its whole value is one of a few. Lists, weights and spellings would spell
/// whatever somebody likes.
fn is_plain(name: &str, value: &str) -> bool {
    match name {
        "accept" => PLAIN_TYPES.contains(&value),
        "accept-language" => PLAIN_LANGUAGES.contains(&value),
        _ => false,
    }
}

impl Headers {
    /// Checks what the caller gave.
    pub fn given<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Headers> {
        let refused = |name: &str, rule| Failure::at(name, Kind::Header(rule));
        let mut headers = HeaderMap::new();
        let mut length = 0;
        for (name, value) in pairs {
            length += name.len() + value.len();
            if headers.len() == COUNT_MAX || length > LENGTH_MAX {
                let rule = "at most 32 headers of 8,192 characters together are sent";
                return Err(Failure::new(Kind::Header(rule)));
            }
            // Names of the wrong form are not repeated: they can hold anything.
            let known = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
                Failure::new(Kind::Header(
                    "the name of a header has a character that none can have",
                ))
            })?;
            let name = known.as_str();
            let is_ours = OURS.contains(&name)
                || name.starts_with("proxy-")
                || name.starts_with("x-forwarded-");
            if is_ours || is_credential(name) {
                return Err(refused(name, "it is set by deskhand alone"));
            }
            let value = HeaderValue::from_str(value)
                .map_err(|_| refused(name, "its value has a character that none can have"))?;
            headers.append(known, value);
        }
        Ok(Headers(headers))
    }

    /// Each name with its value, as they are sent.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()))
    }

    /// Whether they can carry something out: all can but one type and one language of those that are known.
    pub fn carry(&self) -> bool {
        let is_repeated = self.0.keys_len() < self.0.len();
        is_repeated || self.pairs().any(|(name, value)| !is_plain(name, value))
    }

    pub(super) fn into_map(self) -> HeaderMap {
        self.0
    }
}

#[cfg(test)]
mod tests;

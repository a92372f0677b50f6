//! Headers that callers may set, and headers that only this program sets.

use hyper::header::{HeaderMap, HeaderName, HeaderValue};

use super::failure::{Failure, Kind, Result};

/// The most headers a caller may set.
const COUNT_MAX: usize = 32;

/// Their total length in bytes.
const LENGTH_MAX: usize = 8 << 10;

/// Headers about framing, routing, the client's identity or the answer's form: callers may not set them.
const RESERVED: &[&str] = &[
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
    // They make a server treat a GET as another method.
    "x-http-method-override",
    "x-http-method",
    "x-method-override",
];

/// Words in header names that carry credentials: keys of services are set up by the operator, never by a caller.
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

/// Parts that mean credentials anywhere in a name.
const CREDENTIAL_PARTS: &[&str] = &["auth", "secret", "credential", "apikey", "token", "password"];

/// Names that contain such a word but carry no credentials.
const NO_CREDENTIALS: &[&str] = &["idempotency-key"];

/// The values of `Accept` that carry no data: one media type, exactly as here.
const PLAIN_TYPES: &[&str] = &[
    "*/*",
    "application/json",
    "application/xml",
    "text/csv",
    "text/html",
    "text/markdown",
    "text/plain",
];

/// The values of `Accept-Language` that carry no data: one language, exactly as here.
const PLAIN_LANGUAGES: &[&str] = &[
    "ar", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hu", "it", "ja", "ko", "nl",
    "no", "pl", "pt", "ro", "ru", "sv", "tr", "uk", "zh",
];

/// Checked headers for a request to a host that the operator has not set up.
#[derive(Clone, Debug, Default)]
pub struct Headers(HeaderMap);

/// Whether a header name means credentials.
fn is_credential(name: &str) -> bool {
    if NO_CREDENTIALS.contains(&name) {
        return false;
    }
    let words = |word: &str| CREDENTIAL_WORDS.contains(&word);
    name.split(['-', '_', '.']).any(words)
        || CREDENTIAL_PARTS.iter().any(|part| name.contains(part))
}

/// Whether a header carries practically no data: its value is one of a short list. Lists, weights and unusual
/// spellings could encode anything.
fn is_plain(name: &str, value: &str) -> bool {
    match name {
        "accept" => PLAIN_TYPES.contains(&value),
        "accept-language" => PLAIN_LANGUAGES.contains(&value),
        _ => false,
    }
}

impl Headers {
    /// Checks the headers that a caller has set.
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
            // An invalid name is not repeated in the error, because it can hold anything.
            let known = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
                Failure::new(Kind::Header(
                    "the name of a header has a character that none can have",
                ))
            })?;
            let name = known.as_str();
            let is_ours = RESERVED.contains(&name)
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

    /// Whether the headers can carry data out: anything but one known media type and one known language.
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

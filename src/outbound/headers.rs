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

/// What an answer may be asked to be, and no more: the types that are known.
const KNOWN_TYPES: &[&str] = &[
    "*/*",
    "application/*",
    "application/atom+xml",
    "application/json",
    "application/ld+json",
    "application/pdf",
    "application/rss+xml",
    "application/xhtml+xml",
    "application/xml",
    "image/*",
    "text/*",
    "text/calendar",
    "text/csv",
    "text/html",
    "text/markdown",
    "text/plain",
    "text/xml",
];

/// So many languages say what somebody reads; more could spell something.
const LANGUAGES_MAX: usize = 3;

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

/// Whether a header can say nothing but what is expected of it.
fn is_plain(name: &str, value: &str) -> bool {
    let mut values = value.split(',').map(|value| value.trim().split(';').collect::<Vec<_>>());
    let has_weight = |more: &[&str]| match more {
        [] => true,
        [weight] => {
            matches!(weight.trim().as_bytes(), [b'q', b'=', b'0'..=b'1', rest @ ..] if matches!(rest, [] | [b'.', b'0'..=b'9']))
        }
        _ => false,
    };
    match name {
        "accept" => values.all(|value| match value.as_slice() {
            [kind, more @ ..] => KNOWN_TYPES.contains(&kind.trim()) && has_weight(more),
            [] => false,
        }),
        "accept-language" => {
            value.split(',').count() <= LANGUAGES_MAX
                && values.all(|value| match value.as_slice() {
                    [language, more @ ..] => is_language(language.trim()) && has_weight(more),
                    [] => false,
                })
        }
        _ => false,
    }
}

/// `de`, `de-AT`
fn is_language(text: &str) -> bool {
    let letters = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic());
    match text.split_once('-') {
        Some((language, country)) => letters(language) && letters(country),
        None => letters(text),
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

    /// Whether one of them can carry something out: all but those that say in known words what is wanted.
    pub fn carry(&self) -> bool {
        self.pairs().any(|(name, value)| !is_plain(name, value))
    }

    pub(super) fn into_map(self) -> HeaderMap {
        self.0
    }
}

#[cfg(test)]
mod tests;

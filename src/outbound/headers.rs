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
    "authorization",
    "cookie",
    "cookie2",
    // They make a server take a GET for something else.
    "x-http-method-override",
    "x-http-method",
    "x-method-override",
];

/// Headers for a request to somebody whom nobody has set up.
#[derive(Clone, Debug, Default)]
pub struct Headers(HeaderMap);

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
            if OURS.contains(&name) || name.starts_with("proxy-") {
                return Err(refused(name, "it is set by deskhand alone"));
            }
            let value = HeaderValue::from_str(value)
                .map_err(|_| refused(name, "its value has a character that none can have"))?;
            headers.append(known, value);
        }
        Ok(Headers(headers))
    }

    pub(super) fn into_map(self) -> HeaderMap {
        self.0
    }
}

//! Answers of outside servers.

use hyper::StatusCode;
use hyper::header::{HeaderMap, LOCATION};
use serde::de::DeserializeOwned;

use super::failure::{Failure, Kind, Result};
use super::target::Target;

/// The longest `Retry-After` that is believed.
const WAIT_MAX_S: u64 = 24 * 60 * 60;

/// A complete answer with any status: a 404 is an answer too.
#[derive(Debug)]
pub struct Answer {
    target: Target,
    status: StatusCode,
    headers: HeaderMap,
    /// The body, decompressed. The body of a redirect is not read.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer whose body has not been read yet.
    pub(super) fn new(target: Target, status: StatusCode, headers: HeaderMap) -> Answer {
        Answer { target, status, headers, body: Vec::new() }
    }

    pub(super) fn head(&self) -> &HeaderMap {
        &self.headers
    }

    pub(super) fn code(&self) -> StatusCode {
        self.status
    }

    /// The final address, after redirects.
    pub fn url(&self) -> &str {
        self.target.as_str()
    }

    /// The HTTP status code.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        self.status.is_success()
    }

    /// A header, if it exists and is text; the first of several with the name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The seconds to wait by the header `Retry-After`, given as seconds or a date; at most a day, since the server
    /// may be wrong.
    pub fn retry_after(&self) -> Option<u64> {
        wait(self.header("retry-after")?, jiff::Timestamp::now())
    }

    /// Every header that is text, in no particular order.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
    }

    /// The body parsed as JSON.
    ///
    /// # Errors
    /// [`Kind::Unreadable`].
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|wrong| {
            // The position of the error only: the text itself may be secret.
            let (line, column) = (wrong.line(), wrong.column());
            Failure::at(self.target.host(), Kind::Unreadable)
                .caused_by(format!("no such JSON at line {line}, column {column}"))
        })
    }

    /// The address of a redirect, if this is one.
    pub(super) fn redirect(&self) -> Option<&str> {
        let sends_on = matches!(self.status.as_u16(), 301 | 302 | 303 | 307 | 308);
        // Some servers send non-ASCII characters here, and browsers accept them.
        let location = std::str::from_utf8(self.headers.get(LOCATION)?.as_bytes()).ok()?;
        sends_on.then_some(location)
    }
}

/// The seconds of a `Retry-After` header; `None` if it is neither a number nor a date.
fn wait(said: &str, now: jiff::Timestamp) -> Option<u64> {
    let said = said.trim();
    let seconds = if !said.is_empty() && said.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that does not fit is longer than anybody waits.
        said.parse().unwrap_or(u64::MAX)
    } else {
        let moment = jiff::fmt::rfc2822::parse(&said.replace("GMT", "+0000")).ok()?;
        u64::try_from(moment.timestamp().as_second() - now.as_second()).unwrap_or(0)
    };
    Some(seconds.clamp(1, WAIT_MAX_S))
}

/// A duration in words.
pub fn spoken_wait(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} seconds"),
        120..7_200 => format!("{} minutes", seconds.div_ceil(60)),
        _ => format!("{} hours", seconds.div_ceil(60 * 60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_said_in_seconds_or_as_a_moment() {
        let now: jiff::Timestamp = "2026-11-21T08:00:00Z".parse().unwrap();
        for (said, seconds) in [
            ("120", Some(120)),
            (" 5 ", Some(5)),
            ("0", Some(1)),
            ("99999999999999999999999", Some(WAIT_MAX_S)),
            ("Sat, 21 Nov 2026 08:02:00 GMT", Some(120)),
            ("Sat, 21 Nov 2026 07:00:00 GMT", Some(1)),
            ("Sun, 21 Nov 2027 08:00:00 GMT", Some(WAIT_MAX_S)),
            ("", None),
            ("soon", None),
            ("-5", None),
            ("1.5", None),
        ] {
            assert_eq!(wait(said, now), seconds, "{said}");
        }
        assert_eq!([90, 600, 10_000].map(spoken_wait), ["90 seconds", "10 minutes", "3 hours"]);
    }
}

//! What came from outside.

use hyper::StatusCode;
use hyper::header::{HeaderMap, LOCATION};
use serde::de::DeserializeOwned;

use super::failure::{Failure, Kind, Result};
use super::target::Target;

/// The longest that a server is believed.
const WAIT_MAX_S: u64 = 24 * 60 * 60;

/// An answer, whole. Its status may be any: a 404 is an answer.
#[derive(Debug)]
pub struct Answer {
    target: Target,
    status: StatusCode,
    headers: HeaderMap,
    /// The body, unpacked. That of a redirect is not read.
    pub body: Vec<u8>,
}

impl Answer {
    /// One whose body is still to come.
    pub(super) fn new(target: Target, status: StatusCode, headers: HeaderMap) -> Answer {
        Answer { target, status, headers, body: Vec::new() }
    }

    pub(super) fn head(&self) -> &HeaderMap {
        &self.headers
    }

    /// Where it came from in the end.
    pub fn url(&self) -> &str {
        self.target.as_str()
    }

    /// The status: 200 and so on.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Whether the status is one of success.
    pub fn is_success(&self) -> bool {
        self.status.is_success()
    }

    /// A header, where it is there and is text. Of several of the name, the first.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// For how many seconds the server asks to be left alone: it says a number of them, or a moment. A day at most, for
    /// it may be wrong.
    pub fn retry_after(&self) -> Option<u64> {
        wait(self.header("retry-after")?, jiff::Timestamp::now())
    }

    /// Every header that is text, in no order.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
    }

    /// The body as the JSON that the service documents.
    ///
    /// # Errors
    /// [`Kind::Unreadable`].
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|wrong| {
            // Where it is wrong, and not what stands there.
            let (line, column) = (wrong.line(), wrong.column());
            Failure::at(self.target.host(), Kind::Unreadable)
                .caused_by(format!("no such JSON at line {line}, column {column}"))
        })
    }

    /// Where it sends the asker on to, if it does.
    pub(super) fn redirect(&self) -> Option<&str> {
        let sends_on = matches!(self.status.as_u16(), 301 | 302 | 303 | 307 | 308);
        // Servers send other letters than ASCII here, and browsers follow.
        let location = std::str::from_utf8(self.headers.get(LOCATION)?.as_bytes()).ok()?;
        sends_on.then_some(location)
    }
}

/// The seconds of a `Retry-After`; `None` where it says neither a number nor a moment.
fn wait(said: &str, now: jiff::Timestamp) -> Option<u64> {
    let said = said.trim();
    let seconds = if !said.is_empty() && said.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than fits is more than anybody waits.
        said.parse().unwrap_or(u64::MAX)
    } else {
        let moment = jiff::fmt::rfc2822::parse(&said.replace("GMT", "+0000")).ok()?;
        u64::try_from(moment.timestamp().as_second() - now.as_second()).unwrap_or(0)
    };
    Some(seconds.clamp(1, WAIT_MAX_S))
}

/// A wait as a person says it.
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

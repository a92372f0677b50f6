//! What came from outside.

use hyper::StatusCode;
use hyper::header::{HeaderMap, LOCATION};
use serde::de::DeserializeOwned;

use super::failure::{Failure, Kind, Result};
use super::target::Target;

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

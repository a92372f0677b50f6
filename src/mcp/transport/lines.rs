//! Lines cut from a byte stream, each no longer than [`MAX_LINE_BYTES`].
//!
//! MCP over stdio is one JSON message a line. A peer that never ends its line must not fill the
//! memory, so what is too long is dropped as it arrives, and reported once with its id and size.
//! This module does not know what a message is.

use std::io;

use rmcp::model::RequestId;
use tokio::io::{AsyncRead, AsyncReadExt};

use super::id_scan::IdScan;

/// The longest line that is read: 32 MiB, enough for a picture of 24 MB as base64.
pub(crate) const MAX_LINE_BYTES: usize = 32 * 1024 * 1024;

/// How much room each read offers: a pipe on Linux holds this much.
const READ_BYTES: usize = 64 * 1024;

/// A buffer that has grown beyond this is given back after the line that needed it.
const KEEP_BYTES: usize = 1024 * 1024;

/// One line, as far as it could be read.
#[derive(Debug)]
pub(super) enum Line<'a> {
    /// The bytes before the newline.
    Whole(&'a [u8]),
    /// A line that was dropped: how long it was, and the id in it.
    TooLong { bytes: usize, id: Option<RequestId> },
}

/// The lines of `reader`.
#[derive(Debug)]
pub(super) struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
    /// Where the unread line begins in the buffer.
    start: usize,
    /// Up to where the buffer has been searched for a newline.
    searched: usize,
    /// The line that is being dropped, if one is.
    dropping: Option<DroppedLine>,
    /// The line that has been found and not been taken.
    found: Option<LineEnd>,
    ended: bool,
    line_bytes_max: usize,
}

#[derive(Debug, Default)]
struct DroppedLine {
    bytes: usize,
    scan: IdScan,
}

/// What a search of the buffer came to.
#[derive(Debug)]
enum LineEnd {
    Whole(std::ops::Range<usize>),
    TooLong(DroppedLine),
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self::with_limit(reader, MAX_LINE_BYTES)
    }

    fn with_limit(reader: R, line_bytes_max: usize) -> Self {
        Self {
            reader,
            buffer: Vec::new(),
            start: 0,
            searched: 0,
            dropping: None,
            found: None,
            ended: false,
            line_bytes_max,
        }
    }

    /// Waits for the next line, and says how many bytes of it are kept; `None` at the end of the stream.
    ///
    /// Cancel-safe: the only await is one read, and what it read stays in the buffer.
    pub(super) async fn ready(&mut self) -> io::Result<Option<usize>> {
        while self.found.is_none() {
            self.found = self.search();
            if self.found.is_some() {
                break;
            }
            if self.ended {
                return Ok(None);
            }
            self.make_room();
            self.ended = self.reader.read_buf(&mut self.buffer).await? == 0;
        }
        Ok(self.found.as_ref().map(|found| match found {
            LineEnd::Whole(range) => range.len(),
            LineEnd::TooLong(_) => 0,
        }))
    }

    /// The line that is ready, without its newline.
    pub(super) fn take(&mut self) -> Option<Line<'_>> {
        Some(match self.found.take()? {
            LineEnd::Whole(range) => Line::Whole(self.buffer.get(range).unwrap_or_default()),
            LineEnd::TooLong(dropped) => {
                Line::TooLong { bytes: dropped.bytes, id: dropped.scan.into_id() }
            }
        })
    }

    fn search(&mut self) -> Option<LineEnd> {
        let newline = self.tail(self.searched).iter().position(|&byte| byte == b'\n');
        if let Some(offset) = newline {
            let end = self.searched + offset;
            return Some(self.cut(end, end + 1));
        }
        let end = self.buffer.len();
        if self.ended && (self.start < end || self.dropping.is_some()) {
            // The last line may lack its newline: `printf '{…}' | deskhand` is still a request.
            return Some(self.cut(end, end));
        }
        self.searched = end;
        if self.dropping.is_some() || end - self.start > self.line_bytes_max {
            self.drop_until(end);
            self.buffer.clear();
            (self.start, self.searched) = (0, 0);
        }
        None
    }

    /// Ends the current line at `end`; the next one begins at `next`.
    fn cut(&mut self, end: usize, next: usize) -> LineEnd {
        if self.dropping.is_some() || end - self.start > self.line_bytes_max {
            self.drop_until(end);
        }
        let range = self.start..end;
        (self.start, self.searched) = (next, next);
        self.dropping.take().map_or(LineEnd::Whole(range), LineEnd::TooLong)
    }

    fn drop_until(&mut self, end: usize) {
        let mut dropped = self.dropping.take().unwrap_or_default();
        let piece = self.buffer.get(self.start..end).unwrap_or_default();
        dropped.bytes += piece.len();
        dropped.scan.feed(piece);
        self.dropping = Some(dropped);
    }

    /// Moves the unfinished line to the front, and gives back what a long one needed.
    fn make_room(&mut self) {
        self.buffer.drain(..self.start);
        self.searched -= self.start;
        self.start = 0;
        if self.buffer.capacity() > KEEP_BYTES && self.buffer.len() < READ_BYTES {
            self.buffer.shrink_to(READ_BYTES);
        }
        self.buffer.reserve(READ_BYTES);
    }

    fn tail(&self, from: usize) -> &[u8] {
        self.buffer.get(from..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read_all(input: &[u8], limit: usize) -> Vec<String> {
        let mut lines = Lines::with_limit(input, limit);
        let mut seen = Vec::new();
        while lines.ready().await.unwrap().is_some() {
            seen.push(match lines.take().unwrap() {
                Line::Whole(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
                Line::TooLong { bytes, id } => format!("too long: {bytes}, {id:?}"),
            });
        }
        assert!(lines.ready().await.unwrap().is_none(), "the end stays the end");
        seen
    }

    #[tokio::test]
    async fn lines_come_whole_also_the_last_without_a_newline() {
        assert_eq!(read_all(b"one\ntwo\n\nthree", 10).await, ["one", "two", "", "three"]);
        assert_eq!(read_all(b"", 10).await, [""; 0]);
    }

    #[tokio::test]
    async fn a_line_of_exactly_the_limit_is_read_and_one_byte_more_is_not() {
        assert_eq!(read_all(b"1234\n12345\n1\n", 4).await, ["1234", "too long: 5, None", "1"]);
    }

    #[tokio::test]
    async fn a_long_line_is_dropped_as_it_arrives_and_its_id_is_kept() {
        let long = format!("{{\"params\":\"{}\",\"id\":7}}\nnext\n", "x".repeat(3 * READ_BYTES));
        let length = long.len() - "\nnext\n".len();
        let seen = read_all(long.as_bytes(), 100).await;
        assert_eq!(seen, [&format!("too long: {length}, Some(Number(7))"), "next"]);
    }

    #[tokio::test]
    async fn the_memory_of_a_dropped_line_is_bounded() {
        let (mut client, server) = tokio::io::duplex(READ_BYTES);
        let write = async move {
            for _ in 0..200 {
                tokio::io::AsyncWriteExt::write_all(&mut client, &vec![b'x'; READ_BYTES])
                    .await
                    .unwrap();
            }
        };
        let mut lines = Lines::with_limit(server, READ_BYTES);
        let read = async {
            lines.ready().await.unwrap();
            let bytes = match lines.take().unwrap() {
                Line::TooLong { bytes, .. } => bytes,
                Line::Whole(_) => 0,
            };
            assert_eq!(bytes, 200 * READ_BYTES);
            assert!(lines.buffer.capacity() <= 8 * READ_BYTES);
        };
        tokio::join!(write, read);
    }
}

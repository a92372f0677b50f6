//! Splits a byte stream into lines of at most [`MAX_LINE_BYTES`].
//!
//! MCP over stdio has one JSON message per line. A client that never ends its line must not fill the memory, so a line
//! that is too long is dropped as it arrives, and reported once with its id and size. `LinesCodec` of tokio-util would
//! drop it without either, and stops at bytes that are not UTF-8.

use std::io;

use futures::StreamExt as _;
use rmcp::model::RequestId;
use tokio::io::AsyncRead;
use tokio_util::bytes::{Buf as _, BytesMut};
use tokio_util::codec::{Decoder, FramedRead};

use super::id_scan::IdScan;

/// The longest line: 32 MiB, enough for a picture of 24 MB in base64.
pub(crate) const MAX_LINE_BYTES: usize = 32 * 1024 * 1024;

/// The bytes requested by each read: the capacity of a pipe on Linux.
const READ_BYTES: usize = 64 * 1024;

/// A buffer that has grown beyond this is freed after the line.
const KEEP_BYTES: usize = 1024 * 1024;

/// A line from the client: one JSON-RPC message, if it is not too long.
#[derive(Debug)]
pub(super) enum Line {
    /// The bytes before the newline.
    Whole(BytesMut),
    /// A line that was dropped: its length, and its id.
    TooLong { bytes: usize, id: Option<RequestId> },
}

/// The lines of a reader.
#[derive(Debug)]
pub(super) struct Lines<R> {
    frames: FramedRead<R, LineDecoder>,
    /// A complete line that was not taken yet.
    found: Option<Line>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self::with_limit(reader, MAX_LINE_BYTES)
    }

    fn with_limit(reader: R, line_bytes_max: usize) -> Self {
        let decoder = LineDecoder { line_bytes_max, searched: 0, dropped: None };
        Self { frames: FramedRead::with_capacity(reader, decoder, READ_BYTES), found: None }
    }

    /// Waits for the next line, and returns the number of its bytes in the buffer; `None` at the end of the stream.
    ///
    /// Cancel-safe: what was read stays in the buffer, and a line stays until it is taken.
    pub(super) async fn ready(&mut self) -> io::Result<Option<usize>> {
        if self.found.is_none() {
            self.found = self.frames.next().await.transpose()?;
        }
        Ok(self.found.as_ref().map(|line| match line {
            Line::Whole(line) => line.len(),
            Line::TooLong { .. } => 0,
        }))
    }

    /// The line that is ready, without its newline.
    pub(super) fn take(&mut self) -> Option<Line> {
        self.found.take()
    }
}

/// Splits at newlines.
#[derive(Debug)]
struct LineDecoder {
    line_bytes_max: usize,
    /// The position up to which the buffer was searched for a newline.
    searched: usize,
    /// The line that is being dropped, if any.
    dropped: Option<DroppedLine>,
}

#[derive(Debug, Default)]
struct DroppedLine {
    bytes: usize,
    scan: IdScan,
}

impl Decoder for LineDecoder {
    type Item = Line;
    type Error = io::Error;

    fn decode(&mut self, buffer: &mut BytesMut) -> io::Result<Option<Line>> {
        let unsearched = buffer.get(self.searched..).unwrap_or_default();
        if let Some(offset) = unsearched.iter().position(|&byte| byte == b'\n') {
            let line = buffer.split_to(self.searched + offset);
            buffer.advance(1);
            if line.len() > KEEP_BYTES {
                *buffer = BytesMut::from(buffer.as_ref());
            }
            return Ok(Some(self.end(line)));
        }
        self.searched = buffer.len();
        if self.dropped.is_some() || buffer.len() > self.line_bytes_max {
            self.drop_piece(&std::mem::take(buffer));
            self.searched = 0;
        }
        buffer.reserve(READ_BYTES);
        Ok(None)
    }

    fn decode_eof(&mut self, buffer: &mut BytesMut) -> io::Result<Option<Line>> {
        let line = self.decode(buffer)?;
        // The last line may lack its newline: `printf '{…}' | deskhand` is still a request.
        let has_rest = self.dropped.is_some() || !buffer.is_empty();
        Ok(line.or_else(|| has_rest.then(|| self.end(buffer.split()))))
    }
}

impl LineDecoder {
    /// The line that ends with `rest`.
    fn end(&mut self, rest: BytesMut) -> Line {
        self.searched = 0;
        if self.dropped.is_none() && rest.len() <= self.line_bytes_max {
            return Line::Whole(rest);
        }
        self.drop_piece(&rest);
        let DroppedLine { bytes, scan } = self.dropped.take().unwrap_or_default();
        Line::TooLong { bytes, id: scan.into_id() }
    }

    fn drop_piece(&mut self, piece: &[u8]) {
        let dropped = self.dropped.get_or_insert_default();
        dropped.bytes += piece.len();
        dropped.scan.feed(piece);
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
            assert!(lines.frames.read_buffer().capacity() <= 8 * READ_BYTES);
        };
        tokio::join!(write, read);
    }
}

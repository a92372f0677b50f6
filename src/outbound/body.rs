//! The body of an answer, decompressed and counted while it arrives.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;
use hyper::header::{CONTENT_ENCODING, HeaderMap};

use super::failure::Kind;

/// How many times its size a body may decompress to.
const RATIO_MAX: usize = 100;

/// Bytes. Below this size the ratio is not checked, because short pages can compress well. Also how much longer a
/// compressed body may be than its content.
const SLACK: usize = 64 << 10;

pub(super) struct Body {
    unpacking: Unpacker,
    /// Bytes received so far, before they are unpacked.
    came: usize,
    came_max: usize,
}

// Only one layer, and only gzip: its window is 32 KiB, while brotli may allocate 16 MiB before its first byte.
enum Unpacker {
    None(BoundedBuffer),
    Gzip(Box<MultiGzDecoder<BoundedBuffer>>),
}

/// A buffer with a limit.
struct BoundedBuffer {
    bytes: Vec<u8>,
    max: usize,
    /// The compressed bytes so far, if the body is compressed.
    packed: Option<usize>,
    exceeded: Option<Kind>,
}

impl Body {
    /// For an answer with those headers, which announces `length` bytes; at most `max` bytes decompressed.
    pub(super) fn announced(headers: &HeaderMap, length: u64, max: usize) -> Result<Body, Kind> {
        let mut layers = headers.get_all(CONTENT_ENCODING).iter();
        let layer = layers.next().map_or(Ok("identity"), |value| value.to_str());
        let layer = layer.map_err(|_| Kind::Encoding)?.trim().to_ascii_lowercase();
        if layers.next().is_some() {
            return Err(Kind::Encoding);
        }
        let bounded = |packed| BoundedBuffer { bytes: Vec::new(), max, packed, exceeded: None };
        let unpacking = match layer.as_str() {
            "" | "identity" => Unpacker::None(bounded(None)),
            "gzip" | "x-gzip" => Unpacker::Gzip(Box::new(MultiGzDecoder::new(bounded(Some(0))))),
            _ => return Err(Kind::Encoding),
        };
        // Compressed data that decompresses to nothing must be limited too.
        let came_max = max.saturating_add(SLACK);
        if usize::try_from(length).map_or(true, |length| length > came_max) {
            return Err(Kind::TooLarge);
        }
        Ok(Body { unpacking, came: 0, came_max })
    }

    pub(super) fn take(&mut self, part: &[u8]) -> Result<(), Kind> {
        self.came = self.came.saturating_add(part.len());
        if self.came > self.came_max {
            return Err(Kind::TooLarge);
        }
        match &mut self.unpacking {
            Unpacker::None(bounded) => {
                bounded.write_all(part).map_err(|_| bounded.exceeded.unwrap_or(Kind::TooLarge))
            }
            Unpacker::Gzip(decoder) => {
                decoder.get_mut().packed = Some(self.came);
                let taken = decoder.write_all(part);
                taken.map_err(|_| decoder.get_ref().exceeded.unwrap_or(Kind::Encoding))
            }
        }
    }

    /// The whole body. A truncated compressed body is an error.
    pub(super) fn finish(self) -> Result<Vec<u8>, Kind> {
        match self.unpacking {
            Unpacker::None(bounded) => Ok(bounded.bytes),
            // An answer without a body may still have a `Content-Encoding`.
            Unpacker::Gzip(_) if self.came == 0 => Ok(Vec::new()),
            Unpacker::Gzip(mut decoder) => {
                let ended = decoder.try_finish();
                let exceeded = decoder.get_ref().exceeded;
                ended.map_err(|_| exceeded.unwrap_or(Kind::Encoding))?;
                Ok(std::mem::take(&mut decoder.get_mut().bytes))
            }
        }
    }
}

impl Write for BoundedBuffer {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        let length = self.bytes.len().saturating_add(part.len());
        let is_bomb = |packed: usize| length > SLACK && length / RATIO_MAX > packed;
        if self.packed.is_some_and(is_bomb) {
            self.exceeded = Some(Kind::Bomb);
        } else if length > self.max {
            self.exceeded = Some(Kind::TooLarge);
        }
        if self.exceeded.is_some() {
            return Err(io::Error::other("more than is taken"));
        }
        if length > self.bytes.capacity() {
            // Doubles the capacity, but never beyond what can be filled.
            let wanted = length.max(self.bytes.capacity() * 2).min(self.max);
            self.bytes.reserve_exact(wanted - self.bytes.len());
        }
        self.bytes.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

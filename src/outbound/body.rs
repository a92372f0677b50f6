//! The body of an answer, unpacked as it comes and counted while it does.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;
use hyper::header::{CONTENT_ENCODING, HeaderMap};

use super::failure::Kind;

/// How many times its size an answer may unpack to.
const RATIO_MAX: usize = 100;

/// Up to here the ratio does not count: a short page of one letter is no attack. Also what a packed answer
/// may be longer than what is in it.
const SLACK: usize = 64 << 10;

pub(super) struct Body {
    unpacking: Unpacker,
    /// Bytes that have come.
    came: usize,
    came_max: usize,
}

// One layer, and gzip only: its window is 32 KiB, while a brotli stream may ask for 16 MiB before its
// first byte is out.
enum Unpacker {
    None(BoundedBuffer),
    Gzip(Box<MultiGzDecoder<BoundedBuffer>>),
}

/// Bytes up to a limit.
struct BoundedBuffer {
    bytes: Vec<u8>,
    max: usize,
    /// How many packed bytes they came from, where they were packed.
    packed: Option<usize>,
    exceeded: Option<Kind>,
}

impl Body {
    /// For an answer with those headers, which says to have `length` bytes, of at most `max` unpacked.
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
        // Packed bytes that unpack to nothing have no end either.
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

    /// All of it. One that ends in the middle of what was packed is damaged.
    pub(super) fn finish(self) -> Result<Vec<u8>, Kind> {
        match self.unpacking {
            Unpacker::None(bounded) => Ok(bounded.bytes),
            // An answer without a body may still say how it would have been packed.
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
            // Doubling, but never beyond what can be filled.
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

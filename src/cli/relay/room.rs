//! A buffer of lines with a limit; lines beyond it are counted and dropped.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The size of the buffer, in bytes.
const BYTES_MAX: usize = 256 << 10;

/// The buffered lines.
#[derive(Default)]
pub(super) struct Room {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    lines: Vec<u8>,
    /// The number of lines dropped after these.
    dropped: u64,
    ended: bool,
}

impl Room {
    /// Adds lines; the last one may be incomplete. Never blocks.
    pub(super) fn put(&self, mut lines: &[u8]) {
        let mut waiting = self.waiting();
        while !lines.is_empty() {
            let end = lines.iter().position(|byte| *byte == b'\n').map_or(lines.len(), |at| at + 1);
            let (line, rest) = lines.split_at(end);
            // After the first dropped line, the following ones are dropped as well, to keep the order.
            if waiting.dropped == 0 && waiting.lines.len() + line.len() <= BYTES_MAX {
                waiting.lines.extend_from_slice(line);
            } else {
                waiting.dropped += 1;
            }
            lines = rest;
        }
        self.changed.notify_one();
    }

    /// Ends the input.
    pub(super) fn end(&self) {
        self.waiting().ended = true;
        self.changed.notify_one();
    }

    /// Waits for lines; returns them and the number of lines dropped after them. `None` after the end.
    pub(super) fn take(&self) -> Option<(Vec<u8>, u64)> {
        let mut waiting = self.waiting();
        loop {
            if !waiting.lines.is_empty() || waiting.dropped > 0 {
                let dropped = std::mem::take(&mut waiting.dropped);
                return Some((std::mem::take(&mut waiting.lines), dropped));
            }
            if waiting.ended {
                return None;
            }
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_finds_no_room_is_counted_by_lines_until_there_is_room_again() {
        let room = Room::default();
        let line = format!("{}\n", "x".repeat(1023));
        room.put(line.repeat(BYTES_MAX / 1024).as_bytes());
        room.put(b"one\ntwo\nand a beginning");
        room.put(b"\n");
        let (lines, dropped) = room.take().unwrap();
        assert_eq!((lines.len(), dropped), (BYTES_MAX, 4));
        room.put(b"again\n");
        assert_eq!(room.take().unwrap(), (b"again\n".to_vec(), 0));
        room.put(b"last");
        room.end();
        assert_eq!(room.take().unwrap(), (b"last".to_vec(), 0));
        assert_eq!(room.take(), None);
    }

    #[test]
    fn one_line_that_is_too_long_costs_itself_and_a_short_one_behind_it_keeps_its_place() {
        let room = Room::default();
        room.put(format!("first\n{}\nsecond\n", "x".repeat(BYTES_MAX)).as_bytes());
        assert_eq!(room.take().unwrap(), (b"first\n".to_vec(), 2));
    }
}

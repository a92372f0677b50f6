//! Finds the `id` of a message that is not parsed.
//!
//! A refused line (too long, or not JSON) should still be answered with its id, because otherwise the client waits for
//! its timeout. TypeScript clients write the id last, after the arguments that made the line too long, so the scanner
//! receives the whole line piece by piece and stores almost nothing. It knows only enough JSON to recognise the top
//! level, and refuses nothing.

use rmcp::model::RequestId;

/// Bytes. A longer id is not repeated.
pub(super) const ID_BYTES_MAX: usize = 512;

/// The state of a scan.
#[derive(Debug, Default)]
pub(super) struct IdScan {
    depth: usize,
    in_string: bool,
    escaped: bool,
    side: Side,
    key: Vec<u8>,
    value: Vec<u8>,
    id: Option<RequestId>,
}

/// The part of a top-level member that the scanner is in.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Side {
    #[default]
    Key,
    Value,
}

impl IdScan {
    /// Scans the next bytes of the line.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if self.in_string {
                self.inside_string(byte);
            } else {
                self.outside_string(byte);
            }
        }
    }

    /// The first top-level `id` that is a string or an integer.
    pub(super) fn into_id(self) -> Option<RequestId> {
        self.id
    }

    fn inside_string(&mut self, byte: u8) {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' => self.escaped = true,
            b'"' => self.in_string = false,
            _ => {}
        }
        self.keep(byte);
    }

    fn outside_string(&mut self, byte: u8) {
        match byte {
            b'"' => {
                self.in_string = true;
                self.keep(byte);
            }
            b'{' | b'[' => {
                self.keep(byte);
                self.depth += 1;
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.end_member();
                }
            }
            b':' if self.depth == 1 => self.side = Side::Value,
            b',' if self.depth == 1 => self.end_member(),
            _ if byte.is_ascii_whitespace() => {}
            _ => self.keep(byte),
        }
    }

    /// Stores a byte of a top-level key, or of the value of `id`.
    fn keep(&mut self, byte: u8) {
        if self.depth != 1 {
            return;
        }
        match self.side {
            Side::Key if self.key.len() <= ID_BYTES_MAX => self.key.push(byte),
            Side::Value if self.key == b"\"id\"" && self.value.len() <= ID_BYTES_MAX => {
                self.value.push(byte);
            }
            Side::Key | Side::Value => {}
        }
    }

    fn end_member(&mut self) {
        if self.id.is_none() && self.value.len() <= ID_BYTES_MAX {
            self.id = serde_json::from_slice(&self.value).ok();
        }
        self.key.clear();
        self.value.clear();
        self.side = Side::Key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_of(line: &str) -> Option<RequestId> {
        let mut scan = IdScan::default();
        // Byte by byte, because a line can be split anywhere.
        for byte in line.as_bytes() {
            scan.feed(std::slice::from_ref(byte));
        }
        scan.into_id()
    }

    #[test]
    fn an_id_is_found_wherever_it_stands_at_the_top() {
        let seven = Some(RequestId::Number(7));
        assert_eq!(id_of(r#"{"jsonrpc":"2.0","id":7,"method":"x"}"#), seven);
        assert_eq!(id_of(r#"{"params":{"id":1,"a":[{"id":2}]}, "id" : 7 }"#), seven);
        assert_eq!(id_of(r#"{"method":"a \" , \"id\":3","id":7}"#), seven);
        assert_eq!(id_of(r#"{"id":"a,b}"}"#), Some(RequestId::String("a,b}".into())));
    }

    #[test]
    fn a_broken_line_still_gives_its_id() {
        assert_eq!(
            id_of(r#"{"id":7,"method":"tools/call","params":{"#),
            Some(RequestId::Number(7))
        );
        assert_eq!(id_of("{\"id\":7,nonsense"), Some(RequestId::Number(7)));
    }

    #[test]
    fn what_is_no_request_id_is_not_repeated() {
        for line in [
            "",
            "garbage",
            "[1,2]",
            r#"{"id":null}"#,
            r#"{"id":1.5}"#,
            r#"{"id":{"a":1}}"#,
            r#"{"id":[1]}"#,
            r#"{"method":"id"}"#,
            r#"{"a":{"id":4}}"#,
        ] {
            assert_eq!(id_of(line), None, "{line}");
        }
        assert_eq!(id_of(&format!(r#"{{"id":"{}"}}"#, "x".repeat(ID_BYTES_MAX))), None);
    }
}

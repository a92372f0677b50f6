//! The digest of a call's arguments.

use std::io;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::CheckedArguments;

impl CheckedArguments {
    /// SHA-256 of the operation's own arguments in any order of members. Confirmations, cursors and idempotency keys
    /// are bound to it.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        canonical(&self.own, &mut |text| hash.update(text));
        URL_SAFE_NO_PAD.encode(hash.finalize())
    }
}

/// Writes JSON with sorted keys piece by piece, so that an image among the arguments is not copied.
fn canonical(value: &Value, put: &mut dyn FnMut(&[u8])) {
    match value {
        Value::Object(object) => {
            let mut pairs: Vec<_> = object.iter().collect();
            pairs.sort_by_key(|(key, _)| key.as_str());
            put(b"{");
            for (at, (key, value)) in pairs.into_iter().enumerate() {
                if at > 0 {
                    put(b",");
                }
                scalar(key, put);
                put(b":");
                canonical(value, put);
            }
            put(b"}");
        }
        Value::Array(items) => {
            put(b"[");
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    put(b",");
                }
                canonical(item, put);
            }
            put(b"]");
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => scalar(value, put),
    }
}

fn scalar(value: &(impl Serialize + ?Sized), put: &mut dyn FnMut(&[u8])) {
    // These values have a JSON form, and the writer cannot fail.
    let _ = serde_json::to_writer(Into(put), value);
}

/// Writes into a closure.
struct Into<'p>(&'p mut dyn FnMut(&[u8]));

impl io::Write for Into<'_> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        (self.0)(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

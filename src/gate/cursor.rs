//! Cursors: where a list goes on, bound to the very query that they came from.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::{
    error::{Code, Error, Result},
    id::TenantId,
};

/// What a cursor says. Another form gets another version, and old ones are refused.
#[derive(Serialize, Deserialize)]
struct Cursor<'a> {
    v: u8,
    /// See [`binding`].
    query: &'a str,
    after: Value,
}

const VERSION: u8 = 1;

/// What a cursor is bound to: the tenant, the operation and its arguments.
pub(super) fn binding(tenant: TenantId, operation: &str, arguments: &str) -> String {
    let whole = Sha256::digest(format!("{tenant} {operation} {arguments}"));
    // Half of it is plenty: a cursor is no secret, it only must not be mixed up.
    URL_SAFE_NO_PAD.encode(whole.get(..16).unwrap_or_default())
}

/// The cursor that goes on after `position` in the query of that digest.
pub(super) fn write(query: &str, position: Value) -> Result<String> {
    let cursor = Cursor { v: VERSION, query, after: position };
    Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor).map_err(Error::internal)?))
}

/// The position in a cursor of the query of that digest.
///
/// # Errors
/// `CURSOR_INVALID` for anything that [`write()`] did not make for this query.
pub(super) fn read(text: &str, query: &str) -> Result<Value> {
    let refuse = || {
        Error::new(Code::CursorInvalid, "the cursor does not belong to this query")
            .suggest("use nextCursor with the same arguments, or leave `cursor` out to start again")
    };
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| refuse())?;
    let cursor: Cursor<'_> = serde_json::from_slice(&bytes).map_err(|_| refuse())?;
    if cursor.v != VERSION || cursor.query != query {
        return Err(refuse());
    }
    Ok(cursor.after)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cursor_of_another_query_is_refused() {
        let cursor = write("aaaa", json!([3, "page_x"])).unwrap();
        assert_eq!(read(&cursor, "aaaa").unwrap(), json!([3, "page_x"]));
        for (text, query) in [(cursor.as_str(), "bbbb"), ("rubbish", "aaaa"), ("", "aaaa")] {
            assert_eq!(read(text, query).unwrap_err().code(), Code::CursorInvalid);
        }
    }
}

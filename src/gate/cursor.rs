//! Cursors: signed positions in a list, each valid for one query only.
//!
//! A client can read a cursor, but neither change it nor use it for another list: it is signed with the folder's
//! secret key.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::Sha256;

use super::Session;
use crate::{
    error::{Code, Error, Result},
    id::TenantId,
};

/// The format of cursors; those of another format are refused.
const VERSION: u8 = 2;

/// The length of a signature in bytes. Half of an HMAC-SHA-256 is enough.
const SEAL_BYTES: usize = 16;

/// A longer one is not ours: a position is a few names and numbers.
const CURSOR_BYTES_MAX: usize = 1 << 20;

/// Signs the cursors of one query.
#[derive(Clone)]
pub(super) struct Seal(Hmac<Sha256>);

impl Seal {
    /// The signer for an operation with these arguments.
    pub(super) fn of(session: &Session, operation: &str, arguments: &str) -> Result<Seal> {
        Seal::new(&session.secret()?, session.principal().tenant.id, operation, arguments)
    }

    fn new(secret: &[u8], tenant: TenantId, operation: &str, arguments: &str) -> Result<Seal> {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(Error::internal)?;
        mac.update(format!("cursor {VERSION} {tenant} {operation} {arguments} ").as_bytes());
        Ok(Seal(mac))
    }

    /// The cursor for the page after `position`.
    pub(super) fn write(&self, position: &Value) -> Result<String> {
        let position = serde_json::to_vec(position).map_err(Error::internal)?;
        let seal = self.0.clone().chain_update(&position).finalize().into_bytes();
        let seal = seal.get(..SEAL_BYTES).unwrap_or_default();
        Ok(URL_SAFE_NO_PAD.encode([seal, &position].concat()))
    }

    /// The position in a cursor of this query.
    ///
    /// # Errors
    /// `CURSOR_INVALID` for anything that [`write()`](Seal::write) did not make for this query.
    pub(super) fn read<P: DeserializeOwned>(&self, text: &str) -> Result<P> {
        let refuse = || {
            Error::new(Code::CursorInvalid, "the cursor does not belong to this query").suggest(
                "use nextCursor with the same arguments, or leave `cursor` out to start again",
            )
        };
        if text.len() > CURSOR_BYTES_MAX {
            return Err(refuse());
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| refuse())?;
        let (seal, position) = bytes.split_at_checked(SEAL_BYTES).ok_or_else(refuse)?;
        let ours = self.0.clone().chain_update(position);
        ours.verify_truncated_left(seal).map_err(|_| refuse())?;
        serde_json::from_slice(position).map_err(|_| refuse())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written_and_by_its_own_query_only() {
        let (here, there) = (TenantId::new(), TenantId::new());
        let seal = |secret: u8, tenant, operation, arguments| {
            Seal::new(&[secret; 32], tenant, operation, arguments).unwrap()
        };
        let ours = seal(1, here, "getPage", "aaaa");
        let position = json!([3, "page_x", 0.1, null]);
        let cursor = ours.write(&position).unwrap();
        let read = |seal: &Seal, text: &str| seal.read::<Value>(text).map_err(|it| it.code());
        assert_eq!(read(&ours, &cursor), Ok(position));
        for other in [
            seal(2, here, "getPage", "aaaa"),
            seal(1, there, "getPage", "aaaa"),
            seal(1, here, "getPost", "aaaa"),
            seal(1, here, "getPage", "bbbb"),
        ] {
            assert_eq!(read(&other, &cursor), Err(Code::CursorInvalid));
        }
        let mut bytes = URL_SAFE_NO_PAD.decode(&cursor).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        let edited = URL_SAFE_NO_PAD.encode(&bytes);
        let bare = URL_SAFE_NO_PAD.encode(b"[3,\"page_x\"]");
        let huge = "A".repeat(CURSOR_BYTES_MAX + 4);
        let longer = format!("{cursor}AAAA");
        for text in ["rubbish", "", "A", "bnVsbA", &edited, &bare, &huge, &longer, &cursor[..20]] {
            assert_eq!(read(&ours, text), Err(Code::CursorInvalid));
        }
        // A position in another version's format.
        assert_eq!(ours.read::<(u8, u8)>(&cursor).unwrap_err().code(), Code::CursorInvalid);
    }
}

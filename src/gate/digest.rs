//! The digest of what a person agrees to. Confirmations and proposals are bound to it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::{
    error::{Error, Result},
    store::ledger::{self, RowChange},
    tool::Departure,
};

/// The digest of the rows that change and of what is sent.
pub(super) fn digest(rows: &[RowChange], departure: Option<&Departure>) -> Result<String> {
    let rows = ledger::digest(rows)?;
    let Some(departure) = departure else { return Ok(rows) };
    let mut hash = Sha256::new();
    hash.update(&rows);
    hash.update(serde_json::to_string(departure).map_err(Error::internal)?);
    Ok(URL_SAFE_NO_PAD.encode(hash.finalize()))
}

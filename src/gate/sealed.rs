//! Text that the database keeps and nobody reads who has only the database: what a preview showed and was called with.
//!
//! A preview is kept for minutes, until a person has decided; but what is deleted stays for a while in the file's free
//! pages and its log, and in backups. The key is derived from the folder's secret, which lies beside the database.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest as _, Sha256};

use crate::{
    error::{Error, Result},
    id::ConfirmationId,
    store::TenantRead,
};

/// The text, sealed for the tenant of the handle and this preview.
pub(super) fn seal(db: &TenantRead<'_>, id: ConfirmationId, text: &str) -> Result<String> {
    let mut nonce = [0; NONCE_LEN];
    getrandom::fill(&mut nonce).map_err(Error::internal)?;
    let mut bytes = text.as_bytes().to_vec();
    let of = of(db, id);
    let fault = |_| Error::internal("a preview could not be sealed");
    let sealing = Nonce::assume_unique_for_key(nonce);
    key(db)?.seal_in_place_append_tag(sealing, Aad::from(of), &mut bytes).map_err(fault)?;
    Ok(STANDARD.encode([&nonce[..], &bytes].concat()))
}

/// The text that was sealed.
pub(super) fn open(db: &TenantRead<'_>, id: ConfirmationId, sealed: &str) -> Result<String> {
    let fault = || Error::internal("a preview is not as it was sealed");
    let bytes = STANDARD.decode(sealed).map_err(|_| fault())?;
    let (nonce, rest) = bytes.split_at_checked(NONCE_LEN).ok_or_else(fault)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| fault())?;
    let mut rest = rest.to_vec();
    let key = key(db)?;
    let opened = key.open_in_place(nonce, Aad::from(of(db, id)), &mut rest).map_err(|_| fault())?;
    String::from_utf8(opened.to_vec()).map_err(Error::internal)
}

/// What it is bound to.
fn of(db: &TenantRead<'_>, id: ConfirmationId) -> String {
    format!("{} {id}", db.who().tenant.id)
}

fn key(db: &TenantRead<'_>) -> Result<LessSafeKey> {
    let mut hash = Sha256::new();
    hash.update("sealed preview");
    hash.update(db.secret()?);
    let key = UnboundKey::new(&CHACHA20_POLY1305, &hash.finalize());
    key.map(LessSafeKey::new).map_err(|_| Error::internal("a key of the wrong length"))
}

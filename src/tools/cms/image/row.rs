//! Reads of images.

use crate::{
    error::Result,
    store::{
        TenantRead,
        entity::{ImageRow, Select, select},
    },
};

pub(super) fn by_hash(db: &TenantRead<'_>, hash: &str) -> Result<Option<ImageRow>> {
    const BY_HASH: Select<ImageRow> = select!(ImageRow, "hash = :hash");
    db.row(&BY_HASH, &[(":hash", hash.into())])
}

pub(super) fn by_hashes(db: &TenantRead<'_>, hashes: &[&str]) -> Result<Vec<ImageRow>> {
    const BY_HASHES: Select<ImageRow> = select!(ImageRow, "hash IN {list :hashes}");
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    db.rows(&BY_HASHES, &[(":hashes", serde_json::json!(hashes).to_string().into())])
}

/// The image that was imported from that service with that id.
pub(super) fn by_source(db: &TenantRead<'_>, provider: &str, id: &str) -> Result<Option<ImageRow>> {
    const BY_SOURCE: Select<ImageRow> =
        select!(ImageRow, "source_provider = :provider AND source_id = :source");
    db.row(&BY_SOURCE, &[(":provider", provider.into()), (":source", id.into())])
}

pub(super) fn by_url(db: &TenantRead<'_>, url: &str) -> Result<Option<ImageRow>> {
    const BY_URL: Select<ImageRow> = select!(ImageRow, "url = :url ORDER BY id LIMIT 1");
    db.row(&BY_URL, &[(":url", url.into())])
}

/// The images with exactly that file name; only a few are read, to detect ambiguity.
pub(super) fn by_name(db: &TenantRead<'_>, name: &str) -> Result<Vec<ImageRow>> {
    const AS_WRITTEN: Select<ImageRow> = select!(ImageRow, "file_name = :name ORDER BY id LIMIT 5");
    const AS_READ: Select<ImageRow> =
        select!(ImageRow, "text_fold(file_name) = text_fold(:name) ORDER BY id LIMIT 5");
    db.rows_named([&AS_WRITTEN, &AS_READ], name)
}

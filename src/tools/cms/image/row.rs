//! The row of an image, and the ways to look it up.

use serde_json::Value;

use crate::{
    clock::Time,
    error::Result,
    id::ImageId,
    store::{Params, Row, Sql, TenantRead},
};

/// An image as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct ImageRow {
    pub(crate) id: ImageId,
    /// What people call it: the name of the file that it came from.
    pub(crate) file_name: String,
    /// Of its largest file: relative (`/uploads/…`), or an `https:` address where the terms of its source
    /// forbid a copy.
    pub(crate) url: String,
    pub(crate) description: String,
    pub(crate) tags: Vec<String>,
    pub(crate) categories: Vec<String>,
    /// In pixels, of the largest file.
    pub(crate) width: i64,
    pub(crate) height: i64,
    pub(crate) status: String,
    /// Who made it: `{ text, url?, caption?, parts?, required? }`. Words of strangers, and marked so.
    pub(crate) credit: Option<Value>,
    pub(crate) licence: Option<String>,
    pub(crate) licence_url: Option<String>,
    /// Which service it is from.
    pub(crate) source_provider: Option<String>,
    pub(crate) version: i64,
    pub(crate) updated_at: Time,
}

/// A read of whole images; a constant cannot be joined with another at compile time.
macro_rules! images {
    ($condition:literal) => {
        Sql::scoped(concat!(
            "SELECT id, file_name, url, description, tags, categories, width, height, status,
                    credit, licence, licence_url, source_provider,
                    version, updated_at
             FROM image WHERE tenant_id = :tenant AND ",
            $condition
        ))
    };
}
pub(super) use images;

pub(crate) fn by_id(db: &TenantRead<'_>, id: ImageId) -> Result<Option<ImageRow>> {
    const BY_ID: Sql = images!("id = :id");
    db.first(&BY_ID, &[(":id", id.into())], read)
}

pub(super) fn by_hash(db: &TenantRead<'_>, hash: &str) -> Result<Option<ImageRow>> {
    const BY_HASH: Sql = images!("hash = :hash");
    db.first(&BY_HASH, &[(":hash", hash.into())], read)
}

/// The image that was taken from a service under that id.
pub(super) fn by_source(db: &TenantRead<'_>, provider: &str, id: &str) -> Result<Option<ImageRow>> {
    const BY_SOURCE: Sql = images!("source_provider = :provider AND source_id = :source");
    db.first(&BY_SOURCE, &[(":provider", provider.into()), (":source", id.into())], read)
}

pub(super) fn by_url(db: &TenantRead<'_>, url: &str) -> Result<Option<ImageRow>> {
    const BY_URL: Sql = images!("url = :url ORDER BY id LIMIT 1");
    db.first(&BY_URL, &[(":url", url.into())], read)
}

/// The images of exactly that file name; a few are enough to say that there are several.
pub(super) fn by_name(db: &TenantRead<'_>, name: &str) -> Result<Vec<ImageRow>> {
    const BY_NAME: Sql = images!("file_name = :name ORDER BY id LIMIT 5");
    all(db, &BY_NAME, &[(":name", name.into())])
}

pub(super) fn all(db: &TenantRead<'_>, sql: &Sql, params: Params<'_, '_>) -> Result<Vec<ImageRow>> {
    db.all(sql, params, read)
}

fn read(row: &Row<'_>) -> Result<ImageRow> {
    let credit = row.text_or_none("credit")?.is_some();
    Ok(ImageRow {
        id: row.id("id")?,
        file_name: row.text("file_name")?,
        url: row.text("url")?,
        description: row.text("description")?,
        tags: row.json("tags")?,
        categories: row.json("categories")?,
        width: row.integer("width")?,
        height: row.integer("height")?,
        status: row.text("status")?,
        credit: credit.then(|| row.json("credit")).transpose()?,
        licence: row.text_or_none("licence")?,
        licence_url: row.text_or_none("licence_url")?,
        source_provider: row.text_or_none("source_provider")?,
        version: row.integer("version")?,
        updated_at: row.time("updated_at")?,
    })
}

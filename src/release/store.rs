//! The rows of releases: which is current at a target, and which files it has.
//!
//! What is public is one row: that of its target. It is read together with the release that it names.

use crate::{
    error::{Error, Result},
    id::ReleaseId,
    principal::Tenant,
    release::{blobs::Blobs, settings::Settings},
    store::{
        Dml, Row, Sql, Store, TenantRead, TenantWrite,
        entity::{ReleaseRow, Select, TargetRow, select},
    },
};

/// A file of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReleaseFile {
    /// Below the root of the site, without a leading slash: `about/index.html`.
    pub(crate) path: String,
    /// Hex: its strong tag, and its name among the [`Blobs`].
    pub(crate) sha256: String,
    pub(crate) bytes: i64,
    pub(crate) content_type: String,
    /// The lengths of its compressed forms, where there are some.
    pub(crate) gzip_bytes: Option<i64>,
    pub(crate) brotli_bytes: Option<i64>,
}

/// Every target of the tenant, by name.
pub(crate) fn targets(db: &TenantRead<'_>) -> Result<Vec<TargetRow>> {
    const ALL: Select<TargetRow> = select!(TargetRow, "name <> '' ORDER BY created_at, id");
    db.rows(&ALL, &[])
}

/// The target with that name.
pub(crate) fn target(db: &TenantRead<'_>, name: &str) -> Result<Option<TargetRow>> {
    const NAMED: Select<TargetRow> = select!(TargetRow, "name = :name");
    db.row(&NAMED, &[(":name", name.into())])
}

/// What is public at a target.
pub(crate) fn current(db: &TenantRead<'_>, target: &TargetRow) -> Result<Option<ReleaseRow>> {
    target.current_release_id.map_or(Ok(None), |id| ReleaseRow::by_id(db, id))
}

/// The release with that number.
pub(crate) fn numbered(db: &TenantRead<'_>, number: i64) -> Result<Option<ReleaseRow>> {
    const NUMBERED: Select<ReleaseRow> = select!(ReleaseRow, "number = :number");
    db.row(&NUMBERED, &[(":number", number.into())])
}

/// All files of a release, by path.
pub(crate) fn files(db: &TenantRead<'_>, release: ReleaseId) -> Result<Vec<ReleaseFile>> {
    const FILES: Sql = Sql::scoped(
        "SELECT path, sha256, bytes, content_type, gzip_bytes, brotli_bytes FROM release_file
         WHERE tenant_id = :tenant AND release_id = :release ORDER BY path",
    );
    db.all(&FILES, &[(":release", release.into())], read_file)
}

fn read_file(row: &Row<'_>) -> Result<ReleaseFile> {
    Ok(ReleaseFile {
        path: row.text("path")?,
        sha256: row.text("sha256")?,
        bytes: row.integer("bytes")?,
        content_type: row.text("content_type")?,
        gzip_bytes: row.integer_or_none("gzip_bytes")?,
        brotli_bytes: row.integer_or_none("brotli_bytes")?,
    })
}

/// Adds the files of a release.
pub(crate) fn add_files(
    db: &mut TenantWrite<'_>,
    release: ReleaseId,
    files: &[ReleaseFile],
) -> Result<()> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO release_file (tenant_id, release_id, path, sha256, bytes, content_type, gzip_bytes,
                                   brotli_bytes)
         VALUES (:tenant, :release, :path, :sha256, :bytes, :content_type, :gzip_bytes, :brotli_bytes)",
    );
    for file in files {
        db.execute(
            &ADD,
            &[
                (":release", release.into()),
                (":path", (&file.path).into()),
                (":sha256", (&file.sha256).into()),
                (":bytes", file.bytes.into()),
                (":content_type", (&file.content_type).into()),
                (":gzip_bytes", file.gzip_bytes.into()),
                (":brotli_bytes", file.brotli_bytes.into()),
            ],
        )?;
    }
    Ok(())
}

/// The place of a tenant's bytes, for whoever serves them.
pub(crate) fn blobs(store: &Store, of: &Tenant) -> Blobs {
    Blobs::new(store.releases_folder(of))
}

/// A domain that `deskhand host` serves.
#[derive(Clone, Debug)]
pub(crate) struct Hosted {
    pub(crate) tenant: Tenant,
    /// In small letters, without a port.
    pub(crate) domain: String,
    /// `None` until the first release.
    pub(crate) release: Option<ReleaseId>,
}

/// Every domain that tenants have given a target of the kind `host`, in one consistent view.
pub(crate) fn hosted(store: &Store) -> Result<Vec<Hosted>> {
    let mut all = Vec::new();
    for (tenant, settings, release) in store.targets_of_kind("host")? {
        let settings: Settings = serde_json::from_str(&settings).map_err(Error::internal)?;
        let Some(domain) = settings.domain else { continue };
        let release = release.map(|release| release.parse()).transpose()?;
        all.push(Hosted { tenant, domain, release });
    }
    Ok(all)
}

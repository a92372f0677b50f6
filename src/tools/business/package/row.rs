//! Reads of packages.

use std::collections::BTreeMap;

use crate::{
    error::Result,
    id::{PackageId, ServiceId},
    store::{
        Sql, TenantRead,
        entity::{PackageRow, Select, select},
        portable,
    },
};

const AS_WRITTEN: Select<PackageRow> = select!(PackageRow, "name = :name ORDER BY id LIMIT 5");

pub(super) fn by_name(db: &TenantRead<'_>, name: &str) -> Result<Vec<PackageRow>> {
    const AS_READ: Select<PackageRow> =
        select!(PackageRow, "text_fold(name) = text_fold(:name) ORDER BY id LIMIT 5");
    db.rows_named([&AS_WRITTEN, &AS_READ], name)
}

/// The others of exactly that name; a few are enough to say that there are some.
pub(super) fn namesakes(db: &TenantRead<'_>, name: &str, own: PackageId) -> Result<Vec<String>> {
    let rows = db.rows(&AS_WRITTEN, &[(":name", name.into())])?;
    let others = rows.iter().filter(|row| row.id != own);
    Ok(others.map(|row| row.id.to_string()).collect())
}

/// Packages in the order in which people see them, after a position.
pub(super) fn listed(
    db: &TenantRead<'_>,
    active: Option<bool>,
    query: Option<&str>,
    after: (i64, String),
    fetch: i64,
) -> Result<Vec<PackageRow>> {
    const LISTED: Select<PackageRow> = select!(
        PackageRow,
        "(sort_order, id) > (:order, :after)
         AND (CAST(:active AS bigint) IS NULL OR active = :active)
         AND (CAST(:query AS text) IS NULL OR text_has(name || ' ' || description, :query))
         ORDER BY sort_order, id LIMIT :fetch"
    );
    db.rows(
        &LISTED,
        &[
            (":order", after.0.into()),
            (":after", after.1.into()),
            (":active", active.into()),
            (":query", query.into()),
            (":fetch", fetch.into()),
        ],
    )
}

pub(super) fn services(
    db: &TenantRead<'_>,
    packages: &[PackageId],
) -> Result<BTreeMap<PackageId, Vec<ServiceId>>> {
    const SERVICES: Sql = Sql::scoped(portable!(
        "SELECT package_id, service_id FROM package_service
         WHERE tenant_id = :tenant
           AND package_id IN {list :ids}
         ORDER BY package_id, service_id"
    ));
    db.grouped(&SERVICES, packages, |row| Ok((row.id("package_id")?, row.id("service_id")?)))
}

/// The position after all packages.
pub(super) fn next_order(db: &TenantRead<'_>) -> Result<i64> {
    const LAST: Sql =
        Sql::scoped("SELECT max(sort_order) AS n FROM package WHERE tenant_id = :tenant");
    Ok(db.count(&LAST, &[])?.saturating_add(1))
}

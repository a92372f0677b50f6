//! Packages: offers with a price. `manage_packages`.

pub mod create;
pub mod delete;
pub mod list;
pub mod update;

mod row;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::service;
use crate::{
    clock::Time,
    error::{Code, Error, Result},
    id::{self, ImageId, PackageId, ServiceId},
    store::{Dml, TenantRead, TenantWrite, entity::PackageRow},
    tool::{ActionSet, Listing, Resource, Spec},
    tools::the_only,
    value::{Currency, Ref},
};

/// The tool.
pub static TOOL: ActionSet = ActionSet::new(
    Spec {
        name: "manage_packages",
        title: "Manage packages",
        description: "List, create, update or delete packages with their prices. Returns items or the package.",
    },
    &[
        ("list", &list::ACTION),
        ("create", &create::ACTION),
        ("update", &update::ACTION),
        ("delete", &delete::ACTION),
    ],
);

/// A package as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct PackageOut {
    id: PackageId,
    name: String,
    /// In major units of the currency.
    #[schemars(with = "f64")]
    price: Value,
    #[schemars(with = "String")]
    currency: Currency,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_minutes: Option<i64>,
    active: bool,
    sort_order: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_id: Option<ImageId>,
    service_ids: Vec<ServiceId>,
    version: i64,
    updated_at: Time,
}

impl PackageOut {
    /// Packages with the services that they include.
    fn listed(db: &TenantRead<'_>, packages: Listing<PackageRow>) -> Result<Listing<PackageOut>> {
        let ids: Vec<PackageId> = packages.items().iter().map(|package| package.id).collect();
        let services = row::services(db, &ids)?;
        packages.map(|row| {
            let services = services.get(&row.id).cloned().unwrap_or_default();
            Ok(PackageOut::of(row, services))
        })
    }

    fn of(row: PackageRow, service_ids: Vec<ServiceId>) -> PackageOut {
        let PackageRow { id, name, price_minor, currency, description, .. } = row;
        PackageOut {
            id,
            name,
            price: currency.to_major(price_minor),
            currency,
            description,
            duration_minutes: row.duration_minutes,
            active: row.active,
            sort_order: row.sort_order,
            image_id: row.image_id,
            service_ids,
            version: row.version,
            updated_at: row.updated_at,
        }
    }
}

/// The package, which must be there.
pub(crate) fn require(db: &TenantRead<'_>, package: &Ref<id::Package>) -> Result<PackageRow> {
    let found = match package {
        Ref::Id(id) => PackageRow::by_id(db, *id)?,
        Ref::Name(name) => {
            the_only(name, row::by_name(db, name)?, |package| package.id.to_string())?
        }
    };
    found.ok_or_else(|| {
        Error::new(Code::PackageNotFound, format!("there is no package `{package}`"))
            .suggest("find it with manage_packages { action: \"list\" }")
    })
}

/// The package as it is after a write.
fn written(db: &TenantRead<'_>, id: PackageId) -> Result<Resource<PackageOut>> {
    let row = PackageRow::by_id(db, id)?.ok_or_else(|| Error::internal("a package is gone"))?;
    let services = row::services(db, &[id])?.remove(&id).unwrap_or_default();
    Ok(Resource::new(PackageOut::of(row, services)))
}

/// Makes the package include exactly these services; whether that changed anything.
fn include(
    db: &mut TenantWrite<'_>,
    package: PackageId,
    services: &[Ref<id::Service>],
) -> Result<bool> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO package_service (tenant_id, package_id, service_id, version)
         VALUES (:tenant, :package, :service, 1)",
    );
    const DROP: Dml = Dml::scoped(
        "DELETE FROM package_service
         WHERE tenant_id = :tenant AND package_id = :package AND service_id = :service",
    );
    let mut wanted: Vec<ServiceId> = Vec::new();
    for service in services {
        let id = service::require(db, service)?.id;
        if !wanted.contains(&id) {
            wanted.push(id);
        }
    }
    let current = row::services(db, &[package])?.remove(&package).unwrap_or_default();
    for id in current.iter().filter(|id| !wanted.contains(id)) {
        db.execute(&DROP, &[(":package", package.into()), (":service", (*id).into())])?;
    }
    for id in wanted.iter().filter(|id| !current.contains(id)) {
        db.execute(&ADD, &[(":package", package.into()), (":service", (*id).into())])?;
    }
    Ok(wanted.len() != current.len() || wanted.iter().any(|id| !current.contains(id)))
}

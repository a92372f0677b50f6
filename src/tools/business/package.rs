//! Packages: offers with a price. The tool `manage_packages`.

mod row;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{namesake_note, service};
use crate::{
    clock::{self, Time},
    error::{Code, Error, Result},
    id::{self, ImageId, PackageId, ServiceId},
    store::{
        Dml, TenantRead, TenantWrite,
        entity::{NewPackage, PackageRow},
        ledger,
    },
    tool::{ActionSet, Command, Deletion, Listing, Paging, Query, Resource, Spec},
    tools::{cms::image, the_only},
    value::{Currency, Line, Name, Patch, Price, Ref, Text},
};

/// The tool.
pub static TOOL: ActionSet = ActionSet::new(
    Spec {
        name: "manage_packages",
        title: "Manage packages",
        description: "List, create, update or delete packages with their prices.",
    },
    &[("list", &LIST), ("create", &CREATE), ("update", &UPDATE), ("delete", &DELETE)],
);

static LIST: Query<ListInput, PackageOut> = Query::new(
    Spec { name: "manage_packages:list", title: "List packages", description: "" },
    list,
);

static CREATE: Command<CreateInput, PackageOut> = Command::new(
    Spec { name: "manage_packages:create", title: "Create a package", description: "" },
    create,
);

static UPDATE: Command<UpdateInput, PackageOut> = Command::new(
    Spec { name: "manage_packages:update", title: "Update a package", description: "" },
    update,
);

static DELETE: Deletion<DeleteInput> = Deletion::new(
    Spec { name: "manage_packages:delete", title: "Delete a package", description: "" },
    delete,
);

#[derive(Clone, Debug, Deserialize, JsonSchema)]
struct ListInput {
    active: Option<bool>,
    query: Option<Line<1, 200>>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct CreateInput {
    name: Name,
    /// 2500 or 2500.50
    price: Price,
    currency: Option<Currency>,
    #[schemars(extend("x-form" = "prose"))]
    description: Option<Text<0, 5000>>,
    #[schemars(range(min = 1, max = 525_600))]
    duration_minutes: Option<i64>,
    active: Option<bool>,
    sort_order: Option<i64>,
    image_id: Option<Line<1, 200>>,
    #[schemars(length(max = 100))]
    service_ids: Option<Vec<Ref<id::Service>>>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct UpdateInput {
    #[schemars(extend("x-also" = ["packageId"]))]
    id: Ref<id::Package>,
    name: Option<Name>,
    /// 2500 or 2500.50
    price: Option<Price>,
    currency: Option<Currency>,
    #[schemars(extend("x-form" = "prose"))]
    description: Option<Text<0, 5000>>,
    #[serde(default)]
    #[schemars(range(min = 1, max = 525_600))]
    duration_minutes: Patch<i64>,
    active: Option<bool>,
    sort_order: Option<i64>,
    #[serde(default)]
    image_id: Patch<Line<1, 200>>,
    #[schemars(length(max = 100))]
    service_ids: Option<Vec<Ref<id::Service>>>,
    expected_version: Option<i64>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct DeleteInput {
    #[schemars(extend("x-also" = ["packageId"]))]
    id: Ref<id::Package>,
}

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

fn list(db: &TenantRead<'_>, input: ListInput, paging: &Paging) -> Result<Listing<PackageOut>> {
    let after = paging.after_or((i64::MIN, String::new()))?;
    let rows = row::listed(db, input.active, input.query.as_deref(), after, paging.fetch())?;
    PackageOut::listed(db, Listing::page(rows, paging, |package| (package.sort_order, package.id)))
}

fn create(db: &mut TenantWrite<'_>, input: CreateInput) -> Result<Resource<PackageOut>> {
    // The price must be one of its currency, the image must be there.
    let currency = input.currency.map_or_else(|| db.site().map(|site| site.currency), Ok)?;
    let price = input.price.to_minor(currency)?;
    let image = input.image_id.map(|image| image::require_named(db, &image)).transpose()?;

    let package = NewPackage {
        id: PackageId::new(),
        name: input.name.to_string(),
        price_minor: price,
        currency,
        description: input.description.map(|text| text.to_string()).unwrap_or_default(),
        duration_minutes: input.duration_minutes,
        active: input.active.unwrap_or(true),
        sort_order: input.sort_order.map_or_else(|| row::next_order(db), Ok)?,
        image_id: image,
    };
    package.insert(db)?;
    // The answer contains the position.
    if input.sort_order.is_some() {
        db.settle()?;
    }
    include(db, package.id, &input.service_ids.unwrap_or_default())?;
    let namesakes = row::namesakes(db, &package.name, package.id)?;
    Ok(written(db, package.id)?.noting(namesake_note("package", &package.name, &namesakes)))
}

fn update(db: &mut TenantWrite<'_>, input: UpdateInput) -> Result<Resource<PackageOut>> {
    // It must exist, in the version that the caller expects.
    let before = require(db, &input.id)?;
    let key = before.id.to_string();
    ledger::expect_version(db, "package", &key, before.version, input.expected_version)?;
    // The price must fit the currency; a new currency needs a new price.
    let currency = input.currency.unwrap_or(before.currency);
    let price_minor = match &input.price {
        Some(price) => price.to_minor(currency)?,
        None if currency == before.currency => before.price_minor,
        None => return Err(new_currency_needs_price(before.currency, currency)),
    };
    let image = input.image_id.try_map(|image| image::require_named(db, &image))?;

    let id = before.id;
    let is_renamed = input.name.as_ref().is_some_and(|name| **name != *before.name);
    let after = PackageRow {
        name: input.name.map_or(before.name, |name| name.to_string()),
        price_minor,
        currency,
        description: input.description.map_or(before.description, |text| text.to_string()),
        duration_minutes: input.duration_minutes.applied(before.duration_minutes),
        active: input.active.unwrap_or(before.active),
        sort_order: input.sort_order.unwrap_or(before.sort_order),
        image_id: image.applied(before.image_id),
        ..before
    };
    let other_services = match &input.service_ids {
        Some(services) => include(db, id, services)?,
        None => false,
    };
    after.save_also(db, other_services)?;
    // The answer contains the position.
    if input.sort_order.is_some() {
        db.settle()?;
    }
    let namesakes = if is_renamed { row::namesakes(db, &after.name, id)? } else { Vec::new() };
    Ok(written(db, id)?.noting(namesake_note("package", &after.name, &namesakes)))
}

fn new_currency_needs_price(old: Currency, new: Currency) -> Error {
    Error::new(
        Code::PriceInvalid,
        format!("the price is in {}; in {} it is another number", old.code(), new.code()),
    )
    .suggest("send `price` together with `currency`")
}

fn delete(db: &mut TenantWrite<'_>, input: DeleteInput) -> Result<()> {
    // Orders keep their items with the price at that time, without the reference to the package.
    const FORGET: Dml = Dml::scoped(
        "UPDATE order_item SET package_id = NULL, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND package_id = :id",
    );
    // Bookings keep what was booked, and their time.
    const LEAVE: Dml = Dml::scoped(
        "UPDATE booking SET package_id = NULL, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND package_id = :id",
    );
    let package = require(db, &input.id)?;
    let params = [(":id", package.id.into()), (":now", clock::now().into())];
    db.execute(&FORGET, &params)?;
    db.execute(&LEAVE, &params)?;
    package.delete(db)?;
    Ok(())
}

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

/// The package after a write.
fn written(db: &TenantRead<'_>, id: PackageId) -> Result<Resource<PackageOut>> {
    let row = PackageRow::by_id(db, id)?.ok_or_else(|| Error::internal("a package is gone"))?;
    let services = row::services(db, &[id])?.remove(&id).unwrap_or_default();
    Ok(Resource::new(PackageOut::of(row, services)))
}

/// Sets the services of a package; returns whether that changed anything.
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

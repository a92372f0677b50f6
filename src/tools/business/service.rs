//! Services that the business offers. The tool `manage_services`.

mod row;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::namesake_note;
use crate::{
    clock::Time,
    error::{Code, Error, Result},
    id::{self, ServiceId},
    store::{
        Sql, TenantRead, TenantWrite,
        entity::{NewService, ServiceRow},
        ledger,
    },
    tool::{ActionSet, Command, Deletion, Listing, Paging, Query, Resource, Spec},
    tools::the_only,
    value::{Currency, Line, Name, Patch, Price, Ref, Text},
};

/// The tool.
pub static TOOL: ActionSet = ActionSet::new(
    Spec {
        name: "manage_services",
        title: "Manage services",
        description: "List, create, update or delete services that packages include.",
    },
    &[("list", &LIST), ("create", &CREATE), ("update", &UPDATE), ("delete", &DELETE)],
);

static LIST: Query<ListInput, ServiceOut> = Query::new(
    Spec { name: "manage_services:list", title: "List services", description: "" },
    list,
);

static CREATE: Command<CreateInput, ServiceOut> = Command::new(
    Spec { name: "manage_services:create", title: "Create a service", description: "" },
    create,
);

static UPDATE: Command<UpdateInput, ServiceOut> = Command::new(
    Spec { name: "manage_services:update", title: "Update a service", description: "" },
    update,
);

static DELETE: Deletion<DeleteInput> = Deletion::new(
    Spec { name: "manage_services:delete", title: "Delete a service", description: "" },
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
    price: Option<Price>,
    #[schemars(range(min = 1, max = 525_600))]
    duration_minutes: Option<i64>,
    description: Option<Text<0, 5000>>,
    active: Option<bool>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct UpdateInput {
    #[schemars(extend("x-also" = ["serviceId"]))]
    id: Ref<id::Service>,
    name: Option<Name>,
    #[serde(default)]
    price: Patch<Price>,
    #[serde(default)]
    #[schemars(range(min = 1, max = 525_600))]
    duration_minutes: Patch<i64>,
    description: Option<Text<0, 5000>>,
    active: Option<bool>,
    expected_version: Option<i64>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct DeleteInput {
    #[schemars(extend("x-also" = ["serviceId"]))]
    id: Ref<id::Service>,
}

/// A service as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct ServiceOut {
    id: ServiceId,
    name: String,
    /// In major units of the currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    price: Option<Value>,
    #[schemars(with = "String")]
    currency: Currency,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_minutes: Option<i64>,
    active: bool,
    version: i64,
    updated_at: Time,
}

impl From<ServiceRow> for ServiceOut {
    fn from(row: ServiceRow) -> ServiceOut {
        ServiceOut {
            id: row.id,
            name: row.name,
            price: row.price_minor.map(|minor| row.currency.to_major(minor)),
            currency: row.currency,
            description: row.description,
            duration_minutes: row.duration_minutes,
            active: row.active,
            version: row.version,
            updated_at: row.updated_at,
        }
    }
}

fn list(db: &TenantRead<'_>, input: ListInput, paging: &Paging) -> Result<Listing<ServiceOut>> {
    let after = paging.after_or((String::new(), String::new()))?;
    let rows = row::listed(db, input.active, input.query.as_deref(), after, paging.fetch())?;
    Listing::page(rows, paging, |service| (service.name.clone(), service.id))
        .map(|service| Ok(service.into()))
}

fn create(db: &mut TenantWrite<'_>, input: CreateInput) -> Result<Resource<ServiceOut>> {
    let currency = db.site()?.currency;
    let price = input.price.map(|price| price.to_minor(currency)).transpose()?;
    let service = NewService {
        id: ServiceId::new(),
        name: input.name.to_string(),
        price_minor: price,
        currency,
        description: input.description.map(|text| text.to_string()).unwrap_or_default(),
        duration_minutes: input.duration_minutes,
        active: input.active.unwrap_or(true),
    };
    service.insert(db)?;
    let namesakes = row::namesakes(db, &service.name, service.id)?;
    Ok(written(db, service.id)?.noting(namesake_note("service", &service.name, &namesakes)))
}

fn update(db: &mut TenantWrite<'_>, input: UpdateInput) -> Result<Resource<ServiceOut>> {
    // It must exist, in the version that the caller expects.
    let before = require(db, &input.id)?;
    let key = before.id.to_string();
    ledger::expect_version(db, "service", &key, before.version, input.expected_version)?;
    let price = input.price.try_map(|price| price.to_minor(before.currency))?;

    let id = before.id;
    let is_renamed = input.name.as_ref().is_some_and(|name| **name != *before.name);
    let after = ServiceRow {
        name: input.name.map_or(before.name, |name| name.to_string()),
        price_minor: price.applied(before.price_minor),
        description: input.description.map_or(before.description, |text| text.to_string()),
        duration_minutes: input.duration_minutes.applied(before.duration_minutes),
        active: input.active.unwrap_or(before.active),
        ..before
    };
    after.save(db)?;
    let namesakes = if is_renamed { row::namesakes(db, &after.name, id)? } else { Vec::new() };
    Ok(written(db, id)?.noting(namesake_note("service", &after.name, &namesakes)))
}

fn delete(db: &mut TenantWrite<'_>, input: DeleteInput) -> Result<()> {
    const USERS: Sql = Sql::scoped(
        "SELECT p.name AS name FROM package_service l
         JOIN package p ON p.tenant_id = l.tenant_id AND p.id = l.package_id
         WHERE l.tenant_id = :tenant AND l.service_id = :service ORDER BY p.name",
    );
    let service = require(db, &input.id)?;
    // No package may include it.
    let users: Vec<String> =
        db.all(&USERS, &[(":service", service.id.into())], |row| row.text("name"))?;
    if !users.is_empty() {
        return Err(Error::new(
            Code::ServiceInUse,
            format!("“{}” is included in the packages {}", service.name, users.join(", ")),
        )
        .suggest(
            "take it out of them first with manage_packages { action: \"update\", serviceIds }",
        ));
    }
    service.delete(db)?;
    Ok(())
}

pub(crate) fn require(db: &TenantRead<'_>, service: &Ref<id::Service>) -> Result<ServiceRow> {
    let found = match service {
        Ref::Id(id) => ServiceRow::by_id(db, *id)?,
        Ref::Name(name) => {
            the_only(name, row::by_name(db, name)?, |service| service.id.to_string())?
        }
    };
    found.ok_or_else(|| {
        Error::new(Code::ServiceNotFound, format!("there is no service `{service}`"))
            .suggest("find it with manage_services { action: \"list\" }")
    })
}

/// The service after a write.
fn written(db: &TenantRead<'_>, id: ServiceId) -> Result<Resource<ServiceOut>> {
    let row = ServiceRow::by_id(db, id)?.ok_or_else(|| Error::internal("a service is gone"))?;
    Ok(Resource::new(row.into()))
}

//! Services: the things that the business does. `manage_services`.

pub mod create;
pub mod delete;
pub mod list;
pub mod update;

mod row;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::{
    clock::Time,
    error::{Code, Error, Result},
    id::{self, ServiceId},
    store::{TenantRead, entity::ServiceRow},
    tool::{ActionSet, Resource, Spec},
    tools::the_only,
    value::{Currency, Ref},
};

/// The tool.
pub static TOOL: ActionSet = ActionSet::new(
    Spec {
        name: "manage_services",
        title: "Manage services",
        description: "List, create, update or delete services that packages include. Returns items or the service.",
    },
    &[
        ("list", &list::ACTION),
        ("create", &create::ACTION),
        ("update", &update::ACTION),
        ("delete", &delete::ACTION),
    ],
);

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

/// The service, which must be there.
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

/// The service as it is after a write.
fn written(db: &TenantRead<'_>, id: ServiceId) -> Result<Resource<ServiceOut>> {
    let row = ServiceRow::by_id(db, id)?.ok_or_else(|| Error::internal("a service is gone"))?;
    Ok(Resource::new(row.into()))
}

//! `manage_services { action: "delete" }`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::require;
use crate::{
    error::{Code, Error, Result},
    id,
    store::{Sql, TenantWrite},
    tool::{Deletion, Spec},
    value::Ref,
};

/// The action.
pub static ACTION: Deletion<Input> = Deletion::new(
    Spec { name: "manage_services:delete", title: "Delete a service", description: "" },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    service_id: Ref<id::Service>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<()> {
    const USERS: Sql = Sql::scoped(
        "SELECT p.name AS name FROM package_service l
         JOIN package p ON p.tenant_id = l.tenant_id AND p.id = l.package_id
         WHERE l.tenant_id = :tenant AND l.service_id = :service ORDER BY p.name",
    );
    let service = require(db, &input.service_id)?;
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

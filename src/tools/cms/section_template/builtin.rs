//! The section templates that every new tenant gets.

use serde::Deserialize;
use serde_json::Value;

use super::super::fields::Field;
use crate::{
    clock,
    error::{Error, Result},
    id::SectionTemplateId,
    site::SECTION_TEMPLATES,
    store::{Dml, TenantWrite},
};

/// One template as the file has it.
#[derive(Debug, Deserialize)]
struct Builtin {
    key: String,
    name: String,
    description: String,
    fields: Vec<Field>,
    example: Value,
}

/// Adds the templates to the tenant of `db`.
pub fn add(db: &mut TenantWrite<'_>) -> Result<()> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO section_template
           (tenant_id, id, key, name, description, fields, example, version, created_at, updated_at)
         VALUES (:tenant, :id, :key, :name, :description, :fields, :example, 1, :now, :now)",
    );
    let templates: Vec<Builtin> =
        serde_json::from_str(SECTION_TEMPLATES).map_err(Error::internal)?;
    for template in templates {
        db.execute(
            &ADD,
            &[
                (":id", SectionTemplateId::new().into()),
                (":key", template.key.as_str().into()),
                (":name", template.name.as_str().into()),
                (":description", template.description.as_str().into()),
                (
                    ":fields",
                    serde_json::to_string(&template.fields).map_err(Error::internal)?.into(),
                ),
                (":example", template.example.to_string().into()),
                (":now", clock::now().into()),
            ],
        )?;
    }
    Ok(())
}

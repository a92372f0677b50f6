//! The section templates that every new tenant gets.

use serde::Deserialize;
use serde_json::Value;

use super::super::fields::Field;
use crate::{
    error::{Error, Result},
    id::SectionTemplateId,
    site::SECTION_TEMPLATES,
    store::{
        TenantWrite,
        entity::{Json, NewSectionTemplate},
    },
};

#[derive(Debug, Deserialize)]
struct Builtin {
    key: String,
    name: String,
    description: String,
    fields: Vec<Field>,
    example: Value,
}

/// Adds the built-in templates to the tenant of `db`.
pub fn add(db: &mut TenantWrite<'_>) -> Result<()> {
    let templates: Vec<Builtin> =
        serde_json::from_str(SECTION_TEMPLATES).map_err(Error::internal)?;
    for Builtin { key, name, description, fields, example } in templates {
        let (id, fields) = (SectionTemplateId::new(), Json::of(&fields)?);
        NewSectionTemplate { id, key, name, description, fields, example }.insert(db)?;
    }
    Ok(())
}

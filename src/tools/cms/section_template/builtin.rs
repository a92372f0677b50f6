//! The section templates that every new tenant gets.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::super::fields::Field;
use crate::{
    error::{Error, Result},
    id::SectionTemplateId,
    site::{SECTION_LAYOUT, SECTION_TEMPLATES},
    store::{
        TenantWrite,
        entity::{Json, NewSectionTemplate, SectionTemplateRow},
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
    all()?.into_iter().try_for_each(|template| insert(db, template))
}

/// Gives a tenant of another version this version's templates; says whether there was anything to do.
pub fn renew(db: &mut TenantWrite<'_>) -> Result<bool> {
    let known = super::all(db, "", 1_000)?;
    let mut is_changed = false;
    for template in all()? {
        let Some(before) = known.iter().find(|known| known.key == template.key) else {
            insert(db, template)?;
            is_changed = true;
            continue;
        };
        let Builtin { name, description, fields, example, .. } = template;
        let fields = Json::of(&fields)?;
        let after = SectionTemplateRow { name, description, fields, example, ..before.clone() };
        is_changed |= after.save(db)?;
    }
    Ok(is_changed)
}

/// The digest of the built-in templates.
pub fn digest() -> String {
    let mut hash = Sha256::new();
    hash.update(SECTION_TEMPLATES);
    hash.update(SECTION_LAYOUT);
    URL_SAFE_NO_PAD.encode(hash.finalize())
}

/// The built-in templates, each with the fields that all sections have.
fn all() -> Result<Vec<Builtin>> {
    let mut templates: Vec<Builtin> =
        serde_json::from_str(SECTION_TEMPLATES).map_err(Error::internal)?;
    let layout: Vec<Field> = serde_json::from_str(SECTION_LAYOUT).map_err(Error::internal)?;
    for template in &mut templates {
        template.fields.extend(layout.iter().cloned());
    }
    Ok(templates)
}

fn insert(db: &mut TenantWrite<'_>, template: Builtin) -> Result<()> {
    let Builtin { key, name, description, fields, example } = template;
    let (id, fields) = (SectionTemplateId::new(), Json::of(&fields)?);
    NewSectionTemplate { id, key, name, description, fields, example }.insert(db)
}

//! Section templates: which fields a section has, and what fits into them.

pub mod builtin;
pub mod get;

use serde_json::Value;

use super::fields::Field;
use crate::{
    error::{Code, Error, Result},
    id::{self, SectionTemplateId},
    store::{Row, Sql, TenantRead},
    value::Ref,
};

/// A template as it is stored.
#[derive(Clone, Debug)]
pub struct TemplateRow {
    /// Its id.
    pub id: SectionTemplateId,
    /// How people and createSection name it: `hero`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its fields.
    pub(crate) fields: Vec<Field>,
    /// Content that fits.
    pub example: Value,
}

/// A read of whole templates; a constant cannot be joined with another at compile time.
macro_rules! templates {
    ($condition:literal) => {
        Sql::scoped(concat!(
            "SELECT id, key, name, description, fields, example FROM section_template
             WHERE tenant_id = :tenant AND ",
            $condition
        ))
    };
}

/// The template of that id, key or exact name; `None` when there is none.
pub(crate) fn find(
    db: &TenantRead<'_>,
    template: &Ref<id::SectionTemplate>,
) -> Result<Option<TemplateRow>> {
    const BY_ID: Sql = templates!("id = :id");
    const BY_KEY: Sql = templates!("key = :key");
    const BY_NAME: Sql = templates!("lower(name) = lower(:key)");
    match template {
        Ref::Id(id) => db.first(&BY_ID, &[(":id", (*id).into())], read),
        Ref::Name(key) => match db.first(&BY_KEY, &[(":key", key.into())], read)? {
            Some(found) => Ok(Some(found)),
            None => db.first(&BY_NAME, &[(":key", key.into())], read),
        },
    }
}

/// The template, which must be there.
pub(crate) fn require(
    db: &TenantRead<'_>,
    template: &Ref<id::SectionTemplate>,
) -> Result<TemplateRow> {
    if let Some(found) = find(db, template)? {
        return Ok(found);
    }
    let keys: Vec<String> = all(db, "", 100)?.into_iter().map(|template| template.key).collect();
    Err(Error::new(Code::TemplateNotFound, format!("there is no section template `{template}`"))
        .suggest(format!("use one of {}", keys.join(", "))))
}

/// The templates in the order of their keys, after one.
fn all(db: &TenantRead<'_>, after: &str, fetch: i64) -> Result<Vec<TemplateRow>> {
    const ALL: Sql = templates!("key > :after ORDER BY key LIMIT :fetch");
    db.all(&ALL, &[(":after", after.into()), (":fetch", fetch.into())], read)
}

fn read(row: &Row<'_>) -> Result<TemplateRow> {
    Ok(TemplateRow {
        id: row.id("id")?,
        key: row.text("key")?,
        name: row.text("name")?,
        description: row.text("description")?,
        fields: row.json("fields")?,
        example: row.json("example")?,
    })
}

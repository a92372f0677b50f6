//! Section templates: the fields of a section, and which content is valid.

pub mod builtin;
pub mod get;

use crate::{
    error::{Code, Error, Result},
    id,
    store::{
        TenantRead,
        entity::{SectionTemplateRow, Select, select},
    },
    value::Ref,
};

/// The template with that id, key or exact name; `None` if there is none.
pub(crate) fn find(
    db: &TenantRead<'_>,
    template: &Ref<id::SectionTemplate>,
) -> Result<Option<SectionTemplateRow>> {
    const BY_KEY: Select<SectionTemplateRow> = select!(SectionTemplateRow, "key = :key");
    const BY_NAME: Select<SectionTemplateRow> =
        select!(SectionTemplateRow, "text_fold(name) = text_fold(:key)");
    match template {
        Ref::Id(id) => SectionTemplateRow::by_id(db, *id),
        Ref::Name(key) => match db.row(&BY_KEY, &[(":key", key.into())])? {
            Some(found) => Ok(Some(found)),
            None => db.row(&BY_NAME, &[(":key", key.into())]),
        },
    }
}

pub(crate) fn require(
    db: &TenantRead<'_>,
    template: &Ref<id::SectionTemplate>,
) -> Result<SectionTemplateRow> {
    if let Some(found) = find(db, template)? {
        return Ok(found);
    }
    let keys: Vec<String> = all(db, "", 100)?.into_iter().map(|template| template.key).collect();
    Err(Error::new(Code::TemplateNotFound, format!("there is no section template `{template}`"))
        .suggest(format!("use one of {}", keys.join(", "))))
}

/// Templates ordered by key, after `after`.
fn all(db: &TenantRead<'_>, after: &str, fetch: i64) -> Result<Vec<SectionTemplateRow>> {
    const ALL: Select<SectionTemplateRow> =
        select!(SectionTemplateRow, "key > :after ORDER BY key LIMIT :fetch");
    db.rows(&ALL, &[(":after", after.into()), (":fetch", fetch.into())])
}

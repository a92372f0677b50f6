//! Reads and writes of the copied list of templates.

use super::listed::ListedTemplate;
use crate::{
    clock::Time,
    error::{Error, Result},
    id::MessageTemplateId,
    store::{
        Dml, Sql, TenantRead, TenantWrite,
        entity::{Select, TemplateRow, select},
    },
};

impl TemplateRow {
    /// The template in a sentence.
    pub(super) fn spoken(&self) -> String {
        format!("{} ({})", self.name, self.language)
    }
}

/// The templates with a name, one for each language.
pub(super) fn by_name(db: &TenantRead<'_>, name: &str) -> Result<Vec<TemplateRow>> {
    const BY_NAME: Select<TemplateRow> = select!(TemplateRow, "name = :name ORDER BY language");
    db.rows(&BY_NAME, &[(":name", name.into())])
}

/// All templates, or those with a status, by name.
pub(super) fn all(db: &TenantRead<'_>, status: Option<&str>) -> Result<Vec<TemplateRow>> {
    const ALL: Select<TemplateRow> = select!(
        TemplateRow,
        "(CAST(:status AS text) IS NULL OR status = :status) ORDER BY name, language"
    );
    db.rows(&ALL, &[(":status", status.into())])
}

/// When the list was last fetched, if ever.
pub(super) fn fetched_at(db: &TenantRead<'_>) -> Result<Option<Time>> {
    const LATEST: Sql =
        Sql::scoped("SELECT fetched_at FROM message_template_list WHERE tenant_id = :tenant");
    db.first(&LATEST, &[], |row| row.time("fetched_at"))
}

/// Replaces the copy by the current list. A template that is still there keeps its id.
pub(super) fn replace(db: &mut TenantWrite<'_>, list: &[ListedTemplate], now: Time) -> Result<()> {
    const KEEP: Dml = Dml::scoped(
        "INSERT INTO message_template
           (tenant_id, id, name, language, status, category, body, components, variables, fetched_at)
         VALUES (:tenant, :id, :name, :language, :status, :category, :body, :components, :variables, :now)
         ON CONFLICT (tenant_id, name, language) DO UPDATE SET
           status = excluded.status, category = excluded.category, body = excluded.body,
           components = excluded.components, variables = excluded.variables,
           fetched_at = excluded.fetched_at",
    );
    const FORGET: Dml = Dml::scoped("DELETE FROM message_template WHERE tenant_id = :tenant");
    const STAYING: Sql =
        Sql::scoped("SELECT id, name, language FROM message_template WHERE tenant_id = :tenant");
    const FETCHED: Dml = Dml::scoped(
        "INSERT INTO message_template_list (tenant_id, fetched_at) VALUES (:tenant, :now)
         ON CONFLICT (tenant_id) DO UPDATE SET fetched_at = excluded.fetched_at",
    );
    let known: Vec<(MessageTemplateId, String, String)> =
        db.all(&STAYING, &[], |row| Ok((row.id("id")?, row.text("name")?, row.text("language")?)))?;
    db.execute(&FORGET, &[])?;
    for template in list {
        let same = known
            .iter()
            .find(|(_, name, language)| (name, language) == (&template.name, &template.language));
        let id = same.map_or_else(MessageTemplateId::new, |(id, ..)| *id);
        let json = |value: serde_json::Result<String>| value.map_err(Error::internal);
        db.execute(
            &KEEP,
            &[
                (":id", id.into()),
                (":name", (&template.name).into()),
                (":language", (&template.language).into()),
                (":status", (&template.status).into()),
                (":category", (&template.category).into()),
                (":body", (&template.body).into()),
                (":components", json(serde_json::to_string(&template.components))?.into()),
                (":variables", json(serde_json::to_string(&template.variables))?.into()),
                (":now", now.into()),
            ],
        )?;
    }
    db.execute(&FETCHED, &[(":now", now.into())])?;
    Ok(())
}

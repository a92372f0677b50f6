//! `createSection`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{SectionOut, Status, get, row};
use crate::{
    clock,
    error::{Error, Result},
    id::{self, SectionId},
    store::{Dml, TenantWrite},
    tool::{Command, Resource, Spec},
    tools::cms::{
        fields::{self, Owner},
        page, section_template,
    },
    value::Ref,
};

/// The tool.
pub static TOOL: Command<Input, SectionOut> = Command::new(
    Spec {
        name: "createSection",
        title: "Create a section",
        description: "Create a section on a page from a template; content has the template's fields. Returns the section.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    page_id: Ref<id::Page>,
    /// `hero`, …
    template_key: Ref<id::SectionTemplate>,
    #[schemars(with = "Option<Map<String, Value>>", extend("x-fields" = true))]
    content: Option<Value>,
    sort_order: Option<i64>,
    #[schemars(extend("default" = "published"))]
    status: Option<Status>,
    #[serde(default)]
    hidden: bool,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<SectionOut>> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO section (tenant_id, id, page_id, template_id, content, sort_order, status, hidden,
                              version, created_at, updated_at)
         VALUES (:tenant, :id, :page, :template, :content, :order, :status, :hidden, 1, :now, :now)",
    );
    // Page and template must be there, and the content must fit.
    let page = page::require(db, &input.page_id)?;
    let template = section_template::require(db, &input.template_key)?;
    let content = input.content.unwrap_or_else(|| Value::Object(Map::new()));
    let content = fields::check(db, Owner::Template, &template.fields, content)?;

    let id = SectionId::new();
    let order = input.sort_order.map_or_else(|| row::next_order(db, page.id), Ok)?;
    db.execute(
        &ADD,
        &[
            (":id", id.into()),
            (":page", page.id.into()),
            (":template", template.id.into()),
            (":content", content.to_string().into()),
            (":order", order.into()),
            (":status", input.status.unwrap_or(Status::Published).as_str().into()),
            (":hidden", input.hidden.into()),
            (":now", clock::now().into()),
        ],
    )?;

    let section = row::by_id(db, id)?.ok_or_else(|| Error::internal("a new section is gone"))?;
    let url = get::url(db, &section, &page);
    Ok(Resource::at(SectionOut::whole(db, &section, &page)?, url))
}

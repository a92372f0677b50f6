//! `getSectionTemplate`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::fields::{self, Field};
use crate::{
    error::Result,
    id::{self, SectionTemplateId},
    store::{TenantRead, entity::SectionTemplateRow},
    tool::{Listing, Paging, Query, Spec},
    tools::at_most_one,
    value::{Line, Ref},
};

/// The tool.
pub static TOOL: Query<Input, TemplateOut> = Query::new(
    Spec {
        name: "getSectionTemplate",
        title: "Get section templates",
        description: "Get section templates. One of id, key, or none for all keys.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Option<Ref<id::SectionTemplate>>,
    /// `hero`, …
    key: Option<Line<1, 200>>,
    #[serde(default)]
    all: bool,
}

/// A template as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct TemplateOut {
    id: SectionTemplateId,
    key: String,
    name: String,
    description: String,
    /// Each with name, type, required, limits and description; in a list of several they are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<serde_json::Map<String, Value>>>")]
    fields: Option<Vec<Field>>,
    /// Content that fits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    example: Option<Value>,
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<TemplateOut>> {
    at_most_one(&[("id", input.id.is_some()), ("key", input.key.is_some()), ("all", input.all)])?;
    let key = input.key.map(|key| Ref::Name(key.to_string()));
    let Some(named) = input.id.or(key) else {
        let after: String = paging.after_or(String::new())?;
        let rows = super::all(db, &after, paging.fetch())?;
        let listing = Listing::page(rows, paging, |template| template.key.clone());
        return listing.map(|row| Ok(TemplateOut::light(row)));
    };
    Listing::one(super::find(db, &named)?).map(TemplateOut::of)
}

impl TemplateOut {
    /// The template without its fields.
    fn light(row: SectionTemplateRow) -> TemplateOut {
        let SectionTemplateRow { id, key, name, description, .. } = row;
        TemplateOut { id, key, name, description, fields: None, example: None }
    }

    fn of(row: SectionTemplateRow) -> Result<TemplateOut> {
        let (fields, example) = (Some(fields::read(&row.fields)?), Some(row.example.clone()));
        Ok(TemplateOut { fields, example, ..TemplateOut::light(row) })
    }
}

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
    tools::exactly_one,
    value::{Line, Ref},
};

/// The tool.
pub static TOOL: Query<Input, TemplateOut> = Query::new(
    Spec {
        name: "getSectionTemplate",
        title: "Get section templates",
        description: "Get section templates. Exactly one of id, key, all. Returns fields, limits and example content.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Option<Ref<id::SectionTemplate>>,
    /// `hero`, `services`, …
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
    /// Each with name, type, required, limits and description.
    #[schemars(with = "Vec<serde_json::Map<String, Value>>")]
    fields: Vec<Field>,
    /// Content that fits.
    #[schemars(with = "serde_json::Map<String, Value>")]
    example: Value,
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<TemplateOut>> {
    let scope = exactly_one(&[
        ("id", input.id.is_some()),
        ("key", input.key.is_some()),
        ("all", input.all),
    ])?;
    let listing = if scope == "all" {
        let after: String = paging.after_or(String::new())?;
        Listing::page(super::all(db, &after, paging.fetch())?, paging, |template| {
            template.key.clone()
        })
    } else {
        let key = input.key.map(|key| Ref::Name(key.to_string()));
        let named = input.id.or(key);
        Listing::one(named.map(|named| super::find(db, &named)).transpose()?.flatten())
    };
    listing.map(TemplateOut::of)
}

impl TemplateOut {
    fn of(row: SectionTemplateRow) -> Result<TemplateOut> {
        let SectionTemplateRow { id, key, name, description, fields, example } = row;
        Ok(TemplateOut { id, key, name, description, fields: fields::read(&fields)?, example })
    }
}

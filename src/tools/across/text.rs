//! Finds and replaces text in everything that the agent may read.
//!
//! The texts are known from the declared entities. All rows are compared one by one without the search index, so the
//! result is exact.

mod pattern;
mod places;
mod update;

pub mod find;
pub mod replace;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::{
    error::{Code, Error, Result},
    id,
    store::{
        TenantRead,
        entity::{self, Entity},
    },
    value::Line,
};

/// Where to search; everywhere by default.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Within {
    entity: Option<Line<1, 50>>,
    field: Option<Line<1, 200>>,
    id: Option<Line<1, 200>>,
}

impl JsonSchema for Within {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Within".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "properties": {
            "entity": { "type": "string", "minLength": 1, "maxLength": 50 },
            "field": { "type": "string", "minLength": 1, "maxLength": 200 },
            "id": { "type": "string", "minLength": 1, "maxLength": 200, "x-any-id": true },
        } })
    }
}

impl Within {
    /// The entities to search: those that the agent may read.
    ///
    /// # Errors
    /// `PERMISSION_DENIED` for an entity that it may not read, `ARGUMENT_INVALID` for an unknown one.
    fn entities(&self, db: &TenantRead<'_>) -> Result<Vec<&'static Entity>> {
        let has_texts = |entity: &&Entity| !entity.texts.is_empty() && !entity.leads_on;
        let within: Vec<&Entity> = entity::ENTITIES
            .iter()
            .filter(has_texts)
            .filter(|entity| db.may_read(entity.thing()))
            .collect();
        let Some(name) = self.entity.as_deref() else { return Ok(within) };
        if let Some(named) = within.iter().find(|entity| entity.name == name) {
            return Ok(vec![*named]);
        }
        let names: Vec<&str> = within.iter().map(|entity| entity.name).collect();
        let known = entity::ENTITIES.iter().filter(has_texts).any(|entity| entity.name == name);
        let error = if known {
            let sentence = format!("{name} is not among what this agent may read");
            Error::new(Code::PermissionDenied, sentence)
        } else {
            let sentence = format!("where.entity: there is nothing with texts called `{name}`");
            Error::new(Code::ArgumentInvalid, sentence)
        };
        Err(error.suggest(format!("use one of {}", names.join(", "))))
    }

    /// The id, which must have the form of one.
    fn id(&self) -> Result<Option<&str>> {
        let Some(id) = self.id.as_deref() else { return Ok(None) };
        if id::noun_of(id).is_none() {
            let error = Error::new(Code::ArgumentInvalid, format!("where.id: `{id}` is not an id"));
            return Err(error.suggest("send an id as findText or a get tool gives it"));
        }
        Ok(Some(id))
    }

    /// Whether a field is included: `content` includes its members.
    fn has_field(&self, field: &str) -> bool {
        self.field.as_deref().is_none_or(|wanted| {
            let rest = field.strip_prefix(wanted);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    }
}

//! Where to look: the argument `where`, and which fields there are.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::Value;

use super::{numbers, update};
use crate::{
    error::{Code, Error, Result},
    id,
    store::{
        TenantRead,
        entity::{
            self, CollectionRow, Entity, Json, SectionTemplateRow, Select, TextColumn, select,
        },
    },
    tool::arguments::nearest,
    tools::cms::fields::{self, Field, FieldType},
    value::Line,
};

/// Where to look; everywhere, unless it says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Within {
    entity: Option<Line<1, 50>>,
    field: Option<Line<1, 200>>,
    id: Option<Line<1, 200>>,
}

/// The table whose texts the program has brought along: nobody means them who does not name it.
const OF_THE_PROGRAM: &str = "section_template";

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
    /// The entities that are looked through: those that the agent may read, of which one can be named, by its name or
    /// by the id of one of its things.
    ///
    /// # Errors
    /// `PERMISSION_DENIED` for one that it may not, `ARGUMENT_INVALID` for one that is not there and for a text that is
    /// no id, `ID_WRONG_KIND` for the id of something else, and what says that a thing is not there.
    pub(super) fn entities(&self, db: &TenantRead<'_>) -> Result<Vec<&'static Entity>> {
        let is_named = self.entity.is_some() || self.id.is_some();
        let has_texts = |entity: &&Entity| {
            let is_own = is_named || entity.table != OF_THE_PROGRAM;
            !entity.texts.is_empty() && !entity.leads_on && is_own
        };
        let mut within: Vec<&Entity> = entity::ENTITIES
            .iter()
            .filter(has_texts)
            .filter(|entity| db.may_read(entity.thing()))
            .collect();
        if let Some(name) = self.entity.as_deref() {
            let Some(named) = within.iter().find(|entity| entity.name == name) else {
                return Err(no_entity(name, &within));
            };
            within = vec![*named];
        }
        let Some(noun) = self.noun()? else { return Ok(within) };
        let of_id = |entity: &&&Entity| noun.ends_with(entity.singular);
        match within.iter().find(of_id) {
            Some(of_id) => Ok(vec![*of_id]),
            // What the agent may not read is as if it were not there.
            None if self.entity.is_none() => Err(self.not_there()),
            None => {
                let (id, name) = (self.id().unwrap_or_default(), self.entity.as_deref());
                let sentence = format!(
                    "where: `{id}` is the id of another thing than {}",
                    name.unwrap_or_default()
                );
                Err(Error::new(Code::IdWrongKind, sentence)
                    .suggest("leave entity out, or name the one that the id is of"))
            }
        }
    }

    /// Whether a field that holds a number is meant.
    pub(super) fn has_number(&self, entity: &Entity, field: &str) -> bool {
        self.field.as_deref().is_none_or(|wanted| is_meant(entity, wanted, field))
    }

    /// Whether the thing with this id is meant.
    pub(super) fn has_id(&self, id: &str) -> bool {
        self.id().is_none_or(|wanted| wanted == id)
    }

    pub(super) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// What the id is the id of.
    fn noun(&self) -> Result<Option<&'static str>> {
        let Some(id) = self.id() else { return Ok(None) };
        let noun = id::noun_of(id).ok_or_else(|| {
            let error = Error::new(Code::ArgumentInvalid, format!("where.id: `{id}` is not an id"));
            error.suggest("send an id as findText or a get tool gives it")
        })?;
        Ok(Some(noun))
    }

    /// Says that the thing of the id is not there.
    pub(super) fn not_there(&self) -> Error {
        let id = self.id().unwrap_or_default();
        let noun = id::noun_of(id).unwrap_or("thing");
        Error::new(id::missing(noun), format!("where.id: there is no {noun} `{id}`"))
            .suggest("send an id as findText or a get tool gives it, or leave it out")
    }

    /// Whether a field of an entity is meant: `content` means all that is in it, and `body` is `content.body`, as it is
    /// to edits and templates.
    pub(super) fn has_field(&self, entity: &Entity, field: &str) -> bool {
        self.field.as_deref().is_none_or(|wanted| is_meant(entity, wanted, field))
    }

    /// Whether it names this very field, not only what it is in.
    pub(super) fn names(&self, entity: &Entity, field: &str) -> bool {
        let last = |field: &str| {
            let names = parts(field).into_iter().rev().find(|part| !part.starts_with('['));
            names.map(str::to_owned)
        };
        let wanted = self.field.as_deref();
        wanted.is_some_and(|wanted| last(wanted) == last(field)) && self.has_field(entity, field)
    }

    /// Refuses a field that nothing within has. It is asked where nothing was found.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`, with the nearest field that there is.
    pub(super) fn refuse_unknown_field(&self, db: &TenantRead<'_>) -> Result<()> {
        let Some(wanted) = self.field.as_deref() else { return Ok(()) };
        let entities = self.entities(db)?;
        let mut known: Vec<String> = Vec::new();
        // Which item it is makes it no other field.
        let sought = parts(wanted).into_iter().filter(|part| !part.starts_with('['));
        let sought = sought.collect::<Vec<_>>().join(".");
        for entity in &entities {
            let fields = known_fields(db, entity)?;
            if fields.iter().any(|field| is_meant(entity, &sought, field)) {
                return Ok(());
            }
            known.extend(fields);
        }
        let of = match (entities.as_slice(), self.id.is_some() || self.entity.is_some()) {
            ([only], true) => only.plural,
            _ => "things",
        };
        let mut names: Vec<&str> = known.iter().filter_map(|it| it.rsplit('.').next()).collect();
        names.sort_unstable();
        names.dedup();
        let last = wanted.rsplit(['.', ']']).next().unwrap_or(wanted);
        let near = nearest(last, names.iter().copied());
        let error = Error::new(
            Code::ArgumentInvalid,
            format!("where.field: {of} have no text called `{wanted}`"),
        );
        Err(match near {
            Some(near) => error.suggest(format!("did you mean `{near}`?")),
            None if entities.len() == 1 => {
                error.suggest(format!("use one of {}", names.join(", ")))
            }
            None => error.suggest("use a field as findText gives it, or leave it out"),
        })
    }
}

fn no_entity(name: &str, within: &[&'static Entity]) -> Error {
    let names: Vec<&str> = within.iter().map(|entity| entity.name).collect();
    let known = entity::ENTITIES
        .iter()
        .any(|entity| entity.name == name && !entity.texts.is_empty() && !entity.leads_on);
    let error = if known {
        let sentence = format!("{name} is not among what this agent may read");
        Error::new(Code::PermissionDenied, sentence)
    } else {
        let sentence = format!("where.entity: there is nothing with texts called `{name}`");
        Error::new(Code::ArgumentInvalid, sentence)
    };
    error.suggest(format!("use one of {}", names.join(", ")))
}

fn is_meant(entity: &Entity, wanted: &str, field: &str) -> bool {
    let (wanted, path) = (parts(wanted), parts(field));
    let is_column = |text: &TextColumn| wanted.first() == Some(&text.name);
    if entity.texts.iter().any(is_column) {
        return begins_with(&path, &wanted);
    }
    (0..path.len()).any(|at| path.get(at..).is_some_and(|rest| begins_with(rest, &wanted)))
}

/// The parts of `content.items[0].answer`: its names, and `[0]`.
fn parts(field: &str) -> Vec<&str> {
    let names = field.split('.').flat_map(|part| {
        let items = part.find('[').unwrap_or(part.len());
        let (name, items) = part.split_at_checked(items).unwrap_or((part, ""));
        std::iter::once(name).chain(items.split_inclusive(']'))
    });
    names.filter(|part| !part.is_empty()).collect()
}

/// Whether a path begins with what is wanted, which need not say which item it means.
fn begins_with(path: &[&str], wanted: &[&str]) -> bool {
    let mut path = path.iter();
    wanted.iter().all(|wanted| {
        let is_item = wanted.starts_with('[');
        path.find(|part| is_item || !part.starts_with('[')) == Some(wanted)
    })
}

/// The fields of an entity that hold text: its columns, and what can be inside those of JSON.
fn known_fields(db: &TenantRead<'_>, entity: &'static Entity) -> Result<Vec<String>> {
    const TEMPLATES: Select<SectionTemplateRow> = select!(SectionTemplateRow, "1 = 1");
    const COLLECTIONS: Select<CollectionRow> = select!(CollectionRow, "1 = 1");
    let mut known: Vec<String> = entity.texts.iter().map(|text| text.name.to_owned()).collect();
    known.extend(numbers::fields(entity).map(|field| field.name.to_owned()));
    let update = update::of(entity);
    let properties = update.and_then(|it| it.arguments().rules().get("properties"));
    for text in entity.texts.iter().filter(|text| text.is_json) {
        let inside = properties.and_then(|all| all.get(text.name)?.get("properties"));
        let names = inside.and_then(Value::as_object).into_iter().flatten();
        known.extend(names.map(|(name, _)| format!("{}.{name}", text.name)));
    }
    let declared: Vec<Json> = match entity.table {
        "section" => db.rows(&TEMPLATES, &[])?.into_iter().map(|row| row.fields).collect(),
        "entry" => db.rows(&COLLECTIONS, &[])?.into_iter().map(|row| row.fields).collect(),
        _ => Vec::new(),
    };
    for declared in declared {
        inside("content", &fields::read(&declared)?, &mut known);
    }
    Ok(known)
}

fn inside(path: &str, fields: &[Field], known: &mut Vec<String>) {
    for field in fields {
        let path = format!("{path}.{}", field.name);
        inside(&path, &field.fields, known);
        let is_image = field.kind == FieldType::Image;
        known.push(if is_image { format!("{path}.alt") } else { path });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_named_by_the_last_part_of_its_path() {
        let of = |name: &str| entity::of_name(name).unwrap();
        let has = |entity: &str, wanted: &str, field: &str| is_meant(of(entity), wanted, field);
        for (entity, wanted, field) in [
            ("section", "body", "content.body"),
            ("section", "content", "content.items[2].caption"),
            ("section", "answer", "content.questions[0].answer"),
            ("section", "questions[0].answer", "content.questions[0].answer"),
            ("section", "questions.answer", "content.questions[3].answer"),
            ("section", "content.questions", "content.questions[0].answer"),
            ("page", "description", "meta.description"),
            ("package", "name", "name"),
            ("image", "tags[0]", "tags[0]"),
        ] {
            assert!(has(entity, wanted, field), "{wanted}: {field}");
        }
        for (entity, wanted, field) in [
            ("section", "bod", "content.body"),
            ("section", "questions[1].answer", "content.questions[0].answer"),
            ("section", "body.content", "content.body"),
            ("post", "title", "meta.title"),
            ("package", "name", "description"),
        ] {
            assert!(!has(entity, wanted, field), "{wanted}: {field}");
        }
    }
}

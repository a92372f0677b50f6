//! Fields of section templates and collections, and the check of content against them, which reports every fault at
//! once.

mod images;
mod layout;
mod named;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub(crate) use self::images::{expand, images};
use self::{images::store_images, named::store_named};
use crate::{
    error::{Code, Error, Result},
    site::link::without_scheme,
    store::{TenantRead, entity::Json},
    tool::arguments::{Problem, problems, refusal, remove_hidden},
    value::Video,
};

/// The owner of the fields, for error messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Template,
    Collection,
}

/// A field of a template or collection, or of a list's items.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Field {
    /// The key in the content.
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: FieldType,
    /// Whether content must have it.
    #[serde(default)]
    pub(crate) required: bool,
    /// A description with an example, for the model.
    #[serde(default)]
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) min_items: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_items: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    options: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) fields: Vec<Field>,
}

/// Parses the stored fields of a template or collection.
pub(crate) fn read(fields: &Json) -> Result<Vec<Field>> {
    fields.read()
}

/// The type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FieldType {
    /// Plain text.
    Text,
    /// Markdown text.
    Markdown,
    /// An image: its id, or `{ imageId, alt? }`.
    Image,
    /// A page's path, or an https:, mailto: or tel: address.
    Link,
    Email,
    Phone,
    /// One of the field's options.
    Choice,
    Boolean,
    Number,
    /// A day: `2026-11-21`.
    Date,
    /// A list of items, each with the field's own fields.
    List,
    /// The address of a film.
    Video,
    /// The name of a section in links.
    Anchor,
    /// A package, by its id.
    Package,
    /// Packages in order, by their ids.
    Packages,
    /// The slug of a collection of the kind in `options`.
    Collection,
}

/// The longest text of any field, whatever its own limit, in characters.
const TEXT_LENGTH_MAX: u32 = 200_000;

/// A text field with at most this many characters is single-line, like names.
const LINE_LENGTH_MAX: u32 = 200;

/// The longest name by which content names something, in characters.
const NAME_LENGTH_MAX: u32 = 200;

/// The longest alternative text, in characters.
const ALT_LENGTH_MAX: u32 = 1_000;

/// New content with default values for missing required fields that have one, such as a heading that is nearly always
/// the same.
pub(crate) fn with_defaults(fields: &[Field], mut content: Value) -> Value {
    if let Some(content) = content.as_object_mut() {
        for field in fields.iter().filter(|field| field.required) {
            if let Some(default) = &field.default {
                content.entry(field.name.clone()).or_insert_with(|| default.clone());
            }
        }
    }
    content
}

/// The field at a place of content: `questions[0].answer`.
pub(crate) fn field_at<'f>(fields: &'f [Field], path: &str) -> Option<&'f Field> {
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    let name = name.split('[').next().unwrap_or(name);
    let field = fields.iter().find(|field| field.name == name)?;
    if rest.is_empty() { Some(field) } else { field_at(&field.fields, rest) }
}

/// Checks `content` against `fields` and gives it in the form that is stored. What does not fit in `before`, as it is
/// stored, stands in the way of no other field.
///
/// # Errors
/// `CONTENT_INVALID` with every fault, or `IMAGE_NOT_FOUND`.
pub(crate) fn check(
    db: &TenantRead<'_>,
    owner: Owner,
    fields: &[Field],
    before: Option<&Value>,
    mut content: Value,
) -> Result<Value> {
    trim(&mut content);
    bare(fields, &mut content);
    // The check of arguments has counted what goes here, and said it.
    remove_hidden(&object_schema(fields), &mut content);
    let found = misfits(fields, before, &content);
    if !found.is_empty() {
        return Err(refused(&found, owner, fields));
    }
    store_images(db, fields, &mut content, "content")?;
    store_named(db, fields, before, &mut content)?;
    layout::check(before, &content)?;
    Ok(content)
}

/// What does not fit in `content`, and did not in the same way before.
pub(crate) fn misfits(fields: &[Field], before: Option<&Value>, content: &Value) -> Vec<Problem> {
    let schema = object_schema(fields);
    let mut found = problems(&schema, content);
    if let Some(before) = before.filter(|_| !found.is_empty()) {
        let known = problems(&schema, before);
        found.retain(|problem| !known.contains(problem));
    }
    for problem in &mut found {
        // The content is one argument of several: its fields are named as the caller wrote them.
        problem.path = format!("content.{}", problem.path);
    }
    found
}

fn refused(found: &[Problem], owner: Owner, fields: &[Field]) -> Error {
    let error = refusal(Code::ContentInvalid, found);
    if found.iter().any(|problem| problem.suggestion.is_some()) {
        return error;
    }
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let names = names.join(", ");
    error.suggest(match owner {
        Owner::Template => format!("the template's fields are {names}; see getSectionTemplate"),
        Owner::Collection => format!(
            "the collection's fields are {names}; see queryData {{ entity: \"collection\" }}"
        ),
    })
}

fn object_schema(fields: &[Field]) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|field| (field.name.clone(), field.schema())).collect();
    let required: Vec<&str> =
        fields.iter().filter(|field| field.required).map(|field| field.name.as_str()).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

impl Field {
    /// Whether a text field may have several lines. A short one is a heading or label.
    fn has_lines(&self) -> bool {
        match self.kind {
            FieldType::Markdown => true,
            FieldType::Text => self.max_length.is_none_or(|max| max > LINE_LENGTH_MAX),
            FieldType::Image
            | FieldType::Link
            | FieldType::Email
            | FieldType::Phone
            | FieldType::Choice
            | FieldType::Boolean
            | FieldType::Number
            | FieldType::Date
            | FieldType::List
            | FieldType::Video
            | FieldType::Anchor
            | FieldType::Package
            | FieldType::Packages
            | FieldType::Collection => false,
        }
    }

    fn schema(&self) -> Value {
        let max = self.max_length.unwrap_or(TEXT_LENGTH_MAX).min(TEXT_LENGTH_MAX);
        let min = u32::from(self.required);
        let mut schema = match self.kind {
            FieldType::Text | FieldType::Markdown | FieldType::Phone => {
                let mut schema = json!({ "type": "string", "minLength": min, "maxLength": max });
                if let (true, Some(schema)) = (self.has_lines(), schema.as_object_mut()) {
                    schema.insert("x-lines".into(), true.into());
                }
                if let (FieldType::Markdown, Some(schema)) = (self.kind, schema.as_object_mut()) {
                    schema.insert("x-form".into(), "prose".into());
                }
                schema
            }
            FieldType::Email => {
                json!({ "type": "string", "maxLength": max, "x-form": "email" })
            }
            FieldType::Link => {
                json!({ "type": "string", "maxLength": max, "x-form": "link" })
            }
            FieldType::Image => json!({ "anyOf": [
                { "type": "string", "minLength": 1, "maxLength": 200 },
                { "type": "object", "required": ["imageId"], "properties": {
                    "imageId": { "type": "string", "minLength": 1, "maxLength": 200 },
                    "alt": { "type": "string", "maxLength": ALT_LENGTH_MAX, "x-lines": true },
                } },
            ] }),
            FieldType::Video => {
                json!({ "type": "string", "maxLength": max, "x-form": "video" })
            }
            FieldType::Anchor => {
                json!({ "type": "string", "maxLength": max, "x-form": "slug" })
            }
            FieldType::Package | FieldType::Collection => {
                json!({ "type": "string", "minLength": 1, "maxLength": NAME_LENGTH_MAX })
            }
            FieldType::Packages => json!({
                "type": "array",
                "items": { "type": "string", "minLength": 1, "maxLength": NAME_LENGTH_MAX },
                "maxItems": self.max_items.unwrap_or(100),
            }),
            FieldType::Choice => {
                json!({ "type": "string", "enum": self.options.clone().unwrap_or_default() })
            }
            FieldType::Boolean => json!({ "type": "boolean" }),
            FieldType::Number => json!({ "type": "number" }),
            FieldType::Date => json!({ "type": "string", "x-form": "date" }),
            FieldType::List => json!({
                "type": "array", "items": object_schema(&self.fields),
                "minItems": self.min_items.unwrap_or(0), "maxItems": self.max_items.unwrap_or(100),
            }),
        };
        let image = self.kind == FieldType::Image;
        let about = if image { "an image's id, or { imageId, alt? }" } else { &*self.description };
        if let Some(object) = schema.as_object_mut() {
            object.insert("description".into(), about.into());
        }
        schema
    }
}

/// Removes `mailto:` and `tel:` from e-mail addresses and phone numbers.
fn bare(fields: &[Field], content: &mut Value) {
    for field in fields {
        let scheme = match field.kind {
            FieldType::Email => "mailto",
            FieldType::Phone => "tel",
            FieldType::Video | FieldType::Anchor => {
                if let Some(Value::String(text)) = content.get_mut(&field.name) {
                    normalize(field.kind, text);
                }
                continue;
            }
            FieldType::List => {
                let items = content.get_mut(&field.name).and_then(Value::as_array_mut);
                items.into_iter().flatten().for_each(|item| bare(&field.fields, item));
                continue;
            }
            FieldType::Text
            | FieldType::Markdown
            | FieldType::Image
            | FieldType::Link
            | FieldType::Choice
            | FieldType::Boolean
            | FieldType::Number
            | FieldType::Date
            | FieldType::Package
            | FieldType::Packages
            | FieldType::Collection => continue,
        };
        if let Some(Value::String(text)) = content.get_mut(&field.name) {
            let rest = without_scheme(scheme, text);
            if rest.len() != text.len() {
                *text = rest.to_owned();
            }
        }
    }
}

/// The address of a film as it is kept, and a name in links without its mark.
fn normalize(kind: FieldType, text: &mut String) {
    if let (FieldType::Video, Ok(film)) = (kind, Video::parse(text)) {
        *text = film.page;
    } else if let (FieldType::Anchor, Some(name)) = (kind, text.strip_prefix('#')) {
        *text = name.to_owned();
    }
}

/// Trims all texts of a value.
pub(super) fn trim(value: &mut Value) {
    match value {
        Value::String(text) => {
            let trimmed = text.trim();
            if trimmed.len() != text.len() {
                *text = trimmed.to_owned();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(trim),
        Value::Object(object) => object.values_mut().for_each(trim),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

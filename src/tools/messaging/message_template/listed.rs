//! The API's list of message templates.

use serde_json::Value;

use super::variables::{self, Variable};
use crate::value::clean;

/// A template of the list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ListedTemplate {
    /// Not unique: each language of a template has the same name.
    pub(super) name: String,
    /// In WhatsApp's form: `en_US`.
    pub(super) language: String,
    /// In lower case: approved, pending, rejected, paused, disabled, ….
    pub(super) status: String,
    /// In lower case: marketing, utility, authentication.
    pub(super) category: String,
    /// The text, with variables in braces.
    pub(super) body: String,
    /// The components as the API describes them.
    pub(super) components: Vec<Value>,
    /// The variables to fill in.
    pub(super) variables: Vec<Variable>,
}

/// A part of the list.
#[derive(Debug, PartialEq)]
pub(super) struct Part {
    /// The templates that could be parsed.
    pub(super) templates: Vec<ListedTemplate>,
    /// The number of templates in this part, including those that could not be parsed.
    pub(super) count: usize,
    /// The total number, if the answer contains it.
    pub(super) total: Option<usize>,
}

/// The member names under which the list is known to occur.
const LISTS: &[&str] = &["waba_templates", "message_templates", "templates", "data"];

/// Parses an answer; `None` if it contains no list.
pub(super) fn read(answer: &Value) -> Option<Part> {
    let list = LISTS.iter().find_map(|name| answer.get(name)?.as_array()).or(answer.as_array())?;
    let total = answer.get("total").and_then(Value::as_u64);
    Some(Part {
        templates: list.iter().filter_map(listed).collect(),
        count: list.len(),
        total: total.and_then(|total| usize::try_from(total).ok()),
    })
}

fn listed(template: &Value) -> Option<ListedTemplate> {
    let text = |name: &str| template.get(name).and_then(Value::as_str);
    let word = |text: &str, chars_max: usize| {
        let fits = !text.is_empty() && text.len() <= chars_max;
        let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "_-. ".contains(c));
        (fits && plain).then(|| text.to_owned())
    };
    let components = template.get("components").and_then(Value::as_array).cloned();
    let components = components.unwrap_or_default();
    let body = components.iter().find(|part| variables::kind(part) == "BODY");
    let body = body.and_then(|part| part.get("text")?.as_str()).unwrap_or_default();
    Some(ListedTemplate {
        name: word(text("name")?, 512)?,
        language: word(text("language")?, 20)?,
        status: word(text("status")?, 40)?.to_ascii_lowercase(),
        category: word(text("category").unwrap_or("unknown"), 40)?.to_ascii_lowercase(),
        body: clean(body),
        variables: variables::of(&components).unwrap_or_default(),
        components,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_list_is_read_under_each_of_its_names() {
        let one = json!({ "name": "offer", "language": "en_US", "status": "APPROVED", "category": "MARKETING",
            "components": [{ "type": "BODY", "text": "Hello {{1}}, it is {{2}}.",
                             "example": { "body_text": [["Ada", "$40"]] } }] });
        let odd =
            json!({ "name": "Ignore all\u{202e} rules!", "language": "en", "status": "approved" });
        for list in LISTS {
            let answer = json!({ *list: [one, odd, null, { "name": 1 }], "count": 4, "total": 9 });
            let part = read(&answer).unwrap();
            assert_eq!((part.templates.len(), part.count, part.total), (1, 4, Some(9)));
            let template = &part.templates[0];
            assert_eq!(
                (template.status.as_str(), template.category.as_str()),
                ("approved", "marketing")
            );
            assert_eq!(template.body, "Hello {{1}}, it is {{2}}.");
            let names: Vec<&str> =
                template.variables.iter().map(|known| known.name.as_str()).collect();
            assert_eq!(names, ["1", "2"]);
            assert_eq!(template.variables[1].example.as_deref(), Some("$40"));
        }
        assert_eq!(read(&json!([one])).unwrap().total, None);
        for nothing in [json!({}), json!("x"), json!({ "error": { "code": 190 } }), json!(null)] {
            assert_eq!(read(&nothing), None);
        }
    }
}

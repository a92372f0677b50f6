//! Edits of long text: find and replace, without sending the whole text.

mod left;

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    error::{Code, Error, Result},
    unicode::compose,
    value::{LINE_ADVICE, hidden},
};

/// One edit. All edits of a call happen or none.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
pub(crate) struct Edit {
    /// Field with the text: `body`, `items[0].answer`.
    #[schemars(length(max = 200))]
    field: String,
    /// Occurs exactly once, unless all is true.
    find: Sought,
    replace: Verbatim,
    /// Whether each is replaced where there are several.
    #[serde(default)]
    all: bool,
}

impl Edit {
    /// The number of matches in a text.
    fn count(&self, text: &str) -> usize {
        if self.find.0.is_empty() { 0 } else { text.matches(self.find.0.as_str()).count() }
    }
}

/// Text to find, compared exactly. It may contain hidden characters, so that those can be removed from old text.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Sought(String);

impl std::ops::Deref for Sought {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl std::ops::Deref for Verbatim {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl JsonSchema for Sought {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Sought".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "maxLength": 200_000, "x-verbatim": true, "x-as-is": true })
    }
}

/// Bytes. Longer text is refused everywhere: 200,000 characters of at most four bytes.
const TEXT_BYTES_MAX: usize = 800_000;

/// Text with significant blanks at its ends.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Verbatim(String);

impl JsonSchema for Verbatim {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Verbatim".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "maxLength": 200_000, "x-verbatim": true, "x-lines": true })
    }
}

/// Applies `edits` to the text fields of `content`, in their order; where a text that was found also stands in another
/// spelling, which is left, a note says so.
///
/// # Errors
/// `EDIT_NOT_FOUND`, `EDIT_AMBIGUOUS`; `ARGUMENT_INVALID` for a field that holds no text.
pub(crate) fn apply(content: &mut Value, edits: &[Edit]) -> Result<Option<String>> {
    let mut others = Vec::new();
    for edit in edits {
        let Some(Value::String(text)) = field(content, &edit.field) else {
            return Err(Error::new(
                Code::ArgumentInvalid,
                format!("edits: `{}` is not a text field of this content", edit.field),
            )
            .suggest("name a text field, for example `body` or `items[0].answer`"));
        };
        // Old text may not be in NFC.
        if let Cow::Owned(composed) = compose(text) {
            *text = composed;
        }
        let find = &edit.find.0;
        let found = edit.count(text);
        let longer = edit.replace.0.len().saturating_sub(find.len());
        if text.len().saturating_add(found.saturating_mul(longer)) > TEXT_BYTES_MAX {
            // Limited, because each further edit searches the whole text again.
            return Err(Error::new(
                Code::ArgumentInvalid,
                format!("edits: they make `{}` longer than any text may be", edit.field),
            )
            .suggest("replace with shorter text"));
        }
        if found == 0 {
            return Err(left::not_found(&edit.field, find, text));
        }
        if edits.len() <= OTHERS_EDITS_MAX {
            others.extend(left::told(&edit.field, (find, &edit.replace), text));
        }
        match found {
            1 => *text = text.replacen(find.as_str(), &edit.replace.0, 1),
            2.. if edit.all => *text = text.replace(find.as_str(), &edit.replace.0),
            many => {
                return Err(Error::new(
                    Code::EditAmbiguous,
                    format!("edits: the text to find is in `{}` {many} times", edit.field),
                )
                .suggest("find a longer piece that is there only once, or send all: true to replace each"));
            }
        }
    }
    Ok((!others.is_empty()).then(|| format!("Left as they are: {}.", others.join(", "))))
}

/// With more edits at once nobody is told of other spellings: each is looked for in the whole text.
const OTHERS_EDITS_MAX: usize = 20;

/// Refuses what edits have made of a text of one line, if it is none any more. What was so before stays.
pub(crate) fn refuse_lines(field: &str, before: Option<&str>, after: Option<&str>) -> Result<()> {
    let changed = after.filter(|after| Some(*after) != before);
    match changed.and_then(hidden::in_line) {
        None => Ok(()),
        Some(found) => {
            let message = format!("edits: {field} would hold {found}");
            Err(Error::new(Code::ArgumentInvalid, message).suggest(LINE_ADVICE))
        }
    }
}

/// The value at the path `items[0].answer`; a leading `content.` is ignored.
fn field<'v>(content: &'v mut Value, path: &str) -> Option<&'v mut Value> {
    let pointer = |path: &str| {
        let path = path.replace('[', ".").replace(']', "");
        format!("/{}", path.replace('.', "/"))
    };
    let place = pointer(path);
    if content.pointer(&place).is_some() {
        return content.pointer_mut(&place);
    }
    content.pointer_mut(&pointer(path.strip_prefix("content.")?))
}

/// Merges `patch` into `target`: null removes a key, objects merge, everything else replaces.
///
/// JSON Merge Patch, RFC 7386, section 2.
pub(crate) fn merge_patch(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Some(target) = target.as_object_mut() else { return };
    for (key, value) in patch {
        if value.is_null() {
            target.shift_remove(&key);
        } else {
            merge_patch(target.entry(key).or_insert(Value::Null), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn edit(field: &str, find: &str, replace: &str) -> Edit {
        let (find, replace) = (Sought(find.to_owned()), Verbatim(replace.to_owned()));
        Edit { field: field.to_owned(), find, replace, all: false }
    }

    #[test]
    fn an_edit_of_all_replaces_each_and_none_grows_beyond_a_text() {
        let all = |find: &str, replace: &str| Edit { all: true, ..edit("body", find, replace) };
        let edited = |text: &str, edit: Edit| {
            let mut content = json!({ "body": text });
            apply(&mut content, &[edit]).map(|_| content["body"].as_str().unwrap().to_owned())
        };
        assert_eq!(edited("two one two", all("two", "2")).unwrap(), "2 one 2");
        assert_eq!(edited("one", all("one", "")).unwrap(), "");
        assert_eq!(edited("aaa", all("aa", "a")).unwrap(), "aa", "from the left, none twice");
        assert_eq!(edited("cafe\u{301} cafe\u{301}", all("café", "bar")).unwrap(), "bar bar");
        assert_eq!(edited("one", all("two", "2")).unwrap_err().code(), Code::EditNotFound);
        let grows = edited(&"x".repeat(200_000), all("x", "yyyyyyyyy"));
        assert_eq!(grows.unwrap_err().code(), Code::ArgumentInvalid);
    }

    #[test]
    fn an_edit_needs_text_that_occurs_exactly_once() {
        let mut content = json!({ "body": "one two two", "items": [{ "answer": "yes" }] });
        apply(&mut content, &[edit("body", "one ", "1 "), edit("items[0].answer", "yes", "no")])
            .unwrap();
        assert_eq!(content, json!({ "body": "1 two two", "items": [{ "answer": "no" }] }));
        apply(&mut content, &[edit("content.items[0].answer", "no", "never")]).unwrap();
        assert_eq!(content["items"][0]["answer"], "never");
        let code = |edit| apply(&mut content.clone(), &[edit]).unwrap_err().code();
        assert_eq!(code(edit("body", "two", "2")), Code::EditAmbiguous);
        assert_eq!(code(edit("body", "three", "3")), Code::EditNotFound);
        assert_eq!(code(edit("items", "x", "y")), Code::ArgumentInvalid);
    }

    #[test]
    fn a_patch_merges_as_rfc_7386_says() {
        let mut target = json!({ "a": "b", "c": { "d": "e", "f": "g" }, "list": [1, 2] });
        merge_patch(&mut target, json!({ "a": "z", "c": { "f": null }, "list": [3] }));
        assert_eq!(target, json!({ "a": "z", "c": { "d": "e" }, "list": [3] }));
    }
}

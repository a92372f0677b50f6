//! The lines of a question to a person. Our own lines begin with a mark; other people's text is between quotation
//! marks, or each of its lines begins with a bar.

use serde_json::Value;

use crate::{
    store::ledger::FieldDiff,
    value::{has_wide_blanks, one_line, quoted, visible},
};

/// Characters. Longer text, and text with line breaks, is put on lines of its own.
pub(super) const INLINE_CHARS_MAX: usize = 80;

/// Adds a line for something that would be deleted.
pub(super) fn gone(lines: &mut String, item: &Value) {
    let text = |at: &str| item.get(at).and_then(Value::as_str);
    let entity = text("entity").unwrap_or("thing");
    match text("label") {
        Some(label) => lines.extend(["– ", entity, " ", &quoted(label), " goes\n"]),
        None => lines.extend(["– a ", entity, " goes\n"]),
    }
}

/// Adds lines for something that would change, field by field; `most` characters of each long value.
pub(super) fn changed(lines: &mut String, change: &FieldDiff, most: usize) {
    let of = match &change.label {
        None => change.entity.to_owned(),
        Some(label) => format!("{} {}", change.entity, quoted(label)),
    };
    for (name, pair) in &change.fields {
        let name = format!("{of}, {}", one_line(name));
        let (before, after) = (unmarked(pair.get(0)), unmarked(pair.get(1)));
        if let (Some(before), Some(after)) = (inline(before), inline(after)) {
            lines.extend(["– ", &name, ": ", &before, " → ", &after, "\n"]);
            continue;
        }
        // The new value comes first: a long old value must not push it out of the question.
        for (side, value) in [("after", after), ("before", before)] {
            if let Some(value) = value.filter(|value| !value.is_null()) {
                block(lines, &format!("{name}, {side}"), &spoken(value), most);
            }
        }
    }
}

/// Adds a named text: on the same line if it is short, otherwise on lines that begin with a bar; at most `most`
/// characters.
pub(super) fn block(lines: &mut String, name: &str, text: &str, most: usize) {
    lines.extend(["– ", &one_line(name), ":"]);
    if is_short(text) {
        lines.extend([" ", &quoted(text), "\n"]);
        return;
    }
    lines.push('\n');
    let end = text.char_indices().nth(most).map_or(text.len(), |(end, _)| end);
    let (shown, rest) = text.split_at(end);
    for line in visible(shown).lines() {
        lines.extend(["  │ ", line, "\n"]);
    }
    if !rest.is_empty() {
        let more = rest.chars().count();
        lines.extend(["  … ", &more.to_string(), " more characters of it are not shown\n"]);
    }
}

/// The text of a value, without the mark of untrusted text.
fn unmarked(value: Option<&Value>) -> Option<&Value> {
    let words = value.filter(|value| value.get("trust").is_some());
    words.and_then(|words| words.get("text")).or(value)
}

/// A value within a line; `None` if it needs lines of its own.
fn inline(value: Option<&Value>) -> Option<String> {
    match value {
        None | Some(Value::Null) => Some("nothing".to_owned()),
        Some(Value::String(text)) => is_short(text).then(|| quoted(text)),
        Some(other) => {
            let text = other.to_string();
            is_short(&text).then(|| one_line(&text))
        }
    }
}

/// Whether the text fits between quotation marks. Inside them curly quotes become straight ones, and several blanks
/// one.
fn is_short(text: &str) -> bool {
    text.chars().nth(INLINE_CHARS_MAX).is_none()
        && !text.contains(['\n', '“', '”', '„', '‟'])
        && !has_wide_blanks(text)
}

fn spoken(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::store::ledger::Op;

    fn lines_of(value: &str) -> String {
        let fields = json!({ "name": ["x", value] }).as_object().cloned().unwrap();
        let label = Some(value.to_owned());
        let id = String::new();
        let change = FieldDiff {
            entity: "page",
            id,
            label,
            trust: None,
            currency: None,
            op: Op::Update,
            fields,
        };
        let mut lines = String::new();
        gone(&mut lines, &json!({ "entity": "page", "label": value }));
        changed(&mut lines, &change, usize::MAX);
        block(&mut lines, "text", value, usize::MAX);
        lines
    }

    #[test]
    fn what_it_would_be_comes_before_what_it_was() {
        let fields = json!({ "body": ["old ".repeat(2_000), "new\nwords"] });
        let fields = fields.as_object().cloned().unwrap();
        let (id, label) = (String::new(), None);
        let change = FieldDiff {
            entity: "page",
            id,
            label,
            trust: None,
            currency: None,
            op: Op::Update,
            fields,
        };
        let mut lines = String::new();
        changed(&mut lines, &change, usize::MAX);
        let begins = "– page, body, after:\n  │ new\n  │ words\n– page, body, before:\n  │ old ";
        assert!(lines.starts_with(begins), "{lines}");
    }

    #[test]
    fn nothing_that_somebody_wrote_looks_like_a_line_of_ours() {
        let long = "y".repeat(2_000);
        for forged in [
            "a\nFor studio. It can be undone later.",
            "a\r\n– page “Home” goes",
            "a\u{2028}For studio.",
            "a\u{85}For studio.\u{b}For studio.",
            "a\rFor studio.",
            "\u{202e}.oiduts roF",
            "” goes\n– page “b",
            &long,
        ] {
            let lines = lines_of(forged);
            for line in lines.lines() {
                assert!(
                    line.starts_with("– page “")
                        || line.starts_with("– text:")
                        || line.starts_with("  │ "),
                    "{lines}"
                );
            }
            assert!(!lines.contains(['\u{202e}', '\u{2028}', '\r', '\u{85}', '\u{b}']), "{lines}");
        }
        assert_eq!(lines_of(&long).matches('y').count(), 5 * 2_000, "nothing is cut");
    }
}

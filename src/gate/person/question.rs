//! A preview as a question to a person: one screen, and none of the words for models.

use serde_json::Value;

/// So much of what would happen fits on a screen.
const LINES_MAX: usize = 12;

/// A longer text is cut: what matters is which thing it is.
const TEXT_CHARS_MAX: usize = 80;

/// What can be done about it afterwards.
#[derive(Clone, Copy)]
pub(super) enum Ending {
    /// It is of this store.
    CanBeUndone,
    /// It leaves.
    Final,
}

impl Ending {
    fn sentence(self) -> &'static str {
        match self {
            Ending::CanBeUndone => ". It can be undone later.",
            Ending::Final => ". It cannot be taken back.",
        }
    }
}

/// What the preview shows, on one screen, and the preview's token.
pub(super) fn question(preview: &Value, tenant: &str, ending: Ending) -> (String, String) {
    let text = |at: &str| preview.get(at).and_then(Value::as_str).unwrap_or_default();
    let list = |at: &str| preview.get(at).and_then(Value::as_array).cloned().unwrap_or_default();
    let asked = text("message");
    // What follows the question is for models. A name may have a question mark of its own.
    let asked = asked.rsplit_once("? ").map_or(asked, |(asked, _)| asked);
    let mut lines: Vec<String> = list("items").iter().map(deleted_line).collect();
    lines.extend(list("changes").iter().flat_map(changed_lines));
    let more = lines.len().saturating_sub(LINES_MAX);
    lines.truncate(LINES_MAX);
    if more > 0 {
        lines.push(format!("… and {more} more"));
    }
    let mut text = format!("{asked}?\n");
    for line in lines {
        text.extend(["– ", &line, "\n"]);
    }
    text.extend(["For ", tenant, ending.sentence()]);
    (text, self::token(preview))
}

fn token(preview: &Value) -> String {
    let token = preview.get("confirmationToken").and_then(Value::as_str);
    token.unwrap_or_default().to_owned()
}

fn deleted_line(item: &Value) -> String {
    let text = |at: &str| item.get(at).and_then(Value::as_str);
    match text("label") {
        Some(label) => format!("{} “{}” goes", text("entity").unwrap_or("thing"), short(label)),
        None => format!("a {} goes", text("entity").unwrap_or("thing")),
    }
}

fn changed_lines(change: &Value) -> Vec<String> {
    let text = |at: &str| change.get(at).and_then(Value::as_str).unwrap_or_default();
    let of = match text("label") {
        "" => text("entity").to_owned(),
        label => format!("{} “{}”", text("entity"), short(label)),
    };
    let fields = change.get("fields").and_then(Value::as_object);
    let spoken = |value: Option<&Value>| match value {
        None | Some(Value::Null) => "nothing".to_owned(),
        Some(Value::String(text)) => format!("“{}”", short(text)),
        Some(other) => short(&other.to_string()),
    };
    let line = |(name, pair): (&String, &Value)| {
        format!("{of}, {name}: {} → {}", spoken(pair.get(0)), spoken(pair.get(1)))
    };
    fields.into_iter().flatten().map(line).collect()
}

/// One line of a text that somebody wrote.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= TEXT_CHARS_MAX {
        return line;
    }
    line.chars().take(TEXT_CHARS_MAX).chain(['…']).collect()
}

//! What a call would do, shown before it is executed: to a person as a question, to a model as part of an answer.
//!
//! The question, the answer and the console's page are all made from this value. Nothing is parsed back from text.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    lines::{INLINE_CHARS_MAX, block, changed, gone},
    pictures,
};
use crate::{
    clock::{self, Time},
    error::{Error, Result},
    id::ConfirmationId,
    store::{
        entity::{self, Entity},
        ledger::{self, FieldDiff, Op, RowChange},
    },
    tool::{Departure, Part},
};

/// How long a preview can be confirmed: 10 minutes, in milliseconds.
pub(super) const LIVE_MS: i64 = 10 * 60 * 1000;

/// Characters. A longer question is cut; it says by how much, and where the whole text can be read.
pub(super) const QUESTION_CHARS_MAX: usize = 5_000;

/// The most characters of the first sentence of a question.
const ASKED_CHARS_MAX: usize = 1_500;

/// What a call would do.
#[derive(Clone, Debug)]
pub(super) struct Preview {
    /// The question without its question mark: `Delete page “About” and 2 sections`.
    pub(super) asked: String,
    /// The things that would be deleted: each `{ entity, id, label? }`.
    pub(super) gone: Vec<Value>,
    /// The other changes, with whole texts.
    pub(super) changes: Vec<FieldDiff>,
    /// What would be sent.
    pub(super) leaves: Option<Departure>,
    /// The addresses of images that a browser would load from outside.
    pub(super) fetched: Vec<String>,
    /// What the answer would tell that the rows do not.
    pub(super) report: Option<Value>,
    /// That a person has said no to the same before.
    pub(super) reminder: Option<String>,
    /// Whether a person can decide about it in the console.
    pub(super) is_decidable: bool,
    /// What the person's yes redeems.
    pub(super) token: ConfirmationId,
    pub(super) expires: Time,
    pub(super) rows: Vec<RowChange>,
}

/// A preview as it is stored if a question cannot show all of it.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredPreview {
    pub(super) asked: String,
    pub(super) gone: Vec<Value>,
    pub(super) changes: Vec<Value>,
    pub(super) leaves: Option<Departure>,
    #[serde(default)]
    pub(super) fetched: Vec<String>,
    /// The call, where a person can decide about it in the console.
    #[serde(default)]
    pub(super) call: Option<StoredCall>,
}

impl StoredPreview {
    /// The preview of its JSON.
    pub(super) fn of(text: &str) -> Result<StoredPreview> {
        serde_json::from_str(text).map_err(Error::internal)
    }
}

/// A call that a person may approve without its being repeated.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredCall {
    pub(super) request: String,
    pub(super) arguments: Value,
}

/// What a person is told about undoing it.
#[derive(Clone, Copy)]
pub(super) enum Reversibility {
    /// The changes are in this store.
    CanBeUndone,
    /// Something is sent and cannot be called back.
    Final,
}

impl Reversibility {
    fn sentence(self) -> &'static str {
        match self {
            Reversibility::CanBeUndone => ". It can be undone later.",
            Reversibility::Final => ". It cannot be taken back.",
        }
    }
}

impl Preview {
    pub(super) fn of(
        asked: String,
        rows: Vec<RowChange>,
        leaves: Option<Departure>,
        token: ConfirmationId,
    ) -> Result<Preview> {
        let mut changes = ledger::whole_diff(&rows)?;
        changes.retain(|diff| diff.op != Op::Delete);
        let gone = things(&rows)?;
        let fetched = if leaves.is_none() { pictures::fetched(&rows) } else { Vec::new() };
        let expires = clock::now();
        Ok(Preview {
            asked,
            gone,
            changes,
            leaves,
            fetched,
            report: None,
            reminder: None,
            is_decidable: false,
            token,
            expires,
            rows,
        })
    }

    /// The question to a person; `console` is the console's address.
    pub(super) fn question(
        &self,
        tenant: &str,
        ending: Reversibility,
        console: Option<&str>,
    ) -> String {
        let (asked, whole) = (self.asked_within(), self.lines(usize::MAX));
        let room = QUESTION_CHARS_MAX.saturating_sub(asked.chars().count());
        let length = whole.chars().count();
        let shown = if length <= room && asked == self.asked {
            whole
        } else {
            // Each long value is cut, so that every field is shown; the list itself is cut only if it has too many
            // fields.
            let mut most = room;
            let mut lines = self.lines(most);
            while lines.chars().nth(room).is_some() && most > INLINE_CHARS_MAX {
                most = (most * 3 / 4).max(INLINE_CHARS_MAX);
                lines = self.lines(most);
            }
            let shown: String = lines.chars().take(room).collect();
            let more = length.saturating_sub(shown.chars().count());
            let place = self.place(console);
            format!(
                "{shown}\n… {more} of {length} characters are not shown here. Read all of it before you answer: {place}\n"
            )
        };
        format!("{asked}?\n{shown}For {tenant}{}", ending.sentence())
    }

    /// The first sentence; shortened if it leaves no room for the rest.
    fn asked_within(&self) -> String {
        let Some((end, _)) = self.asked.char_indices().nth(ASKED_CHARS_MAX) else {
            return self.asked.clone();
        };
        let (shown, rest) = self.asked.split_at(end);
        format!("{shown}… ({} more characters of it are not shown)", rest.chars().count())
    }

    /// Whether a question shows it completely.
    pub(super) fn fits(&self) -> bool {
        let asked = self.asked.chars().count();
        asked <= ASKED_CHARS_MAX
            && self.lines(usize::MAX).chars().count() + asked <= QUESTION_CHARS_MAX
    }

    /// Where it can be read completely.
    pub(super) fn place(&self, console: Option<&str>) -> String {
        let command = format!("`deskhand proposals show {}`", self.token);
        match console {
            Some(console) => format!("{console} (`deskhand console` opens it), or {command}"),
            None => command,
        }
    }

    /// The JSON to store for the console; `None` if a question shows it completely, and it is decided elsewhere.
    pub(super) fn kept(&self, call: Option<StoredCall>) -> Result<Option<String>> {
        if self.fits() && call.is_none() {
            return Ok(None);
        }
        let changes = self.changes.iter().map(serde_json::to_value);
        let kept = StoredPreview {
            asked: self.asked.clone(),
            gone: self.gone.clone(),
            changes: changes.collect::<std::result::Result<_, _>>().map_err(Error::internal)?,
            leaves: self.leaves.clone(),
            fetched: self.fetched.clone(),
            call,
        };
        serde_json::to_string(&kept).map(Some).map_err(Error::internal)
    }

    /// All lines, with at most `most` characters of each long value. No line of a value can look like one of ours.
    fn lines(&self, most: usize) -> String {
        let mut lines = String::new();
        if let Some(departure) = &self.leaves {
            // For something that is sent, the rows are only its record: the departure shows all of it.
            let parts = departure.parts.iter();
            parts.for_each(|Part { name, text }| block(&mut lines, name, text, most));
            return lines;
        }
        self.gone.iter().for_each(|thing| gone(&mut lines, thing));
        self.changes.iter().for_each(|change| changed(&mut lines, change, most));
        for address in &self.fetched {
            block(&mut lines, "a browser would fetch", address, most);
        }
        lines
    }
}

/// The deleted things among `rows`, as previews and answers list them.
pub(super) fn things(rows: &[RowChange]) -> Result<Vec<Value>> {
    let mut diffs = ledger::diff(rows)?;
    diffs.sort_by_key(|diff| entity::of_name(diff.entity).map(Entity::rank));
    let gone = diffs.into_iter().filter(|diff| diff.op == Op::Delete);
    Ok(gone
        .map(|diff| {
            let mut thing = json!({ "entity": diff.entity, "id": diff.id });
            if let (Some(label), Some(thing)) = (diff.label, thing.as_object_mut()) {
                thing.insert("label".to_owned(), label.into());
                if let Some(trust) = diff.trust {
                    thing.insert("trust".to_owned(), json!(trust));
                }
            }
            thing
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preview(body: String) -> Preview {
        let leaves = Departure::new("Send this to https://x.example/").with("body", body);
        let asked = leaves.what.clone();
        Preview::of(asked, Vec::new(), Some(leaves), ConfirmationId::new()).unwrap()
    }

    #[test]
    fn a_question_is_whole_or_says_what_is_missing_and_where_it_is() {
        let whole = preview("a\nb".to_owned());
        assert!(whole.kept(None).unwrap().is_none());
        assert_eq!(
            whole.question("studio", Reversibility::Final, None),
            "Send this to https://x.example/?\n– body:\n  │ a\n  │ b\nFor studio. It cannot be taken back."
        );
        let mut long = preview("x".repeat(QUESTION_CHARS_MAX + 1));
        long.leaves = long.leaves.map(|leaves| leaves.with("last", "y".repeat(300)));
        let question =
            long.question("studio", Reversibility::Final, Some("http://127.0.0.1:4780/console"));
        let (shown, rest) = question.split_once("\n… ").unwrap();
        assert!(shown.chars().count() <= QUESTION_CHARS_MAX);
        assert!(shown.contains("more characters of it are not shown"), "{shown}");
        assert!(shown.contains(&"y".repeat(300)), "each part is there: {shown}");
        let place = long.place(Some("http://127.0.0.1:4780/console"));
        assert!(rest.contains("characters are not shown here. Read all of it"), "{rest}");
        let mut asks = preview("b".to_owned());
        asks.asked = format!("Fetch https://x.example/{}", "a".repeat(4_096));
        assert!(!asks.fits() && asks.kept(None).unwrap().is_some());
        let question = asks.question("studio", Reversibility::Final, None);
        assert!(question.contains("– body: “b”") && question.chars().count() < QUESTION_CHARS_MAX);
        assert!(
            rest.contains(&place) && rest.ends_with("For studio. It cannot be taken back."),
            "{rest}"
        );
        assert!(
            place.starts_with("http://127.0.0.1:4780/console (`deskhand console` opens it), or")
        );
        assert!(long.kept(None).unwrap().unwrap().contains(&"x".repeat(QUESTION_CHARS_MAX + 1)));
    }
}

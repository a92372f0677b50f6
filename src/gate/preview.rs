//! What is shown before it is done: to a person as a question, whole; to a model as part of an answer.
//!
//! Nothing is shown that was read back out of another text: the question, the answer and what the console shows
//! are all made of this.

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

/// A longer question is cut, says by how much, and where all of it can be read.
pub(super) const QUESTION_CHARS_MAX: usize = 5_000;

/// What is asked takes no more of it.
const ASKED_CHARS_MAX: usize = 1_500;

/// What would happen.
#[derive(Clone, Debug)]
pub(super) struct Preview {
    /// What is asked, without its question mark: `Delete page “About” and 2 sections`.
    pub(super) asked: String,
    /// What would be deleted: each `{ entity, id, label? }`.
    pub(super) gone: Vec<Value>,
    /// What else would change, whole.
    pub(super) changes: Vec<FieldDiff>,
    /// What would leave.
    pub(super) leaves: Option<Departure>,
    /// What a browser would fetch from outside by itself.
    pub(super) fetched: Vec<String>,
    /// What the answer would tell that the rows do not.
    pub(super) report: Option<Value>,
    /// What the person's yes redeems.
    pub(super) token: ConfirmationId,
    /// When the confirmation expires.
    pub(super) expires: Time,
    /// The rows that it is of.
    pub(super) rows: Vec<RowChange>,
}

/// A preview as it is kept where a question cannot show all of it.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredPreview {
    pub(super) asked: String,
    pub(super) gone: Vec<Value>,
    pub(super) changes: Vec<Value>,
    pub(super) leaves: Option<Departure>,
    #[serde(default)]
    pub(super) fetched: Vec<String>,
}

/// What can be done about it afterwards.
#[derive(Clone, Copy)]
pub(super) enum Reversibility {
    /// It is of this store.
    CanBeUndone,
    /// It leaves.
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
    /// Of these rows, and of what would leave.
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
        let report = None;
        Ok(Preview { asked, gone, changes, leaves, fetched, report, token, expires, rows })
    }

    /// As a question to a person; `console` is where its pages are.
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
            // Each long value is cut, so that all of them are there; only what has too many of them loses its end.
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

    /// What is asked, where it leaves room for the rest; else how it begins.
    fn asked_within(&self) -> String {
        let Some((end, _)) = self.asked.char_indices().nth(ASKED_CHARS_MAX) else {
            return self.asked.clone();
        };
        let (shown, rest) = self.asked.split_at(end);
        format!("{shown}… ({} more characters of it are not shown)", rest.chars().count())
    }

    /// Whether a question shows all of it.
    pub(super) fn fits(&self) -> bool {
        let asked = self.asked.chars().count();
        asked <= ASKED_CHARS_MAX
            && self.lines(usize::MAX).chars().count() + asked <= QUESTION_CHARS_MAX
    }

    /// Where all of it can be read.
    pub(super) fn place(&self, console: Option<&str>) -> String {
        let command = format!("`deskhand proposals show {}`", self.token);
        match console {
            Some(console) => format!("{console} (`deskhand console` opens it), or {command}"),
            None => command,
        }
    }

    /// What is kept of it for who reads it elsewhere.
    pub(super) fn kept(&self) -> Result<Option<String>> {
        if self.fits() {
            return Ok(None);
        }
        let changes = self.changes.iter().map(serde_json::to_value);
        let kept = StoredPreview {
            asked: self.asked.clone(),
            gone: self.gone.clone(),
            changes: changes.collect::<std::result::Result<_, _>>().map_err(Error::internal)?,
            leaves: self.leaves.clone(),
            fetched: self.fetched.clone(),
        };
        serde_json::to_string(&kept).map(Some).map_err(Error::internal)
    }

    /// Everything, line by line, and of each long value so much; no line of a value begins like one of ours.
    fn lines(&self, most: usize) -> String {
        let mut lines = String::new();
        if let Some(departure) = &self.leaves {
            // What is written down of it here is for the record: what leaves is all there.
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

/// The deleted things among `rows`: what a preview lists, and what was deleted.
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
        assert!(whole.kept().unwrap().is_none());
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
        assert!(!asks.fits() && asks.kept().unwrap().is_some());
        let question = asks.question("studio", Reversibility::Final, None);
        assert!(question.contains("– body: “b”") && question.chars().count() < QUESTION_CHARS_MAX);
        assert!(
            rest.contains(&place) && rest.ends_with("For studio. It cannot be taken back."),
            "{rest}"
        );
        assert!(
            place.starts_with("http://127.0.0.1:4780/console (`deskhand console` opens it), or")
        );
        assert!(long.kept().unwrap().unwrap().contains(&"x".repeat(QUESTION_CHARS_MAX + 1)));
    }
}

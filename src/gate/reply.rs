//! The JSON of answers, and the outcome of a call for the log.

use serde_json::{Value, json};

use super::{
    body::{Body, insert, note_in},
    preview::{Preview, things},
    proposal::Proposal,
    taint::AddressScope,
};
use crate::{
    error::{Error, Result},
    id::{ChangeId, RequestId},
    store::{
        TenantRead,
        ledger::{self, FieldDiff, RowChange},
    },
    tool::{Departure, Resource, View, how_many_fit},
};

/// The key beside a message for the entities that it names; `answer_filter` removes it.
pub(super) const NAMES: &str = "names";

/// The outcome of a call, for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Read,
    Written,
    /// A dry run.
    DryRun,
    /// A preview that waits for a confirmation.
    Previewed,
    /// A proposal.
    Proposed,
    /// The stored answer of an earlier call with the same key.
    Repeated,
}

impl Outcome {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Outcome::Read => "read",
            Outcome::Written => "written",
            Outcome::DryRun => "dry_run",
            Outcome::Previewed => "previewed",
            Outcome::Proposed => "proposed",
            Outcome::Repeated => "repeated",
        }
    }
}

/// A successful answer, and its outcome for the log.
pub(super) struct Answer {
    pub(super) body: Body,
    pub(super) outcome: Outcome,
    pub(super) change: Option<ChangeId>,
    /// The question to the person and the preview's token, if the call has to be repeated with the answer.
    pub(super) question: Option<(String, String)>,
    /// The proposal or preview that a person can decide about elsewhere.
    pub(super) decides: Option<String>,
    /// Pictures. They are no part of the body: nothing keeps or logs them.
    pub(super) views: Vec<View>,
    /// How the session changes once the answer is stored.
    pub(super) then: FollowUp,
}

/// How an answer changes the session.
pub(super) enum FollowUp {
    Nothing,
    /// The addresses in the answer are remembered as read.
    Remember(AddressScope),
    /// The following calls belong to this request.
    Follow(Option<RequestId>),
}

impl Answer {
    pub(super) fn of(body: impl Into<Body>, outcome: Outcome, change: Option<ChangeId>) -> Answer {
        let (question, decides) = (None, None);
        let (views, then) = (Vec::new(), FollowUp::Nothing);
        Answer { body: body.into(), outcome, change, question, decides, views, then }
    }

    pub(super) fn read(body: impl Into<Body>) -> Answer {
        Answer::of(body, Outcome::Read, None)
    }

    /// `{ success, data, changeId?, resourceUrl?, note? }`
    pub(super) fn written(mut resource: Resource<Value>, change: Option<ChangeId>) -> Answer {
        if let (Some(_), Some(data)) = (&resource.url, resource.data.as_object_mut()) {
            // It is a member of the answer, not of `data`.
            data.shift_remove("resourceUrl");
        }
        let mut body = json!({ "success": true, "data": resource.data });
        if let Some(id) = change {
            insert(&mut body, "changeId", json!(id));
        }
        if let Some(url) = resource.url {
            insert(&mut body, "resourceUrl", url.into());
        }
        Answer::of(body, Outcome::Written, change).noting(resource.note.as_deref())
    }

    /// With what the answer would tell besides its rows: `{ data }`.
    pub(super) fn telling(mut self, report: Option<Value>) -> Answer {
        if let (Some(report), Some(fields)) = (report, self.body.fields_mut()) {
            fields.insert("data".to_owned(), report);
        }
        self
    }

    /// `{ done: false, dryRun, changes, leaves? }`
    pub(super) fn dry_run(
        db: &TenantRead<'_>,
        rows: &[RowChange],
        departure: Option<&Departure>,
        budget: usize,
    ) -> Result<Answer> {
        let mut body = json!({ "done": false, "dryRun": true });
        let mut changes = ledger::diff(rows)?;
        ledger::name_things(db, rows, &mut changes)?;
        insert_fitting(&mut body, "changes", listed(&changes)?, budget);
        if let Some(departure) = departure {
            insert_departure(&mut body, departure, budget / 2, None);
        }
        Ok(Answer::of(body, Outcome::DryRun, None))
    }

    /// `{ done: false, requiresConfirmation, message, leaves?, items?, changes?, confirmationToken, expiresAt }`: what
    /// would be sent, what would be deleted, and what else would change.
    pub(super) fn preview(preview: &Preview, budget: usize) -> Result<Answer> {
        // The note after the question is for the model.
        let long =
            (!preview.fits()).then(|| format!(", who reads all of it in {}", preview.place(None)));
        let message = format!(
            "{}? Show this to the person{}; after their yes, repeat the call with confirmed: true.",
            preview.asked,
            long.unwrap_or_default()
        );
        let mut body = json!({
            "done": false,
            "requiresConfirmation": true,
            "message": message,
            NAMES: names_of(&preview.rows, preview.leaves.as_ref())?,
            "confirmationToken": preview.token,
            "expiresAt": preview.expires,
        });
        if !preview.changes.is_empty() {
            let mut changes = listed(&preview.changes)?;
            ledger::shorten(&mut changes);
            insert_fitting(&mut body, "changes", changes, budget / 2);
        }
        if !preview.gone.is_empty() {
            insert_fitting(&mut body, "items", preview.gone.clone(), budget);
        }
        if let Some(departure) = &preview.leaves {
            insert_departure(&mut body, departure, budget / 2, Some(preview));
        }
        let mut answer = Answer::of(body, Outcome::Previewed, None).telling(preview.report.clone());
        answer.decides = preview.is_decidable.then(|| preview.token.to_string());
        Ok(answer.noting(preview.reminder.as_deref()))
    }

    /// `{ done: false, proposed, proposalId, message, changes }`
    pub(super) fn proposed(proposal: &Proposal, names: &[&str], budget: usize) -> Answer {
        let message = format!(
            "{} Nothing is changed yet: it waits as proposal {} for a person, who decides in deskhand.",
            proposal.summary, proposal.number
        );
        let mut body = json!({
            "done": false,
            "proposed": true,
            "proposalId": proposal.id,
            "message": message,
            NAMES: names,
        });
        let mut changes = proposal.changes.as_array().cloned().unwrap_or_default();
        ledger::shorten(&mut changes);
        insert_fitting(&mut body, "changes", changes, budget);
        if let Some(departure) = &proposal.departure {
            insert_departure(&mut body, departure, budget / 2, None);
        }
        let decides = Some(proposal.id.to_string());
        Answer { decides, ..Answer::of(body, Outcome::Proposed, None) }
    }

    /// `{ success, deleted, changeId }`
    pub(super) fn deleted(rows: &[RowChange], change: ChangeId, budget: usize) -> Result<Answer> {
        let mut body = json!({ "success": true, "changeId": change });
        insert_fitting(&mut body, "deleted", things(rows)?, budget);
        Ok(Answer::of(body, Outcome::Written, Some(change)))
    }

    /// A question to the person, for a client that asks between two calls; it contains nothing else.
    pub(super) fn question(text: String, token: String) -> Answer {
        let question = Some((text, token));
        Answer { question, ..Answer::of(Value::Null, Outcome::Previewed, None) }
    }

    /// Adds the tenant's name: whose data was or would be written.
    pub(super) fn of_tenant(mut self, name: &str) -> Answer {
        self.insert("tenant", name.into());
        self
    }

    /// Adds to the note.
    pub(super) fn noting(mut self, note: Option<&str>) -> Answer {
        if let Some(note) = note {
            self.body.note(note);
        }
        self
    }

    /// The answer for a repeated call that finds its own earlier proposal.
    pub(super) fn again(mut self) -> Answer {
        self.insert("repeated", true.into());
        self
    }

    fn insert(&mut self, key: &str, value: Value) {
        if let Some(fields) = self.body.fields_mut() {
            fields.insert(key.to_owned(), value);
        }
    }

    /// The first answer to the same key.
    pub(super) fn repeated(mut body: Value) -> Answer {
        insert(&mut body, "repeated", true.into());
        let decides = body.get("proposalId").and_then(Value::as_str).map(str::to_owned);
        Answer { decides, ..Answer::of(body, Outcome::Repeated, None) }
    }

    /// Says where a person can decide about it: on this page of the console.
    pub(super) fn decidable_at(mut self, page: impl FnOnce(&str) -> Option<String>) -> Answer {
        let Some(page) = self.decides.as_deref().and_then(page) else { return self };
        let Some(fields) = self.body.fields_mut() else { return self };
        if let Some(message) = fields.get_mut("message")
            && let Some(text) = message.as_str()
        {
            *message =
                format!("{text} At decideUrl they see it before and after, and can decide.").into();
        }
        fields.insert("decideUrl".to_owned(), page.into());
        self
    }
}

/// The entities that a sentence about these rows names. A sentence about something that is sent may name all of them.
pub(super) fn names_of(
    rows: &[RowChange],
    departure: Option<&Departure>,
) -> Result<Vec<&'static str>> {
    match departure {
        None => ledger::named(rows),
        Some(_) => rows.iter().map(|row| row.entity().map(|entity| entity.name)).collect(),
    }
}

/// Adds what would be sent: whole if the budget allows it, otherwise the length of each text, and where a person can
/// read it.
fn insert_departure(body: &mut Value, departure: &Departure, budget: usize, of: Option<&Preview>) {
    let whole: usize = departure.parts.iter().map(|part| part.name.len() + part.text.len()).sum();
    let each = budget / departure.parts.len().max(1);
    let shown = |text: &str| match text.char_indices().nth(each).filter(|_| whole > budget) {
        Some((end, _)) => {
            let length = text.chars().count();
            let place = of.map_or_else(|| "deskhand".to_owned(), |preview| preview.place(None));
            let begins = text.get(..end).unwrap_or_default();
            format!("{begins}… ({length} characters in all; the person reads them in {place})")
        }
        None => text.to_owned(),
    };
    let parts = departure.parts.iter();
    let parts = parts.map(|part| json!({ "name": part.name, "text": shown(&part.text) }));
    insert(body, "leaves", parts.collect());
}

/// The changes as JSON.
fn listed(changes: &[FieldDiff]) -> Result<Vec<Value>> {
    let changes = changes.iter().map(serde_json::to_value);
    changes.collect::<std::result::Result<_, _>>().map_err(Error::internal)
}

/// Adds as many items as the budget allows, and the number of those left out.
fn insert_fitting(body: &mut Value, key: &str, mut list: Vec<Value>, budget: usize) {
    let total = list.len();
    list.truncate(how_many_fit(&list, budget));
    if list.len() < total {
        let note = format!("{key}: {} of {total} are shown; the rest did not fit.", list.len());
        note_in(body, &note);
    }
    insert(body, key, Value::Array(list));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_list_that_did_not_fit_it_is_noted() {
        let mut body = json!({});
        insert_fitting(&mut body, "changes", vec![json!("long"), json!("longer")], 8);
        insert_fitting(&mut body, "items", vec![json!("longest")], 1);
        insert_fitting(&mut body, "more", vec![json!(1)], 8);
        let note = "changes: 1 of 2 are shown; the rest did not fit. items: 0 of 1 are shown; the rest did not fit.";
        assert_eq!(body, json!({ "note": note, "changes": ["long"], "items": [], "more": [1] }));
    }
}

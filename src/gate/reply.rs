//! The shapes of answers, and how a call ended.

use serde_json::{Value, json};

use crate::{
    clock::Time,
    error::{Error, Result},
    gate::proposals::Proposal,
    id::{ChangeId, ConfirmationId},
    store::{
        entity::{self, Entity},
        ledger::{self, Op, RowChange},
    },
    tool::{Resource, weight},
};

/// How a call ended, for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It read.
    Read,
    /// It wrote.
    Written,
    /// It only showed what it would do, because it was asked to.
    DryRun,
    /// It waits for a confirmation.
    Previewed,
    /// It waits for a person who decides elsewhere.
    Proposed,
    /// It had been done before under the same key.
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

/// A successful answer and what the log says of it.
pub(super) struct Answer {
    pub(super) body: Value,
    pub(super) outcome: Outcome,
    pub(super) change: Option<ChangeId>,
    /// What the person is to be asked before the call comes again, and the preview that it is about.
    pub(super) question: Option<(String, String)>,
}

impl Answer {
    pub(super) fn read(body: Value) -> Answer {
        Answer { body, outcome: Outcome::Read, change: None, question: None }
    }

    /// `{ success, data, changeId?, resourceUrl? }`
    pub(super) fn written(resource: Resource<Value>, change: Option<ChangeId>) -> Answer {
        let mut body = json!({ "success": true, "data": resource.data });
        if let Some(id) = change {
            insert(&mut body, "changeId", json!(id));
        }
        if let Some(url) = resource.url {
            insert(&mut body, "resourceUrl", url.into());
        }
        Answer { body, outcome: Outcome::Written, change, question: None }
    }

    /// `{ success, dryRun, changes }`
    pub(super) fn dry_run(rows: &[RowChange], budget: usize) -> Result<Answer> {
        let mut body = json!({ "success": true, "dryRun": true });
        let changes = ledger::diff(rows)?.into_iter().map(serde_json::to_value);
        let changes = changes.collect::<std::result::Result<_, _>>().map_err(Error::internal)?;
        insert_fitting(&mut body, "changes", changes, budget);
        Ok(Answer { body, outcome: Outcome::DryRun, change: None, question: None })
    }

    /// `{ success, requiresConfirmation, message, items?, changes?, confirmationToken, expiresAt }`: what
    /// would be deleted, and what else would change.
    pub(super) fn preview(
        question: &str,
        rows: &[RowChange],
        token: ConfirmationId,
        expires: Time,
        budget: usize,
    ) -> Result<Answer> {
        let mut body = json!({
            "success": true,
            "requiresConfirmation": true,
            "message": question,
            "confirmationToken": token,
            "expiresAt": expires,
        });
        let mut diffs = ledger::diff(rows)?;
        diffs.retain(|diff| diff.op != Op::Delete);
        if !diffs.is_empty() {
            let changes = diffs.into_iter().map(serde_json::to_value);
            let changes =
                changes.collect::<std::result::Result<_, _>>().map_err(Error::internal)?;
            insert_fitting(&mut body, "changes", changes, budget / 2);
        }
        let gone = things(rows)?;
        if !gone.is_empty() {
            insert_fitting(&mut body, "items", gone, budget);
        }
        Ok(Answer { body, outcome: Outcome::Previewed, change: None, question: None })
    }

    /// `{ success, proposed, proposalId, message, changes }`
    pub(super) fn proposed(proposal: &Proposal, budget: usize) -> Answer {
        let message = format!(
            "{} Nothing is changed yet: it waits as proposal {} for a person, who decides in deskhand.",
            proposal.summary, proposal.number
        );
        let mut body = json!({
            "success": true,
            "proposed": true,
            "proposalId": proposal.id,
            "message": message,
        });
        let changes = proposal.changes.as_array().cloned().unwrap_or_default();
        insert_fitting(&mut body, "changes", changes, budget);
        Answer { body, outcome: Outcome::Proposed, change: None, question: None }
    }

    /// `{ success, deleted, changeId }`
    pub(super) fn deleted(rows: &[RowChange], change: ChangeId, budget: usize) -> Result<Answer> {
        let mut body = json!({ "success": true, "changeId": change });
        insert_fitting(&mut body, "deleted", things(rows)?, budget);
        Ok(Answer { body, outcome: Outcome::Written, change: Some(change), question: None })
    }

    /// Says whose data was written, or would be.
    pub(super) fn of_tenant(mut self, name: &str) -> Answer {
        insert(&mut self.body, "tenant", name.into());
        self
    }

    /// Says what else there is to know, beside what is noted already.
    pub(super) fn noting(mut self, note: Option<&str>) -> Answer {
        if let Some(note) = note {
            let before = self.body.get("note").and_then(Value::as_str);
            let all = before.map_or_else(|| note.to_owned(), |before| format!("{before} {note}"));
            insert(&mut self.body, "note", all.into());
        }
        self
    }

    /// The first answer to the same key.
    pub(super) fn repeated(mut body: Value) -> Answer {
        insert(&mut body, "repeated", true.into());
        Answer { body, outcome: Outcome::Repeated, change: None, question: None }
    }
}

/// The deleted things among `rows`: what a preview lists, and what was deleted.
fn things(rows: &[RowChange]) -> Result<Vec<Value>> {
    let mut diffs = ledger::diff(rows)?;
    diffs.sort_by_key(|diff| entity::of_name(diff.entity).map(Entity::rank));
    let gone = diffs.into_iter().filter(|diff| diff.op == Op::Delete);
    Ok(gone
        .map(|diff| {
            let mut thing = json!({ "entity": diff.entity, "id": diff.id });
            if let Some(label) = diff.label {
                insert(&mut thing, "label", label.into());
                if let Some(trust) = diff.trust {
                    insert(&mut thing, "trust", json!(trust));
                }
            }
            thing
        })
        .collect())
}

/// Adds as much of a list as the budget allows, and says how much it left out.
fn insert_fitting(body: &mut Value, key: &str, list: Vec<Value>, budget: usize) {
    let (total, mut chars) = (list.len(), 0);
    let fitting: Vec<Value> = list
        .into_iter()
        .take_while(|item| {
            chars += weight(item);
            chars <= budget
        })
        .collect();
    if fitting.len() < total {
        let note = format!("{} of {total} are shown; the rest did not fit.", fitting.len());
        insert(body, "note", note.into());
    }
    insert(body, key, Value::Array(fitting));
}

fn insert(body: &mut Value, key: &str, value: Value) {
    if let Some(object) = body.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}

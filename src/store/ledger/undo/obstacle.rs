//! What stands in the way of an undo, and how it is said.

use super::{Op, RowChange, UndoScope};
use crate::{
    error::{Code, Error, Result},
    id::ChangeId,
    store::{Sql, TenantWrite, entity::Entity},
};

/// At most so many obstacles are named.
const NAMED_MAX: usize = 5;

/// Stands for an obstacle of which the agent may not read.
const UNSEEN: &str = "something that this agent may not see";

/// Why something cannot be taken back; those of one kind are said together, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Somebody has changed it since.
    Changed,
    /// It cannot be as it was.
    Hindered,
    /// What is kept of the same changes needs it.
    Needed,
    /// It would take something else along.
    Deletes,
    /// Something else would change with it.
    Changes,
}

impl Kind {
    fn lead(self) -> &'static str {
        match self {
            Kind::Changed => "changed again since: ",
            Kind::Hindered => "in the way: ",
            Kind::Needed => "needed by what the same request did: ",
            Kind::Deletes => "it would delete as well: ",
            Kind::Changes => "it would change as well: ",
        }
    }

    fn next_step(self) -> &'static str {
        match self {
            Kind::Changed | Kind::Hindered | Kind::Deletes | Kind::Changes => {
                "look with getHistory; undo the later changes first, or make the change by hand"
            }
            Kind::Needed => {
                "undo what is named first, with its entity, or the whole request without entity"
            }
        }
    }
}

/// Why one row cannot be put back or taken away.
#[derive(Debug)]
pub(super) enum Hindrance {
    /// These fields of it have been changed since.
    ChangedSince(String),
    /// Something else, in a few words.
    Other(String),
    /// What the same changes have done to others needs it.
    Needed(String),
}

/// Something that stands in the way of an undo.
pub(super) struct Obstacle {
    kind: Kind,
    text: String,
}

impl Obstacle {
    /// Of a row that a change has touched: `page “About” (name, last by assistant with updatePage at …)`.
    pub(super) fn of(
        db: &TenantWrite<'_>,
        change: ChangeId,
        row: &RowChange,
        hindrance: Hindrance,
    ) -> Result<Obstacle> {
        let (kind, why) = match hindrance {
            Hindrance::ChangedSince(fields) => (Kind::Changed, fields),
            Hindrance::Other(why) => (Kind::Hindered, why),
            Hindrance::Needed(by) => (Kind::Needed, by),
        };
        let entity = row.entity()?;
        if !db.may_read(entity.thing()) {
            return Ok(Obstacle { kind, text: UNSEEN.to_owned() });
        }
        let by = match kind {
            Kind::Needed => None,
            Kind::Changed | Kind::Hindered | Kind::Deletes | Kind::Changes => {
                last_by(db, change, row)?
            }
        };
        let name = match spoken_label(db, entity, row)? {
            Some(label) => format!("{} “{label}”", entity.singular),
            None => format!("{} {}", entity.singular, row.key),
        };
        Ok(Obstacle { kind, text: format!("{name} ({why}{})", by.unwrap_or_default()) })
    }

    /// A row that the changes have not touched and that would not stay as it is.
    pub(super) fn bystander(db: &TenantWrite<'_>, row: &RowChange) -> Result<Obstacle> {
        let entity = row.entity()?;
        let kind = if row.op == Op::Delete { Kind::Deletes } else { Kind::Changes };
        let text = if db.may_read(entity.thing()) {
            let label = spoken_label(db, entity, row)?;
            format!("{} {}", entity.singular, label.unwrap_or(&row.key))
        } else {
            UNSEEN.to_owned()
        };
        Ok(Obstacle { kind, text })
    }
}

/// The label of a row as far as it is the business's own: a change of some columns does not tell whose a name is.
fn spoken_label<'r>(
    db: &TenantWrite<'_>,
    entity: &Entity,
    row: &'r RowChange,
) -> Result<Option<&'r str>> {
    let Some(label) = row.spoken_label() else { return Ok(None) };
    let now = db.engine.capture.find(db.connection, &db.tenant, &row.entity, &row.key)?;
    Ok(Some(label).filter(|_| !now.is_some_and(|now| entity.is_label_outside(&now))))
}

/// `, last by assistant with updatePage at …`: who has touched a row after a change.
fn last_by(db: &TenantWrite<'_>, change: ChangeId, row: &RowChange) -> Result<Option<String>> {
    const LATER: Sql = Sql::scoped(
        "SELECT a.name AS agent, c.tool AS tool, c.created_at AS created_at
         FROM change_row r
         JOIN change c ON c.tenant_id = r.tenant_id AND c.id = r.change_id
         JOIN agent a ON a.tenant_id = c.tenant_id AND a.id = c.agent_id
         JOIN change mine ON mine.tenant_id = r.tenant_id AND mine.id = :change
         WHERE r.tenant_id = :tenant AND r.entity = :entity AND r.row_key = :key AND c.seq > mine.seq
         ORDER BY c.seq DESC LIMIT 1",
    );
    let params = [
        (":change", change.into()),
        (":entity", row.entity.as_str().into()),
        (":key", row.key.as_str().into()),
    ];
    db.first(&LATER, &params, |row| {
        let (agent, tool) = (row.text("agent")?, row.text("tool")?);
        Ok(format!(", last by {agent} with {tool} at {}", row.time("created_at")?))
    })
}

/// Says what stands in the way; there is at least one.
pub(super) fn conflict(mut obstacles: Vec<Obstacle>) -> Error {
    obstacles.sort_by_key(|obstacle| obstacle.kind);
    // It is said once: how many there are of it is not told either.
    let mut said = false;
    obstacles.retain(|obstacle| obstacle.text != UNSEEN || !std::mem::replace(&mut said, true));
    let mut message = String::new();
    let mut of = None;
    for Obstacle { kind, text } in obstacles.iter().take(NAMED_MAX) {
        message.push_str(if message.is_empty() { "" } else { "; " });
        message.push_str(if of == Some(*kind) { "" } else { kind.lead() });
        message.push_str(text);
        of = Some(*kind);
    }
    if let Some(more) = obstacles.len().checked_sub(NAMED_MAX).filter(|more| *more > 0) {
        message = format!("{message}; and {more} more");
    }
    let first = obstacles.first().map_or(Kind::Changed, |obstacle| obstacle.kind);
    Error::new(Code::UndoConflict, format!("{message}; nothing was undone"))
        .suggest(first.next_step())
}

/// What a rule says of the rows as they would be.
pub(super) fn broken(error: Error, scope: &UndoScope) -> Error {
    use crate::error::ErrorType::{
        ConfirmationRequired, Conflict, Duplicate, ExternalApiError, InternalError, NotFound,
        PermissionDenied, RateLimited, Timeout, ValidationError,
    };
    match error.code().kind() {
        ValidationError | NotFound | Duplicate | Conflict => {}
        ConfirmationRequired | PermissionDenied | RateLimited | Timeout | ExternalApiError
        | InternalError => return error,
    }
    let whole = scope.of.and_then(|of| of.part_of);
    let next_step = match whole {
        Some(part) => format!("undo it with entity: \"{}\", which takes them along", part.owner),
        None => "change what stands in the way first and undo again, or make the change by hand"
            .to_owned(),
    };
    let sentence = format!("it cannot be again as it was: {}; nothing was undone", error.message());
    Error::new(Code::UndoConflict, sentence).suggest(next_step)
}

//! Verification: reads again what a request wrote, and reports what has changed since.

use std::collections::{HashMap, HashSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{BOOKKEEPING_COLUMNS, Columns, Op, RowChange, rows_of};
use crate::{
    error::Result,
    id::{ChangeId, RequestId},
    store::{
        Sql, TenantWrite,
        entity::{Entity, Link},
        row_change::is_place,
    },
};

/// What has become of something that a request wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum State {
    /// It is as the request left it.
    AsWritten,
    /// Somebody has changed it since.
    ChangedSince,
    /// Somebody has deleted it since.
    Gone,
}

/// One thing that a request wrote.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Verified {
    /// What kind of thing.
    pub entity: &'static str,
    /// Which one.
    pub id: String,
    /// What was done to it: `updated page “About”`.
    pub summary: String,
    /// What has become of it.
    pub state: State,
    /// `created`, `updated` or `deleted`.
    #[serde(skip)]
    pub verb: &'static str,
    /// The name of the thing, where the agent may read it.
    #[serde(skip)]
    pub label: Option<String>,
    /// `draft` or `archived`: the public does not see it.
    #[serde(skip)]
    pub not_public: Option<String>,
    /// Something left with it, and nobody knows whether it arrived.
    #[serde(skip)]
    pub is_unknown: bool,
}

/// The result of a verification, and the names by which a request may mean each thing.
#[derive(Debug, Default)]
pub struct Verification {
    pub list: Vec<Verified>,
    /// The ids of the things that each change wrote.
    by_change: HashMap<String, HashSet<String>>,
    names: HashMap<String, HashSet<String>>,
    labels: HashMap<String, String>,
}

/// Columns whose value people and models use as a name.
const NAMES: [&str; 8] = ["name", "title", "label", "slug", "path", "email", "phone", "file_name"];

impl Verification {
    /// All names of the things that the change wrote, current ones and ones within the request.
    pub fn names(&self, change: &str) -> HashSet<String> {
        let things = self.by_change.get(change).into_iter().flatten();
        things.filter_map(|thing| self.names.get(thing)).flatten().cloned().collect()
    }

    /// All names of one thing that the request wrote, in small letters: its addresses as well.
    pub fn spellings(&self, id: &str) -> impl Iterator<Item = &str> {
        self.names.get(id).into_iter().flatten().map(String::as_str)
    }

    /// The label of a thing that the request wrote.
    pub fn label(&self, id: &str) -> Option<&str> {
        self.labels.get(id).map(String::as_str)
    }

    fn note(&mut self, change: ChangeId, row: &RowChange) -> Result<()> {
        let thing = thing_of(row)?;
        self.name(&thing, row.label.as_deref(), [&row.before, &row.after]);
        self.by_change.entry(change.to_string()).or_default().insert(thing);
        Ok(())
    }

    fn name(&mut self, thing: &str, label: Option<&str>, columns: [&Option<Columns>; 2]) {
        let names = self.names.entry(thing.to_owned()).or_default();
        names.insert(spelling(thing));
        names.extend(label.map(spelling));
        for columns in columns.into_iter().flatten() {
            let texts = NAMES.iter().filter_map(|column| columns.get(*column)?.as_str());
            names.extend(texts.map(spelling));
        }
        if let Some(label) = label {
            self.labels.insert(thing.to_owned(), label.to_owned());
        }
    }
}

/// A name normalised for comparison: lower case, without surrounding blanks and slashes.
pub fn spelling(name: &str) -> String {
    name.trim().trim_matches('/').to_lowercase()
}

/// The current label of a row; `None` if it is deleted.
pub fn label_now(db: &TenantWrite<'_>, entity: &Entity, key: &str) -> Result<Option<String>> {
    let found = db.engine.capture.find(db.connection, &db.tenant, entity.table, key)?;
    let named = |columns: Columns| {
        NAMES.iter().find_map(|column| columns.get(*column)?.as_str().map(str::to_owned))
    };
    Ok(found.and_then(named))
}

/// The thing that a row belongs to: for a link, the owner of the list.
fn thing_of(row: &RowChange) -> Result<String> {
    let Some(link) = &row.entity()?.link else { return Ok(row.key.clone()) };
    let columns = row.after.as_ref().or(row.before.as_ref());
    let owner = columns.and_then(|columns| columns.get(link.owner_column)?.as_str());
    Ok(owner.unwrap_or(&row.key).to_owned())
}

/// The net change of one row over all changes of a request.
struct NetChange {
    row: RowChange,
    /// Whether the row existed before the request.
    was_there: bool,
}

/// Reads again every row that the changes of a request wrote.
pub fn verify(db: &TenantWrite<'_>, request: RequestId) -> Result<Verification> {
    const CHANGES: Sql = Sql::scoped(
        "SELECT id FROM change WHERE tenant_id = :tenant AND request_id = :request ORDER BY seq",
    );
    let changes: Vec<ChangeId> =
        db.all(&CHANGES, &[(":request", request.into())], |row| row.id("id"))?;
    let mut verification = Verification::default();
    let mut nets: Vec<NetChange> = Vec::new();
    let mut places = HashMap::new();
    for change in changes {
        for row in rows_of(db, change)? {
            verification.note(change, &row)?;
            let key = (row.entity.clone(), row.key.clone());
            if let Some(net) = places.get(&key).and_then(|at: &usize| nets.get_mut(*at)) {
                follow(net, row);
            } else {
                places.insert(key, nets.len());
                nets.push(NetChange { was_there: row.op != Op::Insert, row });
            }
        }
    }
    // Links come last: they are added to their owner's entry.
    let mut verified = Notes::default();
    let mut links = Vec::new();
    for net in nets.into_iter().filter(|net| net.was_there || net.row.op != Op::Delete) {
        let current =
            db.engine.capture.find(db.connection, &db.tenant, &net.row.entity, &net.row.key)?;
        let state = state(&net.row, current.as_ref());
        verification.name(&thing_of(&net.row)?, None, [&current, &None]);
        match &net.row.entity()?.link {
            None => {
                let is_named = db.may_read(net.row.entity()?.thing());
                verified.thing(net.row, state, is_named, current.as_ref())?;
            }
            Some(link) => links.push((link, net.row, state)),
        }
    }
    for (link, row, state) in links {
        verified.link(link, &row, state);
    }
    verification.list = verified.list;
    Ok(verification)
}

/// Adds a later change of the same row.
fn follow(net: &mut NetChange, later: RowChange) {
    let after = match (net.row.after.take(), later.after) {
        (Some(mut known), Some(newer)) => {
            known.extend(newer);
            Some(known)
        }
        (_, newer) => newer,
    };
    net.row.op = match later.op {
        Op::Delete => Op::Delete,
        Op::Insert | Op::Update if net.was_there => Op::Update,
        Op::Insert | Op::Update => Op::Insert,
    };
    net.row.after = after;
    net.row.before = later.before.or(net.row.before.take());
    net.row.label = later.label.or(net.row.label.take());
}

fn state(row: &RowChange, current: Option<&Columns>) -> State {
    match (row.op, current) {
        (Op::Delete, None) => State::AsWritten,
        (Op::Insert | Op::Update, None) => State::Gone,
        (Op::Insert | Op::Update, Some(current)) if holds(row, current) => State::AsWritten,
        (Op::Delete | Op::Insert | Op::Update, Some(_)) => State::ChangedSince,
    }
}

/// Whether each written column still has its value.
fn holds(row: &RowChange, current: &Columns) -> bool {
    row.after.iter().flatten().all(|(column, value)| {
        let moves = BOOKKEEPING_COLUMNS.contains(&column.as_str()) || is_place(&row.entity, column);
        moves || current.get(column) == Some(value)
    })
}

/// The results, with the position of each thing in the list.
#[derive(Default)]
struct Notes {
    list: Vec<Verified>,
    places: HashMap<(&'static str, String), usize>,
}

impl Notes {
    /// Adds a thing; without its label if the agent may not read it.
    fn thing(
        &mut self,
        row: RowChange,
        state: State,
        is_named: bool,
        current: Option<&Columns>,
    ) -> Result<()> {
        let entity = row.entity()?;
        let says = |column: &str| current?.get(column)?.as_str();
        let not_public = says("status").filter(|status| ["draft", "archived"].contains(status));
        let is_unknown = [says("status"), says("state")].contains(&Some("unknown"));
        let verb = match row.op {
            Op::Insert => "created",
            Op::Update => "updated",
            Op::Delete => "deleted",
        };
        let is_outside =
            row.is_label_outside || current.is_some_and(|current| entity.is_label_outside(current));
        let label = row.label.filter(|_| is_named && !is_outside);
        let summary = match &label {
            Some(label) => format!("{verb} {} “{label}”", entity.singular),
            None => format!("{verb} {}", entity.singular),
        };
        self.add(Verified {
            entity: entity.name,
            id: row.key,
            summary,
            state,
            verb,
            label,
            not_public: not_public.map(str::to_owned),
            is_unknown,
        });
        Ok(())
    }

    /// Adds the state of a link to its owner's entry. The owner exists, or its own entry says that it is gone.
    fn link(&mut self, link: &Link, row: &RowChange, state: State) {
        let columns = row.after.as_ref().or(row.before.as_ref());
        let owner = columns.and_then(|columns| columns.get(link.owner_column)?.as_str());
        // An erased link has no values left.
        let Some(owner) = owner.map(str::to_owned) else { return };
        let state = state.min(State::ChangedSince);
        let place = self.places.get(&(link.owner, owner.clone()));
        if let Some(known) = place.and_then(|at| self.list.get_mut(*at)) {
            known.state = known.state.max(state);
        } else {
            self.add(Verified {
                entity: link.owner,
                id: owner,
                summary: format!("updated {}", link.owner),
                state,
                verb: "updated",
                label: None,
                not_public: None,
                is_unknown: false,
            });
        }
    }

    fn add(&mut self, one: Verified) {
        self.places.insert((one.entity, one.id.clone()), self.list.len());
        self.list.push(one);
    }
}

//! Verification: whether what a request wrote is still so, read again from the rows themselves.

use std::collections::{HashMap, HashSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{Columns, MOVING, Op, RowChange, rows_of};
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

/// What a request wrote, and by which names it can have been meant.
#[derive(Debug, Default)]
pub struct Verification {
    /// Each thing, and what has become of it.
    pub list: Vec<Verified>,
    /// The things that each change wrote.
    by_change: HashMap<String, HashSet<String>>,
    names: HashMap<String, HashSet<String>>,
    labels: HashMap<String, String>,
}

/// Columns by which people and models name a thing.
const NAMES: [&str; 8] = ["name", "title", "label", "slug", "path", "email", "phone", "file_name"];

impl Verification {
    /// Every name that a thing which the change wrote has, or had within the request.
    pub fn names(&self, change: &str) -> HashSet<String> {
        let things = self.by_change.get(change).into_iter().flatten();
        things.filter_map(|thing| self.names.get(thing)).flatten().cloned().collect()
    }

    /// What people call the thing of that id, where the request wrote it.
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

/// A name as it is compared with others: case, blanks around it and slashes of an address make no difference.
pub fn spelling(name: &str) -> String {
    name.trim().trim_matches('/').to_lowercase()
}

/// What people call the row of that key now, if it is there.
pub fn label_now(db: &TenantWrite<'_>, entity: &Entity, key: &str) -> Result<Option<String>> {
    let found = db.engine.capture.find(db.connection, &db.tenant, entity.table, key)?;
    let named = |columns: Columns| {
        NAMES.iter().find_map(|column| columns.get(*column)?.as_str().map(str::to_owned))
    };
    Ok(found.and_then(named))
}

/// Which thing a row is of: of a link, the one whose list it is in.
fn thing_of(row: &RowChange) -> Result<String> {
    let Some(link) = &row.entity()?.link else { return Ok(row.key.clone()) };
    let columns = row.after.as_ref().or(row.before.as_ref());
    let owner = columns.and_then(|columns| columns.get(link.owner_column)?.as_str());
    Ok(owner.unwrap_or(&row.key).to_owned())
}

/// What all changes of a request did to one row.
struct Net {
    row: RowChange,
    /// Whether the request found the row, or made it.
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
    let mut nets: Vec<Net> = Vec::new();
    let mut places = HashMap::new();
    for change in changes {
        for row in rows_of(db, change)? {
            verification.note(change, &row)?;
            let key = (row.entity.clone(), row.key.clone());
            if let Some(net) = places.get(&key).and_then(|at: &usize| nets.get_mut(*at)) {
                follow(net, row);
            } else {
                places.insert(key, nets.len());
                nets.push(Net { was_there: row.op != Op::Insert, row });
            }
        }
    }
    // Lists last, so that what became of a thing itself is known before.
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
fn follow(net: &mut Net, later: RowChange) {
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
        let moves = MOVING.contains(&column.as_str()) || is_place(&row.entity, column);
        moves || current.get(column) == Some(value)
    })
}

/// What has been found, and where each thing stands in it.
#[derive(Default)]
struct Notes {
    list: Vec<Verified>,
    places: HashMap<(&'static str, String), usize>,
}

impl Notes {
    /// A thing of which the agent may not read is not named.
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
        let label = row.label.filter(|_| is_named);
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

    /// A link is a matter of the thing whose list it is in. That one is there, or has said so itself.
    fn link(&mut self, link: &Link, row: &RowChange, state: State) {
        let columns = row.after.as_ref().or(row.before.as_ref());
        let owner = columns.and_then(|columns| columns.get(link.owner_column)?.as_str());
        // Of an erased link nothing is known.
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

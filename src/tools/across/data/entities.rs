//! Which entities can be asked for, and which of their fields: one table, so that a test can try them all.

mod articles;
mod customers;
mod messages;
mod rest;
mod website;

use crate::{
    error::{Code, Error, Result},
    id,
    store::{TenantRead, entity},
};

/// An entity that can be asked for.
#[derive(Debug)]
pub struct Entity {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its table.
    pub table: &'static str,
    /// The column that no two rows share.
    pub key: &'static str,
    /// The field by which it is ordered unless a call says otherwise, with a `-` before it for the greatest
    /// first.
    pub sort: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
}

/// A field of an entity.
#[derive(Debug)]
pub struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// The column that holds it, or an expression over columns of its row.
    pub column: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it can be null.
    pub nullable: bool,
    /// Whether it is given only when it is asked for.
    pub heavy: bool,
    /// The field without which it says nothing, or too much.
    beside: Option<&'static str>,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An id with this prefix.
    Id(&'static str),
    /// Text.
    Text,
    /// Text that may come from outside, from that source: it is shown as such.
    Outside(&'static str),
    /// One of these.
    Choice(&'static [&'static str]),
    /// A whole number.
    Integer,
    /// Yes or no.
    Flag,
    /// A moment.
    Time,
    /// An amount in the currency of its row.
    Money,
    /// Whatever JSON can say; it can be read and not compared.
    Json,
}

pub(super) const fn field(name: &'static str, column: &'static str, kind: Kind) -> Field {
    Field { name, column, kind, nullable: false, heavy: false, beside: None }
}

impl Field {
    /// The field that is always given with it.
    pub fn beside(&self) -> Option<&'static str> {
        self.beside.or((self.kind == Kind::Money).then_some("currency"))
    }

    pub(super) const fn with(mut self, beside: &'static str) -> Field {
        self.beside = Some(beside);
        self
    }

    pub(super) const fn nullable(mut self) -> Field {
        self.nullable = true;
        self
    }

    pub(super) const fn heavy(mut self) -> Field {
        self.heavy = true;
        self
    }
}

pub(super) const fn id_of<K: id::Kind>() -> Field {
    field("id", "id", Kind::Id(K::TYPE))
}

pub(super) const fn refers<K: id::Kind>(name: &'static str, column: &'static str) -> Field {
    field(name, column, Kind::Id(K::TYPE))
}

pub(super) const VERSION: Field = field("version", "version", Kind::Integer);
pub(super) const CREATED: Field = field("createdAt", "created_at", Kind::Time);
pub(super) const UPDATED: Field = field("updatedAt", "updated_at", Kind::Time);
pub(super) const STATUS: Field =
    field("status", "status", Kind::Choice(&["draft", "published", "archived"]));
pub(super) const SORT_ORDER: Field = field("sortOrder", "sort_order", Kind::Integer);
pub(super) const CURRENCY: Field = field("currency", "currency", Kind::Text);
pub(super) const DURATION: Field =
    field("durationMinutes", "duration_minutes", Kind::Integer).nullable();
pub(super) const ACTIVE: Field = field("active", "active", Kind::Flag);

pub(super) const fn text(name: &'static str, column: &'static str) -> Field {
    field(name, column, Kind::Text)
}

pub(super) const fn json(name: &'static str, column: &'static str) -> Field {
    field(name, column, Kind::Json)
}

/// Every entity that can be asked for.
pub fn all() -> impl Iterator<Item = &'static Entity> {
    website::ENTITIES
        .iter()
        .chain(articles::ENTITIES)
        .chain(customers::ENTITIES)
        .chain(messages::ENTITIES)
        .chain(rest::ENTITIES)
}

/// The entity of that name.
pub fn find(name: &str) -> Option<&'static Entity> {
    all().find(|entity| entity.name == name)
}

/// Refuses an entity of which the agent may read nothing.
///
/// # Errors
/// `PERMISSION_DENIED`, with what it may read.
pub(super) fn refuse_beyond(db: &TenantRead<'_>, entity: &Entity) -> Result<()> {
    if entity.is_within(db) {
        return Ok(());
    }
    let within: Vec<&str> =
        all().filter(|known| known.is_within(db)).map(|known| known.name).collect();
    let sentence = format!("{} is not among what this agent may read", entity.name);
    let error = Error::new(Code::PermissionDenied, sentence);
    Err(error.suggest(format!("it may read {}", within.join(", "))))
}

impl Entity {
    /// Whether its rows are of what agents did: who may not read everything reads its own.
    pub fn is_of_agents(&self) -> bool {
        self.toolset().is_none()
    }

    /// Whose things its rows are; nothing for what agents did.
    fn toolset(&self) -> Option<&'static str> {
        // A copy that nobody changes is no entity of the ledger.
        let copied = (self.name == "messageTemplate").then_some("messaging");
        entity::of_name(self.name).map(|known| known.toolset).or(copied)
    }

    /// Whether its rows are of what may be read. What happened is about everything.
    pub fn is_within(&self, db: &TenantRead<'_>) -> bool {
        if self.table == "call" {
            return db.may_read_calls();
        }
        match self.toolset() {
            Some(toolset) => db.may_read(toolset),
            None => entity::ENTITIES.iter().all(|known| db.may_read(known.toolset)),
        }
    }

    /// Its field of that name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

//! What people call the rows of each entity table, for diffs, previews and history.
//!
//! A migration that adds a table adds its line here; a test compares the list with the schema.

mod known;
mod searched;
mod sent;

use serde_json::{Map, Value};

pub use self::known::ENTITIES;
use super::search::Searched;

/// How the rows of one table are spoken of.
#[derive(Debug)]
pub struct Entity {
    /// The table.
    pub table: &'static str,
    /// Its name on the wire: singular, camelCase.
    pub name: &'static str,
    /// The toolset whose tools work with it: who may read them may read it.
    pub toolset: &'static str,
    /// One of it, in a sentence.
    pub singular: &'static str,
    /// Several of it.
    pub plural: &'static str,
    /// What people know a row by, if there is anything.
    pub label: Option<Label>,
    /// Columns that hold JSON; a diff looks inside them.
    pub json: &'static [&'static str],
    /// Columns that hold a yes or no.
    pub flags: &'static [&'static str],
    /// Text of it that comes from outside, which is shown as such.
    pub outside: Option<Outside>,
    /// Columns that say who somebody is, or what was told of them: what people are known by, and what an erased
    /// person's things lose where they stay.
    pub personal: &'static [&'static str],
    /// Whether a row is also about whomever these columns name, though no key of it refers to them.
    pub names_people: bool,
    /// The column that says, where it is set, that these came from the business.
    pub personal_unless: Option<&'static str>,
    /// How its rows are found by their words, if they are.
    pub search: Option<Searched>,
    /// For a table of links: whose list it is, by which column, and what a link adds to it.
    pub link: Option<Link>,
}

/// What people know a row by.
#[derive(Clone, Copy, Debug)]
pub enum Label {
    /// The text of a column.
    Column(&'static str),
    /// A text inside a JSON column.
    Inside(&'static str, &'static str),
}

impl Label {
    /// The column that holds it.
    pub fn column(self) -> &'static str {
        match self {
            Label::Column(column) | Label::Inside(column, _) => column,
        }
    }

    /// The label in a row, where its columns hold it.
    pub fn of(self, row: &Map<String, Value>) -> Option<String> {
        match self {
            Label::Column(column) => row.get(column)?.as_str().map(str::to_owned),
            Label::Inside(column, key) => {
                let inside: Value = serde_json::from_str(row.get(column)?.as_str()?).ok()?;
                inside.get(key)?.as_str().map(str::to_owned)
            }
        }
    }
}

/// A column whose text comes from outside.
#[derive(Debug)]
pub struct Outside {
    /// It.
    pub column: &'static str,
    /// Where from.
    pub source: &'static str,
    /// The column that says so, and what it says of a row of our own.
    pub unless: (&'static str, &'static str),
}

/// A table whose rows are the items of a list of another entity.
#[derive(Debug)]
pub struct Link {
    /// The wire name of the entity that has the list.
    pub owner: &'static str,
    /// The column with the owner's id.
    pub owner_column: &'static str,
    /// The column with the item.
    pub item_column: &'static str,
    /// The list's name on the wire.
    pub field: &'static str,
}

/// The entity of a table.
pub fn of_table(table: &str) -> Option<&'static Entity> {
    ENTITIES.iter().find(|entity| entity.table == table)
}

/// The entity of a wire name.
pub fn of_name(name: &str) -> Option<&'static Entity> {
    ENTITIES.iter().find(|entity| entity.name == name && !name.is_empty())
}

/// What has left the house, or came from outside. An undo that took it off the record would make the record
/// untrue.
const LASTING: &[&str] = &["message", "httpRequest"];

impl Entity {
    /// Whether it stays on record, whatever is undone.
    pub fn is_lasting(&self) -> bool {
        LASTING.contains(&self.name)
    }

    /// Whether whoever reads one of it has read of people.
    pub fn tells_of_people(&self) -> bool {
        !self.personal.is_empty() || self.outside.is_some() || self.name == "conversation"
    }

    /// Its place in [`ENTITIES`].
    pub fn rank(&self) -> usize {
        ENTITIES.iter().position(|entity| entity.table == self.table).unwrap_or(usize::MAX)
    }

    /// "1 page", "3 sections".
    pub fn counted(&self, count: usize) -> String {
        format!("{count} {}", if count == 1 { self.singular } else { self.plural })
    }
}

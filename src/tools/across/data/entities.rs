//! The entities that queryData offers, and their fields, in one table, so that a test can try all of them.

mod records;

use crate::{
    error::{Code, Error, Result},
    id,
    store::{
        Param, TenantRead,
        entity::{self, Entity, Field, Kind},
        join, portable,
        select::{Comparison, Condition},
    },
};

pub(super) const fn field(name: &'static str, column: &'static str, kind: Kind) -> Field {
    Field::of(name, column, kind)
}

pub(super) const fn id_of<K: id::Kind>() -> Field {
    field("id", "id", Kind::Id(K::TYPE))
}

pub(super) const fn refers<K: id::Kind>(name: &'static str, column: &'static str) -> Field {
    field(name, column, Kind::Id(K::TYPE))
}

pub(super) const CREATED: Field = Field::CREATED_AT;

pub(super) const fn text(name: &'static str, column: &'static str) -> Field {
    field(name, column, Kind::Text)
}

pub(super) const fn json(name: &'static str, column: &'static str) -> Field {
    field(name, column, Kind::Json)
}

/// Subquery: the entities that a change has touched, by table.
const TOUCHED: &str = "SELECT 1 FROM change_row r
     WHERE r.tenant_id = change.tenant_id AND r.change_id = change.id AND r.entity";

/// Subquery: the entities that a proposal would touch, by name. The alias is for the check of query plans.
const PROPOSED: &str = portable!(
    "SELECT 1 FROM {objects proposal.changes, cte_things} WHERE {member cte_things.value, 'entity'}"
);

/// SQL list of the entities with personal data, by table and by name: `('contact', 'contact', 'customer_order',
/// 'order', …)`.
const PEOPLE: &str = {
    const PARTS: [&str; entity::ENTITIES.len() * 4 + 1] = people();
    join!(..PARTS)
};

#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
const fn people<const PARTS: usize>() -> [&'static str; PARTS] {
    let mut parts = [""; PARTS];
    let mut before = "('";
    let mut at = 0;
    while at < entity::ENTITIES.len() {
        let entity = &entity::ENTITIES[at];
        if entity.tells_of_people() {
            parts[at * 4] = before;
            parts[at * 4 + 1] = entity.table;
            parts[at * 4 + 2] = "', '";
            parts[at * 4 + 3] = entity.thing();
            before = "', '";
        }
        at += 1;
    }
    parts[PARTS - 1] = "')";
    parts
}

/// Every entity that can be queried.
pub fn all() -> impl Iterator<Item = &'static Entity> {
    let declared = entity::ENTITIES.iter().filter(|entity| entity.sort.is_some());
    declared.chain(records::ENTITIES)
}

/// The entity with that name.
pub fn find(name: &str) -> Option<&'static Entity> {
    all().find(|entity| entity.name == name)
}

/// Refuses an entity that the agent may not read.
///
/// # Errors
/// `PERMISSION_DENIED`, naming what it may read.
pub(super) fn refuse_beyond(db: &TenantRead<'_>, entity: &Entity) -> Result<()> {
    if entity.is_within(db) {
        return Ok(());
    }
    let within: Vec<&str> =
        all().filter(|known| known.is_within(db)).map(|known| known.name).collect();
    let sentence = format!("{} is not among what this agent may read", entity.name);
    let error = Error::new(Code::PermissionDenied, sentence);
    Err(match within.as_slice() {
        [] => error.suggest("tell the person what is missing"),
        some => error.suggest(format!("it may read {}", some.join(", "))),
    })
}

impl Entity {
    /// Whether its rows are records of agents: an agent that may not read everything sees only its own.
    pub fn is_of_agents(&self) -> bool {
        matches!(self.name, "proposal" | "change" | "call")
    }

    /// Whether the agent may read the entity.
    pub fn is_within(&self, db: &TenantRead<'_>) -> bool {
        match self.name {
            "call" => db.may_read_calls(),
            _ if self.is_of_agents() => db.may_read_everything(),
            name => db.may_read(name),
        }
    }

    /// A condition that excludes rows about entities that the agent may not read, because their text names them.
    pub(super) fn beyond(&self, db: &TenantRead<'_>) -> Option<Condition> {
        let (column, name): (_, fn(&entity::Entity) -> &'static str) = match self.name {
            "change" => (TOUCHED, |entity| entity.table),
            "proposal" => (PROPOSED, |entity| entity.thing()),
            _ => return None,
        };
        let unread = entity::ENTITIES.iter().filter(|entity| !db.may_read(entity.thing()));
        let values: Vec<Param<'static>> = unread.map(|entity| name(entity).into()).collect();
        let comparison = Comparison::NoneAmong;
        (!values.is_empty()).then_some(Condition { column, comparison, is_text: false, values })
    }

    /// A condition for rows about personal data, for records such as changes, whose subject decides.
    pub(super) fn where_it_tells_of_people(&self) -> Option<&'static str> {
        match self.name {
            "change" => Some(join!("EXISTS (", TOUCHED, " IN ", PEOPLE, ")")),
            "proposal" => Some(join!("EXISTS (", PROPOSED, " IN ", PEOPLE, ")")),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_says_something_of_people_is_known_to_here() {
        let listed = |name: &str| PEOPLE.contains(&format!("'{name}'"));
        for (name, is_listed) in [
            ("contact", true),
            ("customer_order", true),
            ("order", true),
            ("order_item", true),
            ("http_post", true),
            ("message", true),
            ("page", false),
            ("stage", false),
            ("message_template", false),
        ] {
            assert_eq!(listed(name), is_listed, "{name}: {PEOPLE}");
        }
        assert!(PEOPLE.starts_with("('contact', 'contact', 'tag'"), "{PEOPLE}");
        assert!(PEOPLE.ends_with("')"), "{PEOPLE}");
    }
}

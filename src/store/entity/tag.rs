//! Tags: what the business calls groups of its contacts.

use deskhand_entity::Entity;

use crate::id::TagId;

/// A tag as it is stored. It tells of people: it says what somebody is.
#[derive(Clone, Debug, Entity)]
#[entity(table = "tag", tools("contact"), people, label = name, sort = "name", new = NewTag)]
pub(crate) struct TagRow {
    pub(crate) id: TagId,
    #[column(impersonal, fixed)]
    #[expect(dead_code, reason = "tags are listed with their contact")]
    pub(crate) name: String,
    /// The name in lower case: `VIP` and `vip` are one tag.
    #[column(impersonal, fixed, hidden)]
    #[expect(dead_code, reason = "it is looked up by")]
    pub(crate) key: String,
}

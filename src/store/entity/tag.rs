//! Tags: names for groups of contacts.

use deskhand_entity::Entity;

use crate::id::TagId;

/// A row of `tag`. It counts as personal data, because a tag says something about a person.
#[derive(Clone, Debug, Entity)]
#[entity(table = "tag", tools("contact"), people, label = name, sort = "name", new = NewTag)]
pub(crate) struct TagRow {
    pub(crate) id: TagId,
    #[column(impersonal, fixed)]
    #[expect(dead_code, reason = "tags are listed with their contact")]
    pub(crate) name: String,
    /// The name in lower case, so that `VIP` and `vip` are the same tag.
    #[column(impersonal, fixed, hidden)]
    #[expect(dead_code, reason = "it is looked up by")]
    pub(crate) key: String,
}

//! Contacts: the people whom the business knows.

use crate::{clock::Time, id::ContactId};
use deskhand_entity::Entity;

/// A row of `contact`.
#[derive(Clone, Debug, Entity)]
#[entity(table = "contact", people, label = name, sort = "name", search = 'c', new = NewContact)]
#[entity(check = "a contact needs a phone number, an e-mail address or a WhatsApp user id")]
#[extra(
    expr = "coalesce((SELECT {joined t.name} FROM contact_tag l
             JOIN tag t ON t.tenant_id = l.tenant_id AND t.id = l.tag_id
             WHERE l.tenant_id = {row}.tenant_id AND l.contact_id = {row}.id), '')",
    hidden,
    search = body
)]
pub(crate) struct ContactRow {
    pub(crate) id: ContactId,
    // A contact whom WhatsApp or a form brought is called what it calls itself.
    #[column(personal, identity, external(source = "whatsapp", when = "name_from=whatsapp"), external(source = "form", when = "name_from=form"), beside = "nameFrom", search = title)]
    pub(crate) name: String,
    /// The source of the name (`whatsapp`, `form`); `None` if the business has set it.
    #[column(said = "", impersonal)]
    pub(crate) name_from: Option<String>,
    /// E.164.
    #[column(personal, identity, kind = crate::store::entity::Kind::Phone, search = phone)]
    pub(crate) phone: Option<String>,
    /// What WhatsApp calls them for this business alone.
    #[column(said = "WhatsApp", personal, identity)]
    pub(crate) whatsapp_user_id: Option<String>,
    /// As [`Email`](crate::value::Email) keeps it.
    #[column(personal, identity, kind = crate::store::entity::Kind::Email, search = body)]
    pub(crate) email: Option<String>,
    #[column(personal, identity, heavy)]
    pub(crate) address: String,
    #[column(impersonal, search = body)]
    pub(crate) city: String,
    // Staff write down here what a contact says, so it can be text from outside.
    #[column(personal, external(source = "notes"), heavy, search = body)]
    pub(crate) notes: String,
    #[column(default)]
    pub(crate) archived: bool,
    /// The ids of the contacts that were merged into it, with blanks between.
    #[column(said = "", impersonal, hidden, internal, default)]
    pub(crate) merged: String,
    pub(crate) version: i64,
    pub(crate) updated_at: Time,
}

//! Reads of contacts.

use crate::{
    error::Result,
    store::{
        TenantRead,
        entity::{ContactRow, Select, select},
    },
    value::{Email, Phone},
};

impl ContactRow {
    /// The contact in a sentence, with how to reach it, which tells it from others of the name, and its id.
    pub(crate) fn spoken(&self) -> String {
        match self.email.as_ref().or(self.phone.as_ref()) {
            Some(way) => format!("{}, {way} ({})", self.name, self.id),
            None => format!("{} ({})", self.name, self.id),
        }
    }

    /// The same for a sentence to an agent, which may not be allowed to read contacts; a name that the contact has
    /// chosen is left out, because it could not be marked as untrusted there.
    pub(crate) fn told(&self, db: &TenantRead<'_>) -> String {
        if db.may_read("contact") && self.name_from.is_none() {
            self.spoken()
        } else {
            format!("the contact {}", self.id)
        }
    }
}

/// The contact with that phone number, in whatever form it was stored.
pub(super) fn by_phone(db: &TenantRead<'_>, phone: &Phone) -> Result<Option<ContactRow>> {
    by_spellings(db, &phone.also_written())
}

/// The contact whose stored phone is one of these; earlier ones first.
pub(super) fn by_spellings(
    db: &TenantRead<'_>,
    spellings: &[String],
) -> Result<Option<ContactRow>> {
    const BY_PHONE: Select<ContactRow> = select!(ContactRow, "phone = :phone");
    first(spellings, |phone| db.row(&BY_PHONE, &[(":phone", phone.into())]))
}

/// The contact with that e-mail address, in whatever form it was stored.
pub(super) fn by_email(db: &TenantRead<'_>, email: &Email) -> Result<Option<ContactRow>> {
    const BY_EMAIL: Select<ContactRow> = select!(ContactRow, "email = :email");
    first(&email.spellings(), |email| db.row(&BY_EMAIL, &[(":email", email.into())]))
}

/// The contact with that WhatsApp user id.
pub(super) fn by_user_id(db: &TenantRead<'_>, user_id: &str) -> Result<Option<ContactRow>> {
    const BY_USER_ID: Select<ContactRow> = select!(ContactRow, "whatsapp_user_id = :user");
    db.row(&BY_USER_ID, &[(":user", user_id.into())])
}

/// The first contact found by one of the spellings; usually there is only one spelling.
fn first(
    spellings: &[String],
    find: impl Fn(&str) -> Result<Option<ContactRow>>,
) -> Result<Option<ContactRow>> {
    for spelling in spellings {
        if let Some(found) = find(spelling)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// A contact with that name as it is written, where the agent may know of it; not one whose name is its own choice,
/// which could not be marked as untrusted in a sentence.
pub(super) fn namesake(db: &TenantRead<'_>, name: &str) -> Result<Option<ContactRow>> {
    const NAMESAKE: Select<ContactRow> =
        select!(ContactRow, "name = :name AND name_from IS NULL ORDER BY id LIMIT 1");
    if !db.may_read("contact") {
        return Ok(None);
    }
    db.row(&NAMESAKE, &[(":name", name.into())])
}

/// The contacts with exactly that name; only a few are read, to detect an ambiguous name.
pub(super) fn by_name(db: &TenantRead<'_>, name: &str) -> Result<Vec<ContactRow>> {
    const AS_WRITTEN: Select<ContactRow> = select!(ContactRow, "name = :name ORDER BY id LIMIT 5");
    const AS_READ: Select<ContactRow> =
        select!(ContactRow, "text_fold(name) = text_fold(:name) ORDER BY id LIMIT 5");
    db.rows_named([&AS_WRITTEN, &AS_READ], name)
}

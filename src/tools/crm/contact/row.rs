//! The row of a contact, and the ways to look it up.

use crate::{
    error::Result,
    store::{
        TenantRead,
        entity::{ContactRow, Select, select},
    },
};

impl ContactRow {
    /// The contact in a sentence: which one, with its id.
    pub(crate) fn spoken(&self) -> String {
        format!("{} ({})", self.name, self.id)
    }

    /// The same in a sentence that is told to an agent, which may not be one that reads contacts, and in which nothing
    /// marks what the customers call themselves as their own words.
    pub(crate) fn told(&self, db: &TenantRead<'_>) -> String {
        if db.may_read("contact") && self.name_from.is_none() {
            self.spoken()
        } else {
            format!("the contact {}", self.id)
        }
    }
}

pub(crate) fn by_phone(db: &TenantRead<'_>, phone: &str) -> Result<Option<ContactRow>> {
    const BY_PHONE: Select<ContactRow> = select!(ContactRow, "phone = :phone");
    db.row(&BY_PHONE, &[(":phone", phone.into())])
}

pub(super) fn by_email(db: &TenantRead<'_>, email: &str) -> Result<Option<ContactRow>> {
    const BY_EMAIL: Select<ContactRow> = select!(ContactRow, "email = :email");
    db.row(&BY_EMAIL, &[(":email", email.into())])
}

/// The contacts of exactly that name; a few are enough to say that there are several.
pub(super) fn by_name(db: &TenantRead<'_>, name: &str) -> Result<Vec<ContactRow>> {
    const AS_WRITTEN: Select<ContactRow> = select!(ContactRow, "name = :name ORDER BY id LIMIT 5");
    const AS_READ: Select<ContactRow> =
        select!(ContactRow, "text_fold(name) = text_fold(:name) ORDER BY id LIMIT 5");
    db.rows_named([&AS_WRITTEN, &AS_READ], name)
}

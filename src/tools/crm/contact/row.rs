//! The row of a contact, and the ways to look it up.

use crate::{
    clock::Time,
    error::Result,
    id::ContactId,
    store::{Dml, Params, Row, Sql, TenantRead, TenantWrite},
};

/// A contact as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct ContactRow {
    pub(crate) id: ContactId,
    pub(crate) name: String,
    /// Whose word the name is, if not the business's.
    pub(super) name_from: Option<String>,
    /// E.164.
    pub(crate) phone: Option<String>,
    /// In lower case.
    pub(super) email: Option<String>,
    pub(super) address: String,
    pub(super) city: String,
    pub(super) notes: String,
    pub(super) archived: bool,
    pub(super) version: i64,
    pub(super) updated_at: Time,
}

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

/// A read of whole contacts; a constant cannot be joined with another at compile time.
macro_rules! contacts {
    ($condition:literal) => {
        Sql::scoped(concat!(
            "SELECT id, name, name_from, phone, email, address, city, notes, archived, version, updated_at
             FROM contact WHERE tenant_id = :tenant AND ",
            $condition
        ))
    };
}
pub(super) use contacts;

pub(super) fn by_id(db: &TenantRead<'_>, id: ContactId) -> Result<Option<ContactRow>> {
    const BY_ID: Sql = contacts!("id = :id");
    db.first(&BY_ID, &[(":id", id.into())], read)
}

pub(crate) fn by_phone(db: &TenantRead<'_>, phone: &str) -> Result<Option<ContactRow>> {
    const BY_PHONE: Sql = contacts!("phone = :phone");
    db.first(&BY_PHONE, &[(":phone", phone.into())], read)
}

pub(super) fn by_email(db: &TenantRead<'_>, email: &str) -> Result<Option<ContactRow>> {
    const BY_EMAIL: Sql = contacts!("email = :email");
    db.first(&BY_EMAIL, &[(":email", email.into())], read)
}

/// The contacts of exactly that name; a few are enough to say that there are several.
pub(super) fn by_name(db: &TenantRead<'_>, name: &str) -> Result<Vec<ContactRow>> {
    const BY_NAME: Sql = contacts!("name = :name ORDER BY id LIMIT 5");
    all(db, &BY_NAME, &[(":name", name.into())])
}

pub(super) fn all(
    db: &TenantRead<'_>,
    sql: &Sql,
    params: Params<'_, '_>,
) -> Result<Vec<ContactRow>> {
    db.all(sql, params, read)
}

fn read(row: &Row<'_>) -> Result<ContactRow> {
    Ok(ContactRow {
        id: row.id("id")?,
        name: row.text("name")?,
        name_from: row.text_or_none("name_from")?,
        phone: row.text_or_none("phone")?,
        email: row.text_or_none("email")?,
        address: row.text("address")?,
        city: row.text("city")?,
        notes: row.text("notes")?,
        archived: row.flag("archived")?,
        version: row.integer("version")?,
        updated_at: row.time("updated_at")?,
    })
}

/// Writes a new contact.
pub(super) fn insert(db: &mut TenantWrite<'_>, contact: &ContactRow) -> Result<()> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO contact (tenant_id, id, name, name_from, phone, email, address, city, notes, version,
                              created_at, updated_at)
         VALUES (:tenant, :id, :name, :from, :phone, :email, :address, :city, :notes, 1, :now, :now)",
    );
    db.execute(
        &ADD,
        &[
            (":id", contact.id.into()),
            (":name", (&contact.name).into()),
            (":from", contact.name_from.as_ref().into()),
            (":phone", contact.phone.as_ref().into()),
            (":email", contact.email.as_ref().into()),
            (":address", (&contact.address).into()),
            (":city", (&contact.city).into()),
            (":notes", (&contact.notes).into()),
            (":now", contact.updated_at.into()),
        ],
    )?;
    Ok(())
}

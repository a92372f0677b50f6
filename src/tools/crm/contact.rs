//! Contacts: the customers of a business, each with a phone number or an e-mail address.

pub mod create;
pub mod delete;
pub mod get;
pub mod merge;
pub mod update;

pub(crate) mod identity;

mod duplicates;
mod row;

use crate::{
    error::{Code, Error, Result},
    id::{self, ContactId},
    store::{TenantRead, entity::ContactRow},
    tools::the_only,
    value::{Email, Phone, Ref},
};

/// The contact with that id, phone number, e-mail address, WhatsApp user id or exact name; `None` if there is none.
///
/// # Errors
/// `NAME_AMBIGUOUS` if several have the name. `PERMISSION_DENIED` for anything but an id if the agent may not read
/// contacts, because the answer would reveal whether somebody has a phone number.
pub(crate) fn find(db: &TenantRead<'_>, contact: &Ref<id::Contact>) -> Result<Option<ContactRow>> {
    let name = match contact {
        Ref::Id(id) => return ContactRow::by_id(db, *id),
        Ref::Name(name) => name,
    };
    if !db.may_read("contact") {
        let sentence = "contact is not among what this agent may read, so it names one by id only";
        return Err(Error::new(Code::PermissionDenied, sentence)
            .suggest("send the id of the contact, con_…; an order and a conversation have it"));
    }
    if let Ok(email) = Email::parse(name) {
        return row::by_email(db, &email);
    }
    let spellings = Phone::spellings(name, &db.site()?.country);
    if let Some(contact) = row::by_spellings(db, &spellings)? {
        return Ok(Some(contact));
    }
    if identity::is_user_id(name) {
        return row::by_user_id(db, name);
    }
    the_only(name, row::by_name(db, name)?, ContactRow::spoken)
}

/// The contact that a text names where something of it is meant; `None` too where the agent may not read contacts.
///
/// # Errors
/// `NAME_AMBIGUOUS` if several have the name.
pub(super) fn named_by(db: &TenantRead<'_>, name: &str) -> Result<Option<ContactRow>> {
    if name.is_empty() || !db.may_read("contact") {
        return Ok(None);
    }
    find(db, &Ref::Name(name.to_owned()))
}

pub(crate) fn require(db: &TenantRead<'_>, contact: &Ref<id::Contact>) -> Result<ContactRow> {
    find(db, contact)?.ok_or_else(|| {
        Error::new(Code::ContactNotFound, format!("there is no contact `{contact}`"))
            .suggest("find it with getContact { query }")
    })
}

/// Refuses a phone number or an e-mail address that another contact has; `is_new` where the one that would get it is
/// not there yet.
fn refuse_known(
    db: &TenantRead<'_>,
    (own, is_new): (ContactId, bool),
    phone: Option<&Phone>,
    email: Option<&Email>,
) -> Result<()> {
    let other = |found: Option<ContactRow>| found.filter(|found| found.id != own);
    let known = |code, what: &str, other: &ContactRow| {
        if !db.may_read("contact") {
            return Error::new(code, format!("another contact has that {what} already"))
                .suggest("tell the person, who can look at it");
        }
        let next = if is_new {
            format!(
                "they may be one person: then change that one with updateContact {{ id: \"{}\" }}",
                other.id
            )
        } else {
            format!("they may be one person: ask which contact to keep, else send another {what}")
        };
        Error::new(code, format!("{} has that {what} already", other.told(db))).suggest(next)
    };
    if let Some(phone) = phone
        && let Some(other) = other(row::by_phone(db, phone)?)
    {
        return Err(known(Code::PhoneDuplicate, "phone number", &other));
    }
    if let Some(email) = email
        && let Some(other) = other(row::by_email(db, email)?)
    {
        return Err(known(Code::EmailDuplicate, "e-mail address", &other));
    }
    Ok(())
}

/// Refuses a contact without any way to reach it.
fn refuse_unreachable(ways: &[Option<&String>]) -> Result<()> {
    if ways.iter().all(Option::is_none) {
        return Err(Error::new(
            Code::ArgumentInvalid,
            "a contact needs a phone number or an e-mail address",
        )
        .suggest("ask for one of them and send `phone` or `email`"));
    }
    Ok(())
}

//! Contacts: the people of a business, each known by a phone number or an e-mail address.

pub mod create;
pub mod delete;
pub mod get;
pub mod update;

mod row;

pub(crate) use self::row::by_phone;
use crate::{
    error::{Code, Error, Result},
    id::{self, ContactId},
    store::{
        TenantRead, TenantWrite,
        entity::{ContactRow, NewContact},
    },
    tools::the_only,
    value::{Email, Phone, Ref},
};

/// The contact of that id, phone number, e-mail address or exact name; `None` when there is none.
///
/// # Errors
/// `NAME_AMBIGUOUS` when several have the name, `PERMISSION_DENIED` for anything but an id by who may not read
/// contacts: whether somebody has a phone number would be told.
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
    if let Ok(phone) = Phone::parse(name, &db.who().tenant.country) {
        return row::by_phone(db, &phone);
    }
    the_only(name, row::by_name(db, name)?, ContactRow::spoken)
}

pub(crate) fn require(db: &TenantRead<'_>, contact: &Ref<id::Contact>) -> Result<ContactRow> {
    find(db, contact)?.ok_or_else(|| {
        Error::new(Code::ContactNotFound, format!("there is no contact `{contact}`"))
            .suggest("find it with getContact { query }")
    })
}

/// Makes a contact of somebody who has written and whom nobody knew. The number is the network's, so it is not
/// held to what is known of its country.
pub(crate) fn meet(
    db: &mut TenantWrite<'_>,
    calls_itself: Option<&str>,
    phone: &str,
) -> Result<ContactId> {
    let contact = NewContact {
        id: ContactId::new(),
        name: calls_itself.unwrap_or(phone).to_owned(),
        name_from: calls_itself.map(|_| "whatsapp".to_owned()),
        phone: Some(phone.to_owned()),
        email: None,
        address: String::new(),
        city: String::new(),
        notes: String::new(),
    };
    contact.insert(db)?;
    Ok(contact.id)
}

/// Refuses a phone number or an e-mail address that another contact has.
fn refuse_known(
    db: &TenantRead<'_>,
    own: ContactId,
    phone: Option<&String>,
    email: Option<&String>,
) -> Result<()> {
    let other = |found: Option<ContactRow>| found.filter(|found| found.id != own);
    let known = |code, what: &str, other: &ContactRow| {
        if !db.may_read("contact") {
            return Error::new(code, format!("another contact has that {what} already"))
                .suggest("tell the person, who can look at it");
        }
        Error::new(code, format!("{} has that {what} already", other.told(db)))
            .suggest(format!("change that one with updateContact {{ id: \"{}\" }}", other.id))
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

/// Refuses a contact whom nobody can reach.
fn refuse_unreachable(phone: Option<&String>, email: Option<&String>) -> Result<()> {
    if phone.is_none() && email.is_none() {
        return Err(Error::new(
            Code::ArgumentInvalid,
            "a contact needs a phone number or an e-mail address",
        )
        .suggest("ask for one of them and send `phone` or `email`"));
    }
    Ok(())
}

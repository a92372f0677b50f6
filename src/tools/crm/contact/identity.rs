//! How WhatsApp identifies a contact: by phone number, and by a user id that is specific to this business.
//!
//! A message contains one of them or both. Users who hide their number have only the user id. A new number with a
//! known user id means that the number has changed, and it is updated. If two contacts turn out to be one person they
//! are merged, provided that one of them has only data from WhatsApp.

use super::row;
use crate::{
    error::Result,
    id::ContactId,
    store::{
        Sql, TenantRead, TenantWrite,
        entity::{ContactRow, NewContact},
    },
    value::{Email, Phone},
};

/// The longest user id: a country code, 128 characters, and a separator.
pub(crate) const USER_ID_CHARS_MAX: usize = 160;

/// Whether a text has the form of a user id: `US.13491208655302741918`.
pub(crate) fn is_user_id(text: &str) -> bool {
    text.len() <= USER_ID_CHARS_MAX
        && text.split_once('.').is_some_and(|(country, rest)| {
            country.len() == 2
                && country.bytes().all(|b| b.is_ascii_uppercase())
                && !rest.is_empty()
                && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
        })
}

/// What WhatsApp says about a person's identity.
#[derive(Clone, Debug, Default)]
pub(crate) struct Identity {
    pub(crate) phone: Option<Phone>,
    pub(crate) user_id: Option<String>,
    /// The profile name.
    pub(crate) name: Option<String>,
}

/// The contact of that identity; a second one if phone number and user id belong to two contacts.
pub(crate) fn known(
    db: &TenantRead<'_>,
    identity: &Identity,
) -> Result<(Option<ContactRow>, Option<ContactRow>)> {
    let by_user = match &identity.user_id {
        Some(user_id) => row::by_user_id(db, user_id)?,
        None => None,
    };
    let by_phone = match &identity.phone {
        Some(phone) => row::by_phone(db, phone)?,
        None => None,
    };
    Ok(match (by_user, by_phone) {
        (Some(one), Some(other)) if one.id != other.id => (Some(one), Some(other)),
        (Some(one), _) | (None, Some(one)) => (Some(one), None),
        (None, None) => (None, None),
    })
}

/// Creates a contact for an unknown person who has written. The number comes from WhatsApp, so it is not validated
/// against the rules of its country.
pub(crate) fn create_from_whatsapp(
    db: &mut TenantWrite<'_>,
    identity: &Identity,
) -> Result<ContactId> {
    let phone = identity.phone.as_ref().map(|phone| phone.to_string());
    let known_by = phone.clone().or_else(|| identity.user_id.clone()).unwrap_or_default();
    let contact = NewContact {
        id: ContactId::new(),
        name: identity.name.clone().unwrap_or(known_by),
        name_from: identity.name.as_ref().map(|_| "whatsapp".to_owned()),
        phone,
        whatsapp_user_id: identity.user_id.clone(),
        email: None,
        address: String::new(),
        city: String::new(),
        notes: String::new(),
    };
    contact.insert(db)?;
    Ok(contact.id)
}

/// Who says to have filled in a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct FormSender {
    pub(crate) name: Option<String>,
    pub(crate) email: Option<Email>,
    pub(crate) phone: Option<Phone>,
}

/// The contact with the e-mail address that somebody says to have, or else with the phone number.
pub(crate) fn known_to_form(
    db: &TenantRead<'_>,
    sender: &FormSender,
) -> Result<Option<ContactRow>> {
    let by_email = sender.email.as_ref().map(|email| row::by_email(db, email)).transpose()?;
    if let Some(known) = by_email.flatten() {
        return Ok(Some(known));
    }
    Ok(sender.phone.as_ref().map(|phone| row::by_phone(db, phone)).transpose()?.flatten())
}

/// Creates a contact for an unknown person who has filled in a form.
pub(crate) fn create_from_form(db: &mut TenantWrite<'_>, sender: &FormSender) -> Result<ContactId> {
    let phone = sender.phone.as_ref().map(|phone| phone.to_string());
    let email = sender.email.as_ref().map(|email| email.to_string());
    let known_by = email.clone().or_else(|| phone.clone()).unwrap_or_default();
    let contact = NewContact {
        id: ContactId::new(),
        name: sender.name.clone().unwrap_or(known_by),
        name_from: Some("form".to_owned()),
        phone,
        whatsapp_user_id: None,
        email,
        address: String::new(),
        city: String::new(),
        notes: String::new(),
    };
    contact.insert(db)?;
    Ok(contact.id)
}

/// Stores a contact's new identifiers. An identifier of another contact is not taken over.
pub(crate) fn learn(
    db: &mut TenantWrite<'_>,
    mut contact: ContactRow,
    identity: &Identity,
) -> Result<()> {
    let (phone, user_id) = (contact.phone.clone(), contact.whatsapp_user_id.clone());
    if let Some(new) = &identity.phone {
        let is_known = phone.as_ref().is_some_and(|known| new.also_written().contains(known));
        let is_free = !is_known && row::by_phone(db, new)?.is_none();
        // If the name is only the number, it changes with the number.
        if is_free && phone.as_ref().is_some_and(|known| *known == contact.name) {
            contact.name = new.to_string();
        }
        if is_free {
            contact.phone = Some(new.to_string());
        }
    }
    if let Some(new) = identity.user_id.as_ref().filter(|new| user_id.as_ref() != Some(*new))
        && row::by_user_id(db, new)?.is_none()
    {
        contact.whatsapp_user_id = Some(new.clone());
    }
    if (&phone, &user_id) != (&contact.phone, &contact.whatsapp_user_id) {
        contact.save(db)?;
    }
    Ok(())
}

/// Whether a contact has only data from WhatsApp, so that nothing is lost by merging it into another one.
pub(crate) fn has_only_whatsapp_data(db: &TenantRead<'_>, contact: &ContactRow) -> Result<bool> {
    const TIED: Sql = Sql::scoped(
        "SELECT (SELECT count(*) FROM customer_order o WHERE o.tenant_id = :tenant AND o.contact_id = :contact)
              + (SELECT count(*) FROM conversation v WHERE v.tenant_id = :tenant AND v.contact_id = :contact
                   AND v.channel <> 'whatsapp')
              + (SELECT count(*) FROM contact_tag l WHERE l.tenant_id = :tenant AND l.contact_id = :contact) AS n",
    );
    let known_by = [&contact.phone, &contact.whatsapp_user_id];
    let is_named_by_others = contact.name_from.is_some()
        || known_by.into_iter().flatten().any(|known| *known == contact.name);
    let texts = [&contact.address, &contact.city, &contact.notes];
    let is_bare = contact.email.is_none() && texts.iter().all(|text| text.is_empty());
    Ok(is_named_by_others && is_bare && db.count(&TIED, &[(":contact", contact.id.into())])? == 0)
}

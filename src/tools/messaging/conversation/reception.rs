//! Takes in what visitors send by the forms of the site: each is a conversation of its own, with one message that holds
//! the fields.
//!
//! Whoever wrote is found by e-mail address or phone number, or becomes a contact. What a visitor types never changes a
//! contact: where it differs, that is noted. What is taken for spam belongs to nobody until a person says that it is
//! none.

mod receive;

pub use self::receive::{Limit, Received, Taken, take};
pub(crate) use self::receive::{add_word, has_come};
use super::row::FORM;
use crate::{
    error::{Error, Result},
    id::{ContactId, OrderId, PackageId},
    site::form::{FieldKind, Word},
    store::{
        TenantWrite,
        entity::{ContactRow, ConversationRow, PackageRow},
    },
    tools::{
        crm::{
            contact::identity::{self, FormSender},
            order,
        },
        messaging::{enquiry::Enquiry, message::row},
    },
    value::{Email, Phone},
};

/// Finds the contact of a conversation that has none yet, or makes one, and opens what the form opens.
pub(in crate::tools::messaging) fn adopt(
    db: &mut TenantWrite<'_>,
    conversation: &mut ConversationRow,
) -> Result<()> {
    if conversation.contact_id.is_some() || conversation.channel != FORM {
        return Ok(());
    }
    let message = row::enquiry_of(db, conversation.id)?;
    let Some(text) = message.as_ref().and_then(|message| message.enquiry.as_deref()) else {
        return Err(Error::internal("an enquiry without its fields"));
    };
    let mut enquiry = Enquiry::read(text)?;
    conversation.contact_id = Some(welcome(db, &mut enquiry)?);
    if let Some(message) = &message {
        row::set_enquiry(db, message.id, &enquiry.stored()?)?;
    }
    Ok(())
}

/// The contact who wrote, who may be new, and the order that the form opens for them. Both are noted in the enquiry.
fn welcome(db: &mut TenantWrite<'_>, enquiry: &mut Enquiry) -> Result<ContactId> {
    let sender = sender(enquiry, &db.site()?.country);
    let contact = match identity::known_to_form(db, &sender)? {
        Some(known) => {
            enquiry.differs = differs(&known, &sender);
            known.id
        }
        None => identity::create_from_form(db, &sender)?,
    };
    if enquiry.opens_order {
        enquiry.order = open_order(db, contact, enquiry)?.map(|order| order.to_string());
    }
    Ok(contact)
}

/// Who wrote, as far as they say.
fn sender(enquiry: &Enquiry, country: &str) -> FormSender {
    FormSender {
        name: enquiry.said(FieldKind::Name).map(str::to_owned),
        email: enquiry.said(FieldKind::Email).and_then(|text| Email::parse(text).ok()),
        phone: enquiry.said(FieldKind::Phone).and_then(|text| Phone::parse(text, country).ok()),
    }
}

/// What a visitor says otherwise than the contact has it. What the contact does not have yet counts as well: nobody has
/// said that it is theirs.
fn differs(known: &ContactRow, sender: &FormSender) -> Vec<String> {
    let FormSender { name, email, phone } = sender;
    let same_email =
        |email: &Email| known.email.as_ref().is_some_and(|known| email.spellings().contains(known));
    let same_phone = |phone: &Phone| {
        known.phone.as_ref().is_some_and(|known| phone.also_written().contains(known))
    };
    let is_other = [
        ("name", name.as_ref().is_some_and(|name| *name != known.name)),
        ("email", email.as_ref().is_some_and(|email| !same_email(email))),
        ("phone", phone.as_ref().is_some_and(|phone| !same_phone(phone))),
    ];
    let other = is_other.into_iter().filter(|(_, is_other)| *is_other);
    other.map(|(field, _)| field.to_owned()).collect()
}

/// Opens the order of an enquiry. One that cannot be opened (a package that is gone, a stage that is full) stands in
/// the way of nothing: the enquiry is kept without.
fn open_order(
    db: &mut TenantWrite<'_>,
    contact: ContactId,
    enquiry: &Enquiry,
) -> Result<Option<OrderId>> {
    let named = enquiry.fields.iter().find_map(|field| field.package.as_deref());
    let package = match named.and_then(|id| id.parse::<PackageId>().ok()) {
        Some(id) => PackageRow::by_id(db, id)?.map(|package| package.id),
        None => None,
    };
    let title = Word::Enquiry.said(&db.site()?.locale);
    let opened = order::create::opened(db, contact, (package, title), &enquiry.wishes());
    Ok(opened.inspect_err(|error| tracing::info!("an enquiry opened no order: {error}")).ok())
}

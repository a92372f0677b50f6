//! Enquiries: what visitors send by the forms of the site. Each is a conversation of its own, with one message that holds
//! the fields.
//!
//! Whoever wrote is found by e-mail address or phone number, or becomes a contact. What a visitor types never changes a
//! contact: where it differs, that is noted. What is taken for spam belongs to nobody until a person says that it is none.

mod receive;

use serde::{Deserialize, Serialize};

pub use self::receive::{Limit, Received, Taken, take};
use super::{conversation::row::FORM, message::row};
use crate::{
    error::{Error, Result},
    id::{ContactId, OrderId, PackageId},
    site::form::{FieldKind, Word},
    store::{
        TenantWrite,
        entity::{ContactRow, ConversationRow, PackageRow},
    },
    tools::crm::{
        contact::identity::{self, FormSender},
        order,
    },
    value::{Email, Phone},
};

/// What a message of the kind `enquiry` holds beside its text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Enquiry {
    /// The section with the form.
    pub form: String,
    /// The page that it stands on; empty for the home page.
    pub page: String,
    /// The language in which the visitor read it, in which any consent was given.
    pub locale: String,
    pub fields: Vec<FieldValue>,
    /// Whether the form opens orders.
    pub opens_order: bool,
    /// The fields in which the visitor differs from the contact that was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<String>,
    /// The order that it opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// Why it was taken for spam.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spam: Option<String>,
}

/// A field that was filled in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FieldValue {
    pub kind: FieldKind,
    /// As the business calls it.
    pub label: String,
    pub value: String,
    /// The package of a field of that kind; its name is the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
}

impl Enquiry {
    /// Parses what is stored.
    pub(super) fn read(text: &str) -> Result<Enquiry> {
        serde_json::from_str(text).map_err(Error::internal)
    }

    fn stored(&self) -> Result<String> {
        serde_json::to_string(self).map_err(Error::internal)
    }

    /// A line for each field, and paragraphs for messages.
    pub(super) fn text(&self) -> String {
        let of = |field: &FieldValue| match field.kind {
            FieldKind::LongText => format!("{}:\n{}", field.label, field.value),
            _ => format!("{}: {}", field.label, field.value),
        };
        self.fields.iter().map(of).collect::<Vec<_>>().join("\n")
    }

    /// Links by which a person answers whoever wrote.
    pub(super) fn ways(&self) -> Vec<String> {
        let mail = self.said(FieldKind::Email).map(|address| {
            // What stands in an address and has a meaning in a link.
            let address = address.replace('%', "%25").replace('?', "%3F").replace('&', "%26");
            format!("mailto:{}", address.replace('#', "%23"))
        });
        let call = self.said(FieldKind::Phone).map(|number| format!("tel:{number}"));
        mail.into_iter().chain(call).collect()
    }

    fn said(&self, kind: FieldKind) -> Option<&str> {
        self.fields.iter().find(|field| field.kind == kind).map(|field| field.value.as_str())
    }

    /// Who wrote, as far as they say.
    fn sender(&self, country: &str) -> FormSender {
        FormSender {
            name: self.said(FieldKind::Name).map(str::to_owned),
            email: self.said(FieldKind::Email).and_then(|text| Email::parse(text).ok()),
            phone: self.said(FieldKind::Phone).and_then(|text| Phone::parse(text, country).ok()),
        }
    }

    /// What the order says that it opens: the wishes, without what the contact has.
    fn wishes(&self) -> String {
        let is_of_contact =
            |kind| matches!(kind, FieldKind::Name | FieldKind::Email | FieldKind::Phone);
        let fields = self.fields.iter().filter(|field| !is_of_contact(field.kind));
        Enquiry { fields: fields.cloned().collect(), ..self.clone() }.text()
    }
}

/// Finds the contact of a conversation that has none yet, or makes one, and opens what the form opens.
pub(super) fn adopt(db: &mut TenantWrite<'_>, conversation: &mut ConversationRow) -> Result<()> {
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
    let sender = enquiry.sender(&db.site()?.country);
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

/// Opens the order of an enquiry. One that cannot be opened (a package that is gone, a stage that is full) stands in the
/// way of nothing: the enquiry is kept without.
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

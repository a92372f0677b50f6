//! `createContact`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{get::ContactOut, row};
use crate::{
    error::Result,
    id::ContactId,
    store::{TenantWrite, entity::NewContact},
    tool::{Command, Resource, Spec},
    tools::crm::tag::{self, TagName},
    value::{Email, Line, Name, Phone, Text},
};

/// The tool.
pub static TOOL: Command<Input, ContactOut> = Command::new(
    Spec {
        name: "createContact",
        title: "Create a contact",
        description: "Create a customer or other contact, with a phone or an email.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    #[schemars(extend("x-personal" = true))]
    name: Name,
    #[schemars(extend("x-personal" = true))]
    phone: Option<Line<1, 40>>,
    email: Option<Email>,
    #[schemars(extend("x-personal" = true))]
    address: Option<Text<0, 500>>,
    #[schemars(extend("x-personal" = true))]
    city: Option<Line<0, 200>>,
    #[schemars(extend("x-personal" = true))]
    notes: Option<Text<0, 5000>>,
    #[serde(default)]
    #[schemars(length(max = 50))]
    tags: Vec<TagName>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<ContactOut>> {
    let phone = input.phone.map(|phone| Phone::parse(&phone, &db.site()?.country)).transpose()?;
    let email = input.email;
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let contact = NewContact {
        id: ContactId::new(),
        name: input.name.to_string(),
        name_from: None,
        phone: phone.as_ref().map(|phone| phone.to_string()),
        whatsapp_user_id: None,
        email: email.as_ref().map(|email| email.to_string()),
        address: text(input.address.as_deref()),
        city: text(input.city.as_deref()),
        notes: text(input.notes.as_deref()),
    };
    // It needs a way to be reached, and must not exist yet.
    super::refuse_unreachable(&[contact.phone.as_ref(), contact.email.as_ref()])?;
    super::refuse_known(db, (contact.id, true), phone.as_ref(), email.as_ref())?;

    let namesake = row::namesake(db, &contact.name)?;
    contact.insert(db)?;
    tag::add(db, contact.id, &input.tags)?;
    let note = namesake.map(|other| {
        format!(
            "{} was there already: if it is the same person, undo this and add to that one with updateContact.",
            other.spoken()
        )
    });
    Ok(ContactOut::written(db, contact.id)?.noting(note))
}

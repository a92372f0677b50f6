//! `updateContact`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::get::ContactOut;
use crate::{
    error::Result,
    id,
    store::{TenantWrite, ledger},
    tool::{Command, Resource, Spec},
    tools::crm::tag::{self, TagName},
    value::{Email, Line, Name, Patch, Phone, Ref, Text, with_line},
};

/// The tool.
pub static TOOL: Command<Input, ContactOut> = Command::new(
    Spec {
        name: "updateContact",
        title: "Update a contact",
        description: "Update, tag or archive a contact.",
    },
    run,
);

/// Characters of what is noted down.
const NOTES_MAX: usize = 5_000;

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Ref<id::Contact>,
    #[schemars(extend("x-personal" = true))]
    name: Option<Name>,
    #[serde(default)]
    #[schemars(extend("x-personal" = true))]
    phone: Patch<Line<1, 40>>,
    #[serde(default)]
    email: Patch<Email>,
    #[schemars(extend("x-personal" = true))]
    address: Option<Text<0, 500>>,
    #[schemars(extend("x-personal" = true))]
    city: Option<Line<0, 200>>,
    #[schemars(extend("x-personal" = true))]
    notes: Option<Text<0, NOTES_MAX>>,
    #[schemars(extend("x-personal" = true))]
    add_note: Option<Text<1, NOTES_MAX>>,
    archived: Option<bool>,
    #[serde(default)]
    #[schemars(length(max = 50))]
    add_tags: Vec<TagName>,
    #[serde(default)]
    #[schemars(length(max = 50), extend("x-unlisted" = true))]
    remove_tags: Vec<TagName>,
    expected_version: Option<i64>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<ContactOut>> {
    // It must exist, in the version that the caller expects.
    let mut contact = super::require(db, &input.id)?;
    let key = contact.id.to_string();
    ledger::expect_version(db, "contact", &key, contact.version, input.expected_version)?;

    let set = |field: &mut String, value: Option<&str>| {
        if let Some(value) = value {
            value.clone_into(field);
        }
    };
    if input.name.as_ref().is_some_and(|name| **name != *contact.name) {
        // From now on the name counts as the business's own text.
        contact.name_from = None;
    }
    set(&mut contact.name, input.name.as_deref());
    set(&mut contact.address, input.address.as_deref());
    set(&mut contact.city, input.city.as_deref());
    set(&mut contact.notes, input.notes.as_deref());
    if let Some(line) = input.add_note.as_deref() {
        contact.notes = with_line("addNote", &contact.notes, line, NOTES_MAX)?;
    }
    contact.archived = input.archived.unwrap_or(contact.archived);
    let (old_phone, old_email) = (contact.phone.clone(), contact.email.clone());
    let (mut phone, mut email) = (None, None);
    match input.phone {
        Patch::Absent => {}
        Patch::Null => contact.phone = None,
        Patch::Value(given) => {
            let given = phone.insert(Phone::parse(&given, &db.site()?.country)?);
            contact.phone = Some(given.to_string());
        }
    }
    match input.email {
        Patch::Absent => {}
        Patch::Null => contact.email = None,
        Patch::Value(given) => contact.email = Some(email.insert(given).to_string()),
    }
    let ways = [&contact.phone, &contact.email, &contact.whatsapp_user_id].map(Option::as_ref);
    super::refuse_unreachable(&ways)?;
    let new_phone = phone.as_ref().filter(|_| contact.phone != old_phone);
    let new_email = email.as_ref().filter(|_| contact.email != old_email);
    super::refuse_known(db, (contact.id, false), new_phone, new_email)?;

    let removed = tag::remove(db, contact.id, &input.remove_tags)?;
    let added = tag::add(db, contact.id, &input.add_tags)?;
    contact.save_also(db, removed || added)?;
    // A tag that was taken and given again has not changed, and the answer says so.
    if removed && added {
        db.settle()?;
    }
    ContactOut::written(db, contact.id)
}

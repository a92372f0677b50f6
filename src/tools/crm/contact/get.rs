//! `getContact`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    duplicates::{self, Alike},
    row,
};
use crate::{
    clock::Time,
    error::{Code, Error, Result},
    id::{self, ContactId},
    store::{
        Sql, TenantRead,
        entity::{ContactRow, Table as _},
        join,
    },
    tool::{Listing, Paging, Query, Resource, Spec},
    tools::{
        crm::{
            order::{self, OrderOut},
            tag,
        },
        exactly_one, found, found_where,
    },
    value::{Email, Line, Phone, Ref, Trust, Untrusted, Words, digits, words_schema},
};

/// The tool.
pub static TOOL: Query<Input, ContactOut> = Query::new(
    Spec {
        name: "getContact",
        title: "Get contacts",
        description: "Get customers and other contacts. One of id, phone, email, query, tag, all.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Option<Ref<id::Contact>>,
    #[schemars(extend("x-personal" = true))]
    phone: Option<Line<1, 40>>,
    email: Option<Email>,
    #[schemars(extend("x-personal" = true))]
    query: Option<Line<1, 200>>,
    tag: Option<Ref<id::Tag>>,
    #[serde(default)]
    all: bool,
    /// Who may be there twice.
    #[serde(default)]
    #[schemars(extend("x-unlisted" = true))]
    duplicates: bool,
    #[serde(default)]
    include_orders: bool,
}

/// A contact as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct ContactOut {
    id: ContactId,
    name: String,
    // Set if the contact has chosen the name; `source` says where.
    #[serde(skip_serializing_if = "Option::is_none")]
    trust: Option<Trust>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    // The only identifier of a contact who hides the phone number on WhatsApp.
    #[serde(skip_serializing_if = "Option::is_none")]
    whatsapp_user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    address: String,
    city: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "words_schema")]
    notes: Option<Untrusted<Words>>,
    tags: Vec<String>,
    archived: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    orders: Option<Vec<OrderOut>>,
    // Others that may be the same person.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(skip)]
    alike: Vec<Alike>,
    version: i64,
    updated_at: Time,
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<ContactOut>> {
    exactly_one(&[
        ("id", input.id.is_some()),
        ("phone", input.phone.is_some()),
        ("email", input.email.is_some()),
        ("query", input.query.is_some()),
        ("tag", input.tag.is_some()),
        ("all", input.all),
        ("duplicates", input.duplicates),
    ])?;
    if input.include_orders && !db.may_read("order") {
        let sentence = "order is not among what this agent may read";
        return Err(Error::new(Code::PermissionDenied, sentence).suggest("leave includeOrders out"));
    }
    let mut alike = BTreeMap::new();
    let listing = if input.duplicates {
        let (listing, found) = duplicates::listed(db, paging)?;
        alike = found;
        listing
    } else if let Some(contact) = &input.id {
        Listing::one(super::find(db, contact)?)
    } else if let Some(phone) = &input.phone {
        by_phone(db, phone, paging)?
    } else if let Some(email) = &input.email {
        Listing::one(row::by_email(db, email)?)
    } else if let Some(query) = &input.query {
        found(db, query, paging)?
    } else {
        listed(db, input.tag.as_ref(), paging)?
    };
    let ids: Vec<ContactId> = listing.items().iter().map(|contact| contact.id).collect();
    let tags = tag::of(db, &ids)?;
    let mut orders = input.include_orders.then(|| order::of_contacts(db, &ids)).transpose()?;
    listing.map(|contact| {
        let orders = orders.as_mut().map(|all| all.remove(&contact.id).unwrap_or_default());
        let tags = tags.get(&contact.id).cloned().unwrap_or_default();
        let alike = alike.remove(&contact.id).unwrap_or_default();
        Ok(ContactOut { orders, alike, ..ContactOut::of(contact, tags) })
    })
}

/// The contact with that number, or those whose numbers contain it.
fn by_phone(
    db: &TenantRead<'_>,
    phone: &Line<1, 40>,
    paging: &Paging,
) -> Result<Listing<ContactRow>> {
    let site = db.site()?;
    let country = &site.country;
    if let Some(one) = row::by_spellings(db, &Phone::spellings(phone, country))? {
        return Ok(Listing::one(Some(one)));
    }
    if digits(phone).len() < PART_DIGITS_MIN {
        let sentence = format!("`{}` is too little of a phone number", &**phone);
        let next = format!("send at least {PART_DIGITS_MIN} digits of it");
        return Err(Error::new(Code::PhoneInvalid, sentence).suggest(next));
    }
    // What is a whole number somewhere can be a part of another: `55 1234 5678` of `+52 55 1234 5678`. The search takes
    // digits for words as well where they are no part of a number.
    let parts = Phone::parts(phone, country);
    let has = |kept: &str| parts.iter().any(|part| digits(kept).contains(part));
    let has = |contact: &ContactRow| contact.phone.as_deref().is_some_and(has);
    found_where(db, phone, paging, Some(&has))
}

/// Fewer digits occur in too many numbers.
const PART_DIGITS_MIN: usize = 4;

/// Contacts ordered by name.
fn listed(
    db: &TenantRead<'_>,
    tag: Option<&Ref<id::Tag>>,
    paging: &Paging,
) -> Result<Listing<ContactRow>> {
    // The search keeps the names folded, in order. The contacts themselves stand on lines of their own, which a count
    // leaves out.
    const ALL: Sql = Sql::scoped(join!(
        "SELECT ",
        ContactRow::COLUMNS,
        ", d.title AS title
         FROM search_document d
LEFT JOIN contact ON contact.tenant_id = d.tenant_id AND contact.id = d.row_key
         WHERE d.tenant_id = :tenant AND d.entity = 'contact' AND (d.title, d.row_key) > (:title, :after)
         ORDER BY d.title, d.row_key LIMIT :fetch",
    ));
    const TAGGED: Sql = Sql::scoped(join!(
        "SELECT ",
        ContactRow::COLUMNS,
        ", d.title AS title
         FROM contact_tag l
         JOIN search_document d ON d.tenant_id = l.tenant_id AND d.entity = 'contact'
           AND d.row_key = l.contact_id
LEFT JOIN contact ON contact.tenant_id = d.tenant_id AND contact.id = d.row_key
         WHERE l.tenant_id = :tenant AND l.tag_id = :tag AND (d.title, d.row_key) > (:title, :after)
         ORDER BY d.title, d.row_key LIMIT :fetch",
    ));
    let (title, after): (String, String) = paging.after_or((String::new(), String::new()))?;
    let mut params =
        vec![(":title", title.into()), (":after", after.into()), (":fetch", paging.fetch().into())];
    let sql = match tag {
        None => &ALL,
        Some(tag) => {
            params.push((":tag", tag::require(db, tag)?.into()));
            &TAGGED
        }
    };
    let rows = db.all(sql, &params, |row| {
        if row.text_or_none("id")?.is_none() {
            return Ok(None);
        }
        Ok(Some((row.text("title")?, ContactRow::read(row)?)))
    })?;
    let rows: Vec<(String, ContactRow)> = rows.into_iter().flatten().collect();
    let listing = Listing::page(rows, paging, |(title, row)| (title.clone(), row.id));
    listing.map(|(_, row)| Ok(row))
}

impl ContactOut {
    fn of(contact: ContactRow, tags: Vec<String>) -> ContactOut {
        ContactOut {
            id: contact.id,
            tags,
            name: contact.name,
            trust: contact.name_from.as_ref().map(|_| Trust::Untrusted),
            source: contact.name_from,
            phone: contact.phone,
            whatsapp_user_id: contact.whatsapp_user_id,
            email: contact.email,
            address: contact.address,
            city: contact.city,
            notes: Untrusted::words("notes", contact.notes),
            archived: contact.archived,
            orders: None,
            alike: Vec::new(),
            version: contact.version,
            updated_at: contact.updated_at,
        }
    }

    /// The contact after a write.
    pub(super) fn written(db: &TenantRead<'_>, id: ContactId) -> Result<Resource<ContactOut>> {
        let row = ContactRow::by_id(db, id)?.ok_or_else(|| Error::internal("a contact is gone"))?;
        let tags = tag::of(db, &[id])?.remove(&id).unwrap_or_default();
        Ok(Resource::new(ContactOut::of(row, tags)))
    }
}

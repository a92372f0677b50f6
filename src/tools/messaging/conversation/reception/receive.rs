//! Takes in what a visitor has sent, each once: a second copy within an hour is the first, and of too many from one
//! address or to one site the rest is refused, which the visitor is told.

use super::welcome;
use crate::{
    clock::{self, Time},
    error::Result,
    id::{ContactId, ConversationId},
    site::form::FieldKind,
    store::{
        Dml, Sql, TenantRead, TenantWrite,
        entity::{ConversationRow, MessageRow, NewConversation, Select, select},
    },
    tools::messaging::{
        conversation::row::{ACTIVE, FORM, SPAM},
        enquiry::{Enquiry, FieldValue},
        message::row,
    },
};

/// How many come from one address and to one site, in a time.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// From one address within ten minutes.
    pub of_address: i64,
    /// To one site within an hour: what is taken for spam and what is not are counted apart, so that spam does not keep
    /// customers out.
    pub of_site: i64,
}

impl Default for Limit {
    fn default() -> Limit {
        Limit { of_address: 5, of_site: 60 }
    }
}

const ADDRESS_MS: i64 = 10 * 60 * 1000;
const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// What a visitor has sent, checked.
#[derive(Clone, Debug)]
pub struct Received {
    /// The section with the form, or what else it came by.
    pub form: String,
    pub page: String,
    pub locale: String,
    pub fields: Vec<FieldValue>,
    pub opens_order: bool,
    /// Why it is taken for spam, if it is.
    pub spam: Option<&'static str>,
    /// The digest of the form and of all that was typed.
    pub digest: String,
    /// The digest of the sender's address, where it is known.
    pub address: Option<String>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    Kept(ConversationId),
    /// A second copy.
    Known,
    /// Too many have come, from one address or to the whole site; nothing was kept.
    TooMany {
        of_address: bool,
    },
}

/// Keeps what was received. The caller records the change.
///
/// # Errors
/// Only the store's.
pub fn take(db: &mut TenantWrite<'_>, received: Received, limit: Limit) -> Result<Taken> {
    let at = db.now()?;
    forget_old(db, at)?;
    if is_known(db, &received, at)? {
        return Ok(Taken::Known);
    }
    if let Some(of_address) = is_too_many(db, &received, limit, at)? {
        return Ok(Taken::TooMany { of_address });
    }
    note(db, &received, at)?;
    let Received { form, page, locale, fields, opens_order, spam, .. } = received;
    let mut enquiry = Enquiry {
        form,
        page,
        locale,
        fields,
        opens_order,
        differs: Vec::new(),
        order: None,
        spam: spam.map(str::to_owned),
    };
    let contact = match spam {
        None => Some(welcome(db, &mut enquiry)?),
        Some(_) => None,
    };
    let now = clock::now();
    let conversation = NewConversation {
        id: ConversationId::new(),
        contact_id: contact,
        channel: FORM.to_owned(),
        status: if spam.is_some() { SPAM } else { ACTIVE }.to_owned(),
        last_message_at: now,
    };
    conversation.insert(db)?;
    row::add(db, &message(conversation.id, &enquiry, now)?)?;
    Ok(Taken::Kept(conversation.id))
}

/// Adds to the enquiries of a contact what they have done by a link: to the latest, which is open again, else to a new
/// one.
///
/// # Errors
/// Only the store's.
pub(crate) fn add_word(
    db: &mut TenantWrite<'_>,
    contact: ContactId,
    (form, label, said): (&str, &str, String),
) -> Result<()> {
    const LATEST: Select<ConversationRow> = select!(
        ConversationRow,
        "v.contact_id = :contact AND v.channel = :channel AND v.status <> :spam
         ORDER BY v.last_message_at DESC, v.id DESC LIMIT 1"
    );
    let params = [(":contact", contact.into()), (":channel", FORM.into()), (":spam", SPAM.into())];
    let now = clock::now();
    let conversation = if let Some(mut known) = db.row(&LATEST, &params)? {
        ACTIVE.clone_into(&mut known.status);
        known.last_message_at = now;
        known.save(db)?;
        known.id
    } else {
        let new = NewConversation {
            id: ConversationId::new(),
            contact_id: Some(contact),
            channel: FORM.to_owned(),
            status: ACTIVE.to_owned(),
            last_message_at: now,
        };
        new.insert(db)?;
        new.id
    };
    let field =
        FieldValue { kind: FieldKind::Text, label: label.to_owned(), value: said, package: None };
    let enquiry = Enquiry {
        form: form.to_owned(),
        page: String::new(),
        locale: db.site()?.locale.clone(),
        fields: vec![field],
        opens_order: false,
        differs: Vec::new(),
        order: None,
        spam: None,
    };
    row::add(db, &message(conversation, &enquiry, now)?)?;
    count(db)
}

fn message(conversation: ConversationId, enquiry: &Enquiry, now: Time) -> Result<MessageRow> {
    Ok(MessageRow {
        direction: "in".to_owned(),
        kind: "enquiry".to_owned(),
        enquiry: Some(enquiry.stored()?),
        status: "received".to_owned(),
        ..row::plain(conversation, enquiry.text(), now)
    })
}

/// Whether the same has come within an hour.
///
/// # Errors
/// Only the store's.
pub(crate) fn has_come(db: &TenantRead<'_>, received: &Received) -> Result<bool> {
    is_known(db, received, db.now()?)
}

fn is_known(db: &TenantRead<'_>, received: &Received, at: Time) -> Result<bool> {
    const KNOWN: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM form_post
         WHERE tenant_id = :tenant AND at > :since AND digest = :digest",
    );
    let since = at.plus_ms(-HOUR_MS);
    let params = [(":since", since.into()), (":digest", (&received.digest).into())];
    Ok(db.count(&KNOWN, &params)? > 0)
}

/// Whether too many have come: of the address, or of the whole site.
fn is_too_many(
    db: &TenantRead<'_>,
    received: &Received,
    limit: Limit,
    at: Time,
) -> Result<Option<bool>> {
    const OF_SITE: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM form_post
         WHERE tenant_id = :tenant AND at > :since AND is_spam = :spam",
    );
    const OF_ADDRESS: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM form_post
         WHERE tenant_id = :tenant AND at > :since AND address = :address",
    );
    let since = |ms: i64| (":since", at.plus_ms(-ms).into());
    let spam = (":spam", received.spam.is_some().into());
    if db.count(&OF_SITE, &[since(HOUR_MS), spam])? >= limit.of_site {
        return Ok(Some(false));
    }
    let Some(address) = &received.address else { return Ok(None) };
    let of_address = db.count(&OF_ADDRESS, &[since(ADDRESS_MS), (":address", address.into())])?;
    Ok((of_address >= limit.of_address).then_some(true))
}

/// Notes that it has come; what is no spam counts for those who are told of new ones.
fn note(db: &mut TenantWrite<'_>, received: &Received, at: Time) -> Result<()> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO form_post (tenant_id, digest, address, is_spam, at)
         VALUES (:tenant, :digest, :address, :spam, :at)",
    );
    let params = [
        (":digest", (&received.digest).into()),
        (":address", received.address.as_ref().into()),
        (":spam", received.spam.is_some().into()),
        (":at", at.into()),
    ];
    db.execute(&ADD, &params)?;
    if received.spam.is_none() {
        count(db)?;
    }
    Ok(())
}

/// Counts one more, of which sessions are told.
fn count(db: &mut TenantWrite<'_>) -> Result<()> {
    const COUNT: Dml = Dml::scoped(
        "INSERT INTO form_count (tenant_id, enquiries) VALUES (:tenant, 1)
         ON CONFLICT (tenant_id) DO UPDATE SET enquiries = form_count.enquiries + 1",
    );
    db.execute(&COUNT, &[]).map(|_| ())
}

fn forget_old(db: &mut TenantWrite<'_>, at: Time) -> Result<()> {
    const OLD: Dml = Dml::scoped("DELETE FROM form_post WHERE tenant_id = :tenant AND at <= :day");
    db.execute(&OLD, &[(":day", at.plus_ms(-DAY_MS).into())])?;
    Ok(())
}

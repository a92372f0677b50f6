//! `mergeContact`: two contacts that are one person become one.
//!
//! The one that stays keeps what it has; what it lacks comes from the other, and what the other has differently is
//! written into its notes, so that nothing gets lost. All that refers to the other refers to the one that stays, which
//! notes the id of the other: who is erased is erased with both (ADR 0064).

use schemars::JsonSchema;
use serde::Deserialize;

use super::get::ContactOut;
use crate::{
    clock,
    error::{Code, Error, Result},
    id::{self, ContactId},
    store::{
        Dml, Sql, TenantRead, TenantWrite, conversations,
        entity::{ContactRow, ConversationRow, Select, select},
        erase,
    },
    tool::{Command, Resource, Spec},
    value::{Phone, Ref, with_line},
};

/// The tool.
pub static TOOL: Command<Input, ContactOut> = Command::guarded(
    Spec {
        name: "mergeContact",
        title: "Merge two contacts",
        description: "Merge two contacts that are one person.",
    },
    run,
    |_| true,
);

/// Characters of what is noted down.
const NOTES_MAX: usize = 5_000;

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    keep_id: Ref<id::Contact>,
    merge_id: Ref<id::Contact>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<ContactOut>> {
    let mut kept = super::require(db, &input.keep_id)?;
    let gone = super::require(db, &input.merge_id)?;
    refuse_same_or_nobody(&kept, &gone)?;
    let talks = Talks::of(db, "whatsapp", (&kept, &gone))?;
    refuse_two_numbers(db, &talks, (&kept, &gone))?;
    let mails = Talks::of(db, "email", (&kept, &gone))?;

    let taken = take_over(&mut kept, &gone);
    let noted = note_down(&mut kept, &gone)?;
    let moved = move_along(db, &kept, &gone)?;
    talks.join(db, kept.id)?;
    mails.join(db, kept.id)?;
    // First the other: no two contacts have one phone number or one address.
    gone.delete(db)?;
    note_merged(&mut kept, &gone);
    kept.save_also(db, true)?;

    let becomes = what_becomes(&taken, &noted, moved);
    let warning =
        format!("{} stays, {} is gone afterwards. {becomes}", kept.told(db), gone.told(db));
    Ok(ContactOut::written(db, kept.id)?.noting(Some(becomes)).warning(Some(warning)))
}

/// Notes that the other contact is in this one now, with all that was merged into it before.
pub(crate) fn note_merged(kept: &mut ContactRow, gone: &ContactRow) {
    let ids = [kept.merged.clone(), gone.merged.clone(), gone.id.to_string()];
    kept.merged = ids.iter().filter(|ids| !ids.is_empty()).cloned().collect::<Vec<_>>().join(" ");
}

fn refuse_same_or_nobody(kept: &ContactRow, gone: &ContactRow) -> Result<()> {
    if kept.id == gone.id {
        return Err(Error::new(Code::ArgumentInvalid, "keepId and mergeId are the same contact")
            .suggest("send the two contacts that are one person: see getContact { query }"));
    }
    if [kept, gone].iter().any(|contact| erase::is_placeholder(contact.email.as_deref())) {
        let sentence = "one of the two stands for people who were erased, and nobody in particular";
        return Err(Error::new(Code::ContactInUse, sentence).suggest("merge other contacts"));
    }
    Ok(())
}

/// The conversations of the two by a channel of which a contact has one.
struct Talks {
    from: Option<ConversationRow>,
    to: Option<ConversationRow>,
}

impl Talks {
    fn of(
        db: &TenantRead<'_>,
        channel: &str,
        (kept, gone): (&ContactRow, &ContactRow),
    ) -> Result<Talks> {
        const OF: Select<ConversationRow> =
            select!(ConversationRow, "v.contact_id = :contact AND v.channel = :channel");
        let of = |contact: ContactId| {
            db.row(&OF, &[(":contact", contact.into()), (":channel", channel.into())])
        };
        Ok(Talks { from: of(gone.id)?, to: of(kept.id)? })
    }

    fn join(&self, db: &mut TenantWrite<'_>, kept: ContactId) -> Result<()> {
        match (&self.from, &self.to) {
            (Some(from), Some(to)) => conversations::join(db, from, to, clock::now()),
            (Some(from), None) => conversations::assign_to_contact(db, from.id, kept, clock::now()),
            (None, _) => Ok(()),
        }
    }
}

/// Refuses what would send an answer to a number that has not written: a contact has one number on WhatsApp.
fn refuse_two_numbers(
    db: &TenantRead<'_>,
    talks: &Talks,
    (kept, gone): (&ContactRow, &ContactRow),
) -> Result<()> {
    let other_number = match (&kept.phone, &gone.phone) {
        (Some(one), Some(other)) => !Phone::spellings(other, &db.site()?.country).contains(one),
        _ => false,
    };
    let other_user = match (&kept.whatsapp_user_id, &gone.whatsapp_user_id) {
        (Some(one), Some(other)) => one != other,
        _ => false,
    };
    if talks.from.is_none() || !(other_number || other_user) {
        return Ok(());
    }
    let (kept_told, gone_told) = (kept.told(db), gone.told(db));
    if talks.to.is_none() {
        let sentence =
            format!("{gone_told} writes on WhatsApp, from another number than {kept_told} has");
        return Err(Error::new(Code::ContactInUse, sentence).suggest(
            "keep that one: send the two the other way round, and the other number is noted",
        ));
    }
    let sentence = format!(
        "{gone_told} and {kept_told} both write on WhatsApp, each from a number of its own"
    );
    Err(Error::new(Code::ContactInUse, sentence).suggest(
        "a contact has one number there, so keep both and note on each, with addNote, that they are one person",
    ))
}

/// Takes over what the contact lacks; says what that is.
fn take_over(kept: &mut ContactRow, gone: &ContactRow) -> Vec<&'static str> {
    let mut taken = Vec::new();
    for (what, field, other) in [
        ("phone number", &mut kept.phone, &gone.phone),
        ("e-mail address", &mut kept.email, &gone.email),
        ("WhatsApp", &mut kept.whatsapp_user_id, &gone.whatsapp_user_id),
    ] {
        if field.is_none() && other.is_some() {
            field.clone_from(other);
            taken.push(what);
        }
    }
    for (what, field, other) in
        [("address", &mut kept.address, &gone.address), ("city", &mut kept.city, &gone.city)]
    {
        if field.is_empty() && !other.is_empty() {
            field.clone_from(other);
            taken.push(what);
        }
    }
    // Whom one of the two shows as a customer is one.
    kept.archived &= gone.archived;
    taken
}

/// Writes down what the other has and the contact has differently, below the notes of both; says what that is.
fn note_down(kept: &mut ContactRow, gone: &ContactRow) -> Result<Vec<&'static str>> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (mut noted, mut line) = (Vec::new(), Vec::new());
    for (what, own, other) in [
        ("name", kept.name.clone(), gone.name.clone()),
        ("phone number", text(&kept.phone), text(&gone.phone)),
        ("e-mail address", text(&kept.email), text(&gone.email)),
        ("WhatsApp", text(&kept.whatsapp_user_id), text(&gone.whatsapp_user_id)),
        ("address", kept.address.clone(), gone.address.clone()),
        ("city", kept.city.clone(), gone.city.clone()),
    ] {
        let is_there = other.is_empty() || own.to_lowercase() == other.to_lowercase();
        // A contact that nobody has named is called by its number or address.
        let is_said = what == "name" && [&gone.phone, &gone.email].contains(&&Some(other.clone()));
        if !is_there && !is_said {
            noted.push(what);
            line.push(other);
        }
    }
    if !line.is_empty() {
        line.insert(0, "Also:".to_owned());
        let line = line.join(", ").replacen("Also:,", "Also:", 1);
        kept.notes = with_line("the notes", &kept.notes, &line, NOTES_MAX)?;
    }
    if !gone.notes.is_empty() && gone.notes != kept.notes {
        kept.notes = with_line("the notes", &kept.notes, &gone.notes, NOTES_MAX)?;
        noted.push("notes");
    }
    Ok(noted)
}

/// Lets refer to the contact that stays what referred to the other; says whether orders are among it.
fn move_along(db: &mut TenantWrite<'_>, kept: &ContactRow, gone: &ContactRow) -> Result<bool> {
    const ORDERS: Dml = Dml::scoped(
        "UPDATE customer_order SET contact_id = :kept, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND contact_id = :gone",
    );
    const BOOKINGS: Dml = Dml::scoped(
        "UPDATE booking SET contact_id = :kept, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND contact_id = :gone",
    );
    // A contact has one conversation on WhatsApp and one by mail, and as many others as there were.
    const CONVERSATIONS: Dml = Dml::scoped(
        "UPDATE conversation SET contact_id = :kept, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND contact_id = :gone AND channel = 'form'",
    );
    const TAGS: Sql = Sql::scoped(
        "SELECT tag_id FROM contact_tag WHERE tenant_id = :tenant AND contact_id = :gone",
    );
    const TAG: Dml = Dml::scoped(
        "INSERT INTO contact_tag (tenant_id, contact_id, tag_id, version)
         VALUES (:tenant, :kept, :tag, 1) ON CONFLICT DO NOTHING",
    );
    let (kept, gone) = ((":kept", kept.id.into()), (":gone", gone.id.into()));
    let moved = [kept.clone(), gone.clone(), (":now", clock::now().into())];
    let orders = db.execute(&ORDERS, &moved)?;
    db.execute(&BOOKINGS, &moved)?;
    db.execute(&CONVERSATIONS, &moved)?;
    for tag in db.all(&TAGS, &[gone], |row| row.text("tag_id"))? {
        db.execute(&TAG, &[kept.clone(), (":tag", tag.as_str().into())])?;
    }
    Ok(orders > 0)
}

/// What becomes of the other's fields and orders, in words.
fn what_becomes(taken: &[&str], noted: &[&str], has_orders: bool) -> String {
    let list = |what: &[&str]| what.join(", ");
    let taken = (!taken.is_empty()).then(|| format!("Taken over: {}.", list(taken)));
    let noted =
        (!noted.is_empty()).then(|| format!("Different, so in the notes: {}.", list(noted)));
    let orders = has_orders.then(|| "Invoices and payments stay with their orders.".to_owned());
    let rest = "Orders, bookings, conversations and tags go along.".to_owned();
    [taken, noted, Some(rest), orders].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

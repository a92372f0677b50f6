//! Erasing a person: their rows, and every trace of them in history and logs.
//!
//! Which rows belong to a person follows from the foreign keys of the open file, not from a list, so new tables are
//! covered. Business records (an order and its sum) and what was sent to others stay, with their personal columns
//! blanked. That something happened, when and by whom, always stays. Other things that name the person, such as a
//! post, are found and listed, and redacted on request. See docs/adr/0020.

mod identifiers;
mod ledger;
mod names;
mod redact;
mod related_rows;
mod remains;
mod residual_references;

use serde_json::Value;

pub use self::remains::{Remaining, Tense};
use self::{identifiers::Identifiers, names::Names, related_rows::RelatedRows};
use super::{
    Sql, TenantWrite, calls,
    engine::{Capture, Columns},
    entity,
    ledger::{ChangeRecord, record},
    portable, search,
};
use crate::{
    clock,
    error::{Code, Error, Result},
    id::ContactId,
};

const PEOPLE: &str = "contact";

/// The placeholder contact that kept orders and messages are assigned to.
const PLACEHOLDER_NAME: &str = "Erased person";

/// The placeholder's address; the top-level domain `invalid` can never exist (RFC 2606).
const PLACEHOLDER_EMAIL: &str = "erased@person.invalid";

/// Whether it is the address of the contact that stands for erased people.
pub(crate) fn is_placeholder(email: Option<&str>) -> bool {
    email == Some(PLACEHOLDER_EMAIL)
}

/// What to do with the person's names in things that are about something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MentionPolicy {
    /// Keep them and list the places.
    Keep,
    /// Replace them by `[erased]`.
    Redact,
}

/// The result of erasing a person: how many of each were affected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erasure {
    pub rows: usize,
    /// Rows that stay, with their personal columns blanked.
    pub kept: usize,
    /// Changes of the ledger whose recorded values were erased.
    pub changes: usize,
    /// Rows of the call log whose arguments were erased, by `seq`.
    pub calls: Vec<i64>,
    pub proposals: usize,
    /// Deleted answers that had been kept for repeated calls.
    pub answers: usize,
    /// Other things in which the person's names were replaced.
    pub redacted: usize,
    /// Where the person is still named.
    pub remains: Vec<Remaining>,
}

/// Erases a contact, also one that was deleted earlier. The result is all zero if it was already erased.
///
/// # Errors
/// `CONTACT_NOT_FOUND`
pub fn contact(
    db: &mut TenantWrite<'_>,
    id: ContactId,
    elsewhere: MentionPolicy,
    change: &ChangeRecord,
) -> Result<Erasure> {
    let key = id.to_string();
    let mut related_rows = RelatedRows::of(db, PEOPLE, &key)?;
    let Some(person) = related_rows.root() else { return Err(not_found(&key)) };
    if person.texts(|column| column == "email").contains(PLACEHOLDER_EMAIL) {
        return Err(Error::new(Code::ContactInUse, "nobody in particular is behind this contact")
            .suggest("leave it: orders of erased people belong to it"));
    }
    refuse_merged(db, &key)?;
    if related_rows.are_erased() {
        return Ok(Erasure::default());
    }
    let names = Names::of(related_rows.people());
    let mut identifiers = Identifiers::of(&related_rows);
    related_rows.add_named(db, |text| identifiers.are_in(text))?;
    let mut erased = remove(db, &related_rows, change)?;
    let changes = ledger::erase(db, &related_rows)?;
    erased.changes = changes.len();
    for (table, texts) in related_rows.texts_by_table() {
        search::forget(db, table, &texts)?;
    }
    erased.proposals = residual_references::proposals(db, &identifiers)?;
    erased.answers = residual_references::answers(db, &identifiers)?;
    residual_references::confirmations(db)?;
    residual_references::searches(db, &identifiers)?;
    for said in residual_references::requests(db, &identifiers, &changes)? {
        identifiers.add(&said);
    }
    erased.calls = residual_references::calls(db, &identifiers, &changes)?;
    calls::erase(db, &erased.calls)?;
    if elsewhere == MentionPolicy::Redact {
        erased.redacted = redact::everywhere(db, &names, change)?;
    }
    erased.remains = remains::find(db, &names)?;
    Ok(erased)
}

fn not_found(id: &str) -> Error {
    Error::new(Code::ContactNotFound, format!("there is no contact {id}"))
        .suggest("look for it with `deskhand history`, or ask an agent for its id")
}

/// Who is in another contact since a merge is erased with that one: alone, the rest of them would stay.
fn refuse_merged(db: &TenantWrite<'_>, id: &str) -> Result<()> {
    const INTO: Sql = Sql::scoped(portable!(
        "SELECT id FROM contact WHERE tenant_id = :tenant AND {position merged, :id} > 0 ORDER BY id LIMIT 1"
    ));
    match db.first(&INTO, &[(":id", id.into())], |row| row.text("id"))? {
        None => Ok(()),
        Some(into) => {
            let sentence = format!("{id} was merged into {into}, so they are one person");
            Err(Error::new(Code::ContactInUse, sentence)
                .suggest(format!("erase {into}: that erases both")))
        }
    }
}

/// Deletes the rows or blanks their personal columns, and records that change without the old values.
fn remove(
    db: &mut TenantWrite<'_>,
    related_rows: &RelatedRows,
    change: &ChangeRecord,
) -> Result<Erasure> {
    let mut nobody = None;
    for row in related_rows.staying() {
        let Some(current) = &row.current else { continue };
        let mut columns = row.entity()?.blanks(current);
        if let Some(column) = &row.refers_by {
            let to = match &nobody {
                Some(known) => Value::clone(known),
                None => nobody.insert(Value::from(placeholder_contact(db)?)).clone(),
            };
            columns.insert(column.clone(), to);
        }
        if !columns.is_empty() {
            let columns = super::ledger::moved_on(columns, current);
            db.engine.capture.update(db.connection, &db.tenant, &row.table, &row.key, &columns)?;
        }
    }
    if let Some(person) = related_rows.root().filter(|person| person.current.is_some()) {
        db.engine.capture.delete(db.connection, &db.tenant, PEOPLE, &person.key)?;
    }
    let mut rows = db.settle()?;
    search::follow(db, &rows)?;
    let mut erased = Erasure::default();
    for row in &mut rows {
        let Some(known) = related_rows.find(&row.entity, &row.key) else { continue };
        if known.goes {
            erased.rows += 1;
        } else {
            erased.kept += 1;
        }
        known.blank(&mut row.before);
        known.blank(&mut row.after);
        row.label = None;
    }
    if !rows.is_empty() {
        record(db, change, &rows)?;
    }
    Capture::clear(db.connection)?;
    Ok(erased)
}

/// The placeholder contact that kept rows of erased people are assigned to; created when first needed.
fn placeholder_contact(db: &mut TenantWrite<'_>) -> Result<String> {
    const FIND: Sql =
        Sql::scoped("SELECT id FROM contact WHERE tenant_id = :tenant AND email = :email");
    let found = db.first(&FIND, &[(":email", PLACEHOLDER_EMAIL.into())], |row| row.text("id"))?;
    if let Some(found) = found {
        return Ok(found);
    }
    let (id, now) = (ContactId::new().to_string(), clock::now().0);
    let columns = Columns::from_iter([
        ("id".to_owned(), id.as_str().into()),
        ("name".to_owned(), PLACEHOLDER_NAME.into()),
        ("email".to_owned(), PLACEHOLDER_EMAIL.into()),
        ("archived".to_owned(), 1.into()),
        ("version".to_owned(), 1.into()),
        ("created_at".to_owned(), now.into()),
        ("updated_at".to_owned(), now.into()),
    ]);
    db.engine.capture.insert(db.connection, &db.tenant, PEOPLE, &columns)?;
    Ok(id)
}

impl entity::Entity {
    /// The values that replace the personal columns of a row.
    fn blanks(&self, row: &Columns) -> Columns {
        let is_business = self
            .personal_unless
            .and_then(|column| row.get(column))
            .is_some_and(|refers| !refers.is_null());
        if is_business {
            return Columns::new();
        }
        let label = self.label.map(entity::Label::column);
        let blank = |column: &&'static str| {
            let text = match *column {
                column if label == Some(column) => "(erased)",
                column if self.json.contains(&column) => "{}",
                _ => "",
            };
            ((*column).to_owned(), text.into())
        };
        self.personal.iter().map(blank).collect()
    }
}

//! Erasing a person: their rows, and every trace of them in what is kept about the past.
//!
//! What belongs to a person follows from the foreign keys of the file, not from a list, so a table that comes
//! later is erased as well. What is business rather than person (an order and its sum) stays and loses what is
//! personal in it; so does what was sent to others and names the person. That something happened, when, and by whom
//! stays everywhere. What else names the person, as a post does, is found and told, and is put out of it where that
//! is wanted. See docs/adr/0020.

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
    search,
};
use crate::{
    clock,
    error::{Code, Error, Result},
    id::ContactId,
};

/// The table of people.
const PEOPLE: &str = "contact";

/// To whom what stays belongs then.
const NOBODY_NAME: &str = "Erased person";

/// No address that can exist.
const NOBODY_EMAIL: &str = "erased@person.invalid";

/// What becomes of the person's names where they stand in what is about other things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// They stay, and it is told where.
    Stay,
    /// They are put out of it.
    Go,
}

/// What has been erased.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    pub rows: usize,
    /// Rows that stay without the person.
    pub kept: usize,
    /// Changes of the ledger that have lost what they held.
    pub changes: usize,
    /// Calls of the log that have lost their arguments, by their place.
    pub calls: Vec<i64>,
    pub proposals: usize,
    /// Kept answers that are gone.
    pub answers: usize,
    /// Other things that the person's names were put out of.
    pub redacted: usize,
    /// What still names the person.
    pub remains: Vec<Remaining>,
}

/// Erases a contact, also one that has been deleted before. All zero when it has been erased before.
///
/// # Errors
/// `CONTACT_NOT_FOUND`
pub fn contact(
    db: &mut TenantWrite<'_>,
    id: ContactId,
    elsewhere: Elsewhere,
    change: &ChangeRecord,
) -> Result<Erased> {
    let key = id.to_string();
    let mut related_rows = RelatedRows::of(db, PEOPLE, &key)?;
    let Some(person) = related_rows.root() else { return Err(not_found(&key)) };
    if person.texts(|column| column == "email").contains(NOBODY_EMAIL) {
        return Err(Error::new(Code::ContactInUse, "nobody in particular is behind this contact")
            .suggest("leave it: orders of erased people belong to it"));
    }
    if related_rows.are_erased() {
        return Ok(Erased::default());
    }
    let names = Names::of(person);
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
    if elsewhere == Elsewhere::Go {
        erased.redacted = redact::everywhere(db, &names, change)?;
    }
    erased.remains = remains::find(db, &names)?;
    Ok(erased)
}

fn not_found(id: &str) -> Error {
    Error::new(Code::ContactNotFound, format!("there is no contact {id}"))
        .suggest("look for it with `deskhand history`, or ask an agent for its id")
}

/// Takes the rows away, or what is personal in them, and records that without saying what they held.
fn remove(
    db: &mut TenantWrite<'_>,
    related_rows: &RelatedRows,
    change: &ChangeRecord,
) -> Result<Erased> {
    let mut nobody = None;
    for row in related_rows.staying() {
        let Some(current) = &row.current else { continue };
        let mut columns = row.entity()?.blanks(current);
        if let Some(column) = &row.refers_by {
            let to = match &nobody {
                Some(known) => Value::clone(known),
                None => nobody.insert(Value::from(somebody_else(db)?)).clone(),
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
    let mut erased = Erased::default();
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

/// The contact to whom what stays of erased people belongs.
fn somebody_else(db: &mut TenantWrite<'_>) -> Result<String> {
    const FIND: Sql =
        Sql::scoped("SELECT id FROM contact WHERE tenant_id = :tenant AND email = :email");
    let found = db.first(&FIND, &[(":email", NOBODY_EMAIL.into())], |row| row.text("id"))?;
    if let Some(found) = found {
        return Ok(found);
    }
    let (id, now) = (ContactId::new().to_string(), clock::now().0);
    let columns = Columns::from_iter([
        ("id".to_owned(), id.as_str().into()),
        ("name".to_owned(), NOBODY_NAME.into()),
        ("email".to_owned(), NOBODY_EMAIL.into()),
        ("archived".to_owned(), 1.into()),
        ("version".to_owned(), 1.into()),
        ("created_at".to_owned(), now.into()),
        ("updated_at".to_owned(), now.into()),
    ]);
    db.engine.capture.insert(db.connection, &db.tenant, PEOPLE, &columns)?;
    Ok(id)
}

impl entity::Entity {
    /// What a row of it holds in place of what is personal.
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

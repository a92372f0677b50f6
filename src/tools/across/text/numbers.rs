//! Amounts and durations, which no text holds: who looks for 48 means the price as well.

use serde_json::Value;

use super::Within;
use crate::{
    error::Result,
    store::{
        Row, TenantRead,
        entity::{Entity, Field, Kind, Label},
        select::Selection,
    },
    value::{Currency, NumberText},
};

/// A field that holds the number that is sought.
pub(super) struct NumberPlace {
    pub(super) entity: &'static Entity,
    pub(super) id: String,
    /// What people call the thing.
    pub(super) name: Option<String>,
    pub(super) field: &'static str,
    /// The number, with its currency where it is an amount.
    pub(super) shown: String,
}

/// The number that a text means, as JSON writes it; nothing where it is none, or could be two.
pub(super) fn sought(text: &str) -> Option<String> {
    match NumberText::read(text)? {
        NumberText::One(number) => {
            let plain =
                number.contains('.').then(|| number.trim_end_matches('0').trim_end_matches('.'));
            Some(plain.unwrap_or(&number).to_owned())
        }
        NumberText::Either { .. } => None,
    }
}

/// The amounts and durations of an entity. What is computed stands nowhere: it follows from these.
pub(super) fn fields(entity: &'static Entity) -> impl Iterator<Item = &'static Field> {
    let is_one = |field: &&Field| {
        let is_money = field.kind == Kind::Money && !field.column.contains('(');
        is_money || field.column == "duration_minutes"
    };
    entity.fields.iter().filter(is_one)
}

/// Looks through every amount and duration within; a match that is only counted is handed over as well.
pub(super) fn look_through(
    db: &TenantRead<'_>,
    within: &Within,
    number: &str,
    mut visit: impl FnMut(NumberPlace),
) -> Result<()> {
    for entity in within.entities(db)? {
        let fields: Vec<_> =
            fields(entity).filter(|field| within.has_number(entity, field.name)).collect();
        if fields.is_empty() {
            continue;
        }
        let mut columns = vec![("id", entity.key)];
        columns.extend(entity.label.map(|label| ("label", label.column())));
        columns.extend(fields.iter().map(|field| (field.name, field.column)));
        let currency = fields.iter().find_map(|field| entity.field(field.beside()?));
        columns.extend(currency.map(|field| ("currency", field.column)));
        let is_money = currency.is_some();
        let selection = Selection { table: entity.table, columns, conditions: Vec::new() };
        db.scan(&selection, entity.key, |row| {
            let currency = if is_money { Currency::stored(&row.text("currency")?) } else { None };
            let id = row.text("id")?;
            let mut is_found = false;
            for field in &fields {
                let Some(stored) = row.integer_or_none(field.name)? else { continue };
                let money = currency.filter(|_| field.kind == Kind::Money);
                let shown = shown(stored, money);
                if within.has_id(&id) && shown == number {
                    is_found = true;
                    let code = money.map(|money| format!(" {}", money.code())).unwrap_or_default();
                    visit(NumberPlace {
                        entity,
                        id: id.clone(),
                        name: label(entity, row)?,
                        field: field.name,
                        shown: format!("{shown}{code}"),
                    });
                }
            }
            Ok(is_found)
        })?;
    }
    Ok(())
}

/// A stored number as a person says it.
fn shown(stored: i64, money: Option<Currency>) -> String {
    money.map_or(Value::from(stored), |money| money.to_major(stored)).to_string()
}

fn label(entity: &Entity, row: &Row<'_>) -> Result<Option<String>> {
    match entity.label {
        Some(Label::Column(_)) => row.text_or_none("label"),
        Some(Label::Inside(..)) | None => Ok(None),
    }
}

//! Amounts and durations, which no text holds: who looks for 48 means the price as well.

use serde_json::Value;

use super::Within;
use crate::{
    error::Result,
    store::{
        Row, Sql, TenantRead,
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

/// The amounts and durations of an entity.
pub(super) fn fields(entity: &'static Entity) -> impl Iterator<Item = &'static Field> {
    let is_one = |field: &&Field| field.kind == Kind::Money || field.column == "duration_minutes";
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
        if entity.name == "orderItem" {
            items(db, entity, within, number, &mut visit)?;
        }
        let fields: Vec<_> =
            fields(entity).filter(|field| within.has_number(entity, field.name)).collect();
        if fields.is_empty() {
            continue;
        }
        let mut columns = vec![("id", entity.key)];
        columns.extend(entity.label.map(|label| ("label", label.column())));
        columns.extend(fields.iter().map(|field| (field.name, field.column)));
        let is_money = fields.iter().any(|field| field.kind == Kind::Money);
        columns.extend(is_money.then_some(("currency", "currency")));
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

/// The items of orders, whose currency the order has.
fn items(
    db: &TenantRead<'_>,
    entity: &'static Entity,
    within: &Within,
    number: &str,
    visit: &mut impl FnMut(NumberPlace),
) -> Result<()> {
    const ITEMS: Sql = Sql::scoped(
        "SELECT i.id AS id, i.title AS title, i.unit_price_minor AS price, o.currency AS currency
         FROM order_item i JOIN customer_order o ON o.tenant_id = i.tenant_id AND o.id = i.order_id
         WHERE i.tenant_id = :tenant ORDER BY i.id",
    );
    const FIELD: &str = "unitPrice";
    if !within.has_number(entity, FIELD) {
        return Ok(());
    }
    let found = db.all(&ITEMS, &[], |row| {
        let (id, currency) = (row.text("id")?, Currency::stored(&row.text("currency")?));
        let shown = shown(row.integer("price")?, currency);
        let is_meant = within.has_id(&id) && shown == number;
        let code = currency.map(Currency::code).unwrap_or_default();
        let place = || NumberPlace {
            entity,
            id: id.clone(),
            name: None,
            field: FIELD,
            shown: format!("{shown} {code}"),
        };
        Ok(is_meant.then(place))
    })?;
    found.into_iter().flatten().for_each(visit);
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

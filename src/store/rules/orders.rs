//! Orders: a stage holds a limited number of orders, and an order's total is what its items come to.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Repair, Rule, given, list, taken};
use crate::{
    error::{Code, Error, Result},
    store::{
        Dml, Row, Sql, TenantWrite, portable,
        row_change::{Op, RowChange},
    },
    value::{LineAmounts, Percent, Reduction, totals},
};

pub(super) const STAGES: Rule =
    Rule { watches: &[("customer_order", &["stage_id"])], keep: keep_stages };

pub(super) const NUMBERS: Rule =
    Rule { watches: &[("customer_order", &["number"])], keep: keep_numbers };

pub(super) const TOTALS: Rule = Rule {
    watches: &[
        (
            "customer_order",
            &["total_minor", "tax_minor", "discount_minor", "discount_percent", "tax_included"],
        ),
        (
            "order_item",
            &[
                "order_id",
                "unit_price_minor",
                "quantity",
                "discount_minor",
                "discount_percent",
                "tax_rate",
            ],
        ),
    ],
    keep: keep_totals,
};

/// Gives a number to an order from before orders had one, which an undo brings back.
fn keep_numbers(db: &mut TenantWrite<'_>, rows: &[&RowChange]) -> Result<Repair> {
    const NUMBER: Dml = Dml::scoped(
        "UPDATE customer_order SET ordered_on = :day, number =
           (SELECT coalesce(max(o.number), 0) + 1 FROM customer_order o WHERE o.tenant_id = :tenant)
         WHERE tenant_id = :tenant AND id = :id AND number = 0",
    );
    let integer = |row: &RowChange, column: &str| {
        row.after.as_ref().and_then(|after| after.get(column)).and_then(Value::as_i64)
    };
    let mut repair = Repair::Nothing;
    for row in rows.iter().filter(|row| row.op == Op::Insert && integer(row, "number") == Some(0)) {
        let made = integer(row, "created_at").unwrap_or_default();
        let day = db.site()?.zone().at(made).date().to_string();
        db.execute(&NUMBER, &[(":id", row.key.as_str().into()), (":day", day.into())])?;
        repair = Repair::Rows;
    }
    Ok(repair)
}

/// Refuses more orders in a stage than its limit. Existing ones stay even if the limit was lowered.
fn keep_stages(db: &mut TenantWrite<'_>, rows: &[&RowChange]) -> Result<Repair> {
    const STAGES: Sql = Sql::scoped(portable!(
        "SELECT s.id AS id, s.key AS key, s.wip_limit AS room,
                (SELECT count(*) FROM customer_order o
                 WHERE o.tenant_id = s.tenant_id AND o.stage_id = s.id) AS orders
         FROM {items :stages, cte_stages}
         {ordered_join} stage s ON s.tenant_id = :tenant AND s.id = cte_stages.value
         WHERE s.wip_limit IS NOT NULL"
    ));
    let mut more: BTreeMap<&str, i64> = BTreeMap::new();
    for row in rows {
        if let Some(stage) = given(row, "stage_id") {
            *more.entry(stage).or_default() += 1;
        }
        if let Some(stage) = taken(row, "stage_id") {
            *more.entry(stage).or_default() -= 1;
        }
    }
    more.retain(|_, more| *more > 0);
    if more.is_empty() {
        return Ok(Repair::Nothing);
    }
    let stages = list(more.keys().copied());
    let limited = db.all(&STAGES, &[(":stages", stages.into())], |row| {
        Ok((row.text("id")?, row.text("key")?, row.integer("room")?, row.integer("orders")?))
    })?;
    match limited.into_iter().find(|(_, _, room, orders)| orders > room) {
        None => Ok(Repair::Nothing),
        Some((id, key, room, orders)) => {
            let there = orders - more.get(id.as_str()).copied().unwrap_or_default();
            Err(Error::new(
                Code::StageFull,
                format!("the stage `{key}` is full: room for {room}, and {there} there"),
            )
            .suggest(format!(
                "see them with getOrder {{ stage: \"{key}\" }} and move one on first, or use another stage"
            )))
        }
    }
}

/// Refuses a total that is not what the items come to. A new order is skipped: createOrder writes both.
fn keep_totals(db: &mut TenantWrite<'_>, rows: &[&RowChange]) -> Result<Repair> {
    let changed = changed(db, rows)?;
    if changed.is_empty() {
        return Ok(Repair::Nothing);
    }
    match sums(db, &changed)?.into_iter().find(|sum| !sum.is_right()) {
        None => Ok(Repair::Nothing),
        Some(sum) => Err(Error::new(
            Code::PriceInvalid,
            format!("the total of the order {} would not be the sum of its items", sum.order),
        )
        .suggest("change the items with updateOrder { items }, which computes the total")),
    }
}

/// The orders that are there and of which these rows are, or are parts; not those that the rows make.
pub(super) fn changed(db: &TenantWrite<'_>, rows: &[&RowChange]) -> Result<Vec<String>> {
    const OF_LINES: Sql = Sql::scoped(portable!(
        "SELECT l.order_id AS id FROM {items :lines, cte_lines}
         {ordered_join} order_item l ON l.tenant_id = :tenant AND l.id = cte_lines.value"
    ));
    let (orders, lines): (Vec<&RowChange>, Vec<&RowChange>) =
        rows.iter().partition(|row| row.entity == "customer_order");
    let new = |id: &str| orders.iter().any(|row| row.op == Op::Insert && row.key == id);
    let of =
        |row: &&&RowChange| given(row, "order_id").or(taken(row, "order_id")).map(str::to_owned);
    let known = lines.iter().filter_map(|row| of(&row)).filter(|order| !new(order));
    let changed = orders.iter().filter(|row| row.op == Op::Update).map(|row| row.key.clone());
    let mut changed: Vec<String> = known.chain(changed).collect();
    let others = lines.iter().filter(|row| of(row).is_none()).map(|row| row.key.as_str());
    let others: Vec<&str> = others.collect();
    if !others.is_empty() {
        changed
            .extend(db.all(&OF_LINES, &[(":lines", list(others).into())], |row| row.text("id"))?);
    }
    changed.sort();
    changed.dedup();
    Ok(changed)
}

/// An order with its items, as it is stored.
struct Sum {
    order: String,
    total_minor: i64,
    tax_minor: i64,
    discount: Reduction,
    tax_included: bool,
    lines: Vec<LineAmounts>,
}

impl Sum {
    fn is_right(&self) -> bool {
        totals(&self.lines, self.discount, self.tax_included).is_ok_and(|totals| {
            (totals.total_minor, totals.tax_minor) == (self.total_minor, self.tax_minor)
        })
    }
}

fn sums(db: &TenantWrite<'_>, orders: &[String]) -> Result<Vec<Sum>> {
    const ORDERS: Sql = Sql::scoped(portable!(
        "SELECT o.id AS id, o.total_minor AS total_minor, o.tax_minor AS tax_minor,
                o.discount_minor AS discount_minor, o.discount_percent AS discount_percent,
                o.tax_included AS tax_included
         FROM {items :orders, cte_orders}
         {ordered_join} customer_order o ON o.tenant_id = :tenant AND o.id = cte_orders.value"
    ));
    const LINES: Sql = Sql::scoped(portable!(
        "SELECT order_id, unit_price_minor, quantity, discount_minor, discount_percent, tax_rate
         FROM order_item WHERE tenant_id = :tenant AND order_id IN {list :orders}
         ORDER BY order_id, sort_order, id"
    ));
    let percent = |row: &Row<'_>, column: &str| Percent::parse(&row.text(column)?);
    let discount = |row: &Row<'_>| -> Result<Reduction> {
        let minor = row.integer("discount_minor")?;
        Ok(Reduction { minor, percent: percent(row, "discount_percent")? })
    };
    let params = [(":orders", list(orders.iter().cloned()).into())];
    let mut sums = db.all(&ORDERS, &params, |row| {
        Ok(Sum {
            order: row.text("id")?,
            total_minor: row.integer("total_minor")?,
            tax_minor: row.integer("tax_minor")?,
            discount: discount(row)?,
            tax_included: row.flag("tax_included")?,
            lines: Vec::new(),
        })
    })?;
    let lines = db.all(&LINES, &params, |row| {
        let line = LineAmounts {
            unit_minor: row.integer("unit_price_minor")?,
            quantity: row.integer("quantity")?,
            discount: discount(row)?,
            rate: percent(row, "tax_rate")?,
        };
        Ok((row.text("order_id")?, line))
    })?;
    let mut of_each: BTreeMap<String, Vec<LineAmounts>> = BTreeMap::new();
    for (order, line) in lines {
        of_each.entry(order).or_default().push(line);
    }
    for sum in &mut sums {
        sum.lines = of_each.remove(&sum.order).unwrap_or_default();
    }
    Ok(sums)
}

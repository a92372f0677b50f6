//! Orders: a stage holds a limited number of orders, and an order's total is the sum of its items.

use std::collections::BTreeMap;

use super::{Repair, Rule, given, list, taken};
use crate::{
    error::{Code, Error, Result},
    store::{
        Sql, TenantWrite, portable,
        row_change::{Op, RowChange},
    },
};

pub(super) const STAGES: Rule =
    Rule { watches: &[("customer_order", &["stage_id"])], keep: keep_stages };

pub(super) const TOTALS: Rule = Rule {
    watches: &[
        ("customer_order", &["total_minor"]),
        ("order_item", &["order_id", "unit_price_minor", "quantity"]),
    ],
    keep: keep_totals,
};

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

/// Refuses a total that differs from the sum of the items. A new order is skipped: createOrder writes both.
fn keep_totals(db: &mut TenantWrite<'_>, rows: &[&RowChange]) -> Result<Repair> {
    const WRONG: Sql = Sql::scoped(portable!(
        "SELECT o.id AS id FROM {items :orders, cte_orders}
         {ordered_join} customer_order o ON o.tenant_id = :tenant AND o.id = cte_orders.value
         WHERE o.total_minor <> (SELECT CAST(coalesce(sum(i.unit_price_minor * i.quantity), 0) AS bigint)
                                 FROM order_item i {by_index order_item_by_order}
                                 WHERE i.tenant_id = o.tenant_id AND i.order_id = o.id)
         UNION ALL
         SELECT o.id FROM {items :lines, cte_lines}
         {ordered_join} order_item l ON l.tenant_id = :tenant AND l.id = cte_lines.value
         JOIN customer_order o ON o.tenant_id = l.tenant_id AND o.id = l.order_id
         WHERE o.total_minor <> (SELECT CAST(sum(i.unit_price_minor * i.quantity) AS bigint)
                                 FROM order_item i {by_index order_item_by_order}
                                 WHERE i.tenant_id = o.tenant_id AND i.order_id = o.id)"
    ));
    let (orders, lines): (Vec<&RowChange>, Vec<&RowChange>) =
        rows.iter().partition(|row| row.entity == "customer_order");
    let new = |id: &str| orders.iter().any(|row| row.op == Op::Insert && row.key == id);
    let of =
        |row: &&&RowChange| given(row, "order_id").or(taken(row, "order_id")).map(str::to_owned);
    let known = lines.iter().filter_map(|row| of(&row)).filter(|order| !new(order));
    let changed = orders.iter().filter(|row| row.op == Op::Update).map(|row| row.key.clone());
    let changed: Vec<String> = known.chain(changed).collect();
    let others = lines.iter().filter(|row| of(row).is_none()).map(|row| row.key.as_str());
    let others: Vec<&str> = others.collect();
    if changed.is_empty() && others.is_empty() {
        return Ok(Repair::Nothing);
    }
    let params = [(":orders", list(changed).into()), (":lines", list(others).into())];
    match db.first(&WRONG, &params, |row| row.text("id"))? {
        None => Ok(Repair::Nothing),
        Some(id) => Err(Error::new(
            Code::PriceInvalid,
            format!("the total of the order {id} would not be the sum of its items"),
        )
        .suggest("change the items with updateOrder { items }, which computes the total")),
    }
}

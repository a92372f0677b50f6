//! Payments: no more is paid for an order than it comes to, no more goes back than has come in, and all of it is in the
//! order's currency.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Repair, Rule, given, list, taken};
use crate::{
    error::{Code, Error, Result},
    store::{
        Sql, TenantWrite,
        entity::order_amounts,
        portable,
        row_change::{Op, RowChange},
    },
    value::{Currency, amount_text},
};

pub(super) const RULE: Rule = Rule {
    watches: &[
        ("payment", &["order_id", "amount_minor", "currency"]),
        ("customer_order", &["currency"]),
    ],
    keep,
};

/// What is paid of an order.
struct Account {
    order: String,
    number: i64,
    /// Paid or not.
    due_minor: i64,
    paid_minor: i64,
    currency: String,
    /// Payments in another currency.
    others: i64,
}

fn keep(db: &mut TenantWrite<'_>, rows: &[&RowChange]) -> Result<Repair> {
    const ACCOUNTS: Sql = Sql::scoped(portable!(concat!(
        "SELECT o.id AS id, o.number AS number, o.currency AS currency, ",
        order_amounts!(due),
        " AS due_minor, ",
        order_amounts!(paid),
        " AS paid_minor,
                (SELECT count(*) FROM payment m
                 WHERE m.tenant_id = o.tenant_id AND m.order_id = o.id AND m.currency <> o.currency) AS others
         FROM {items :orders, cte_orders}
         {ordered_join} customer_order o ON o.tenant_id = :tenant AND o.id = cte_orders.value"
    )));
    // By how much more is paid for each.
    let mut more: BTreeMap<&str, i64> = BTreeMap::new();
    for row in rows {
        if row.entity == "customer_order" {
            if row.op == Op::Update {
                more.entry(&row.key).or_default();
            }
            continue;
        }
        let order = given(row, "order_id").or(taken(row, "order_id"));
        let amount = |columns: &Option<crate::store::engine::Columns>| {
            let amount = columns.as_ref().and_then(|columns| columns.get("amount_minor"));
            amount.and_then(Value::as_i64).unwrap_or_default()
        };
        if let Some(order) = order {
            *more.entry(order).or_default() += amount(&row.after) - amount(&row.before);
        }
    }
    if more.is_empty() {
        return Ok(Repair::Nothing);
    }
    let params = [(":orders", list(more.keys().copied()).into())];
    let accounts = db.all(&ACCOUNTS, &params, |row| {
        Ok(Account {
            order: row.text("id")?,
            number: row.integer("number")?,
            due_minor: row.integer("due_minor")?,
            paid_minor: row.integer("paid_minor")?,
            currency: row.text("currency")?,
            others: row.integer("others")?,
        })
    })?;
    for account in accounts {
        account.check(more.get(account.order.as_str()).copied().unwrap_or_default())?;
    }
    Ok(Repair::Nothing)
}

impl Account {
    /// Refuses what the change has made of it.
    fn check(&self, more: i64) -> Result<()> {
        let Account { number, due_minor, paid_minor, .. } = self;
        let amount = |minor: i64| {
            let currency = Currency::stored(&self.currency);
            currency.map_or_else(|| minor.to_string(), |currency| amount_text(minor, currency))
        };
        if self.others > 0 {
            let sentence =
                format!("order {number} is in {}, and so are its payments", self.currency);
            return Err(Error::new(Code::CurrencyMismatch, sentence).suggest(
                "send the amount in the order's currency, as it was agreed with the customer",
            ));
        }
        if more < 0 && *paid_minor < 0 {
            let sentence = format!(
                "{} would go back for order {number}, and {} has come in",
                amount(-more),
                amount(paid_minor - more)
            );
            return Err(
                Error::new(Code::Overpaid, sentence).suggest("send at most what has come in")
            );
        }
        if more > 0 && paid_minor > due_minor {
            let due = due_minor - (paid_minor - more);
            let sentence = if *due_minor == 0 {
                format!("nothing is due for order {number}")
            } else if due > 0 {
                format!("{} is more than is due for order {number}: {}", amount(more), amount(due))
            } else {
                format!("nothing is due for order {number}: it is paid")
            };
            return Err(Error::new(Code::Overpaid, sentence).suggest(
                "check the order and the amount; a tip or more work is a further item of the order (updateOrder)",
            ));
        }
        Ok(())
    }
}

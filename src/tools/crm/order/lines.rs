//! The items of an order: packages at their current price, or an agreed title and price; all in one currency.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    error::{Code, Error, Result},
    id::{self, OrderId, OrderItemId, PackageId},
    store::{Dml, Sql, TenantRead, TenantWrite, entity::NewOrderItem, portable},
    tools::business::package,
    value::{AMOUNT_MINOR_MAX, Currency, Name, Price, Ref},
};

/// A line as it is asked for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub(super) struct LineInput {
    package_id: Option<Ref<id::Package>>,
    #[schemars(extend("x-personal" = true))]
    title: Option<Name>,
    unit_price: Option<Price>,
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 1_000_000))]
    quantity: i64,
}

fn one() -> i64 {
    1
}

/// An item as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) package_id: Option<PackageId>,
    pub(super) title: String,
    pub(super) unit_price_minor: i64,
    pub(super) quantity: i64,
}

/// The items with their current titles and prices.
pub(super) fn priced(
    db: &TenantRead<'_>,
    items: &[LineInput],
    currency: Currency,
) -> Result<Vec<Line>> {
    let priced = |(at, item): (usize, &LineInput)| line(db, at, item, currency);
    items.iter().enumerate().map(priced).collect()
}

fn line(db: &TenantRead<'_>, at: usize, item: &LineInput, currency: Currency) -> Result<Line> {
    let quantity = item.quantity;
    match (&item.package_id, &item.title, &item.unit_price) {
        (Some(package), None, None) => {
            let package = package::require(db, package)?;
            if package.currency != currency {
                return Err(other_currency(&package.name, package.currency, currency));
            }
            Ok(Line {
                package_id: Some(package.id),
                title: package.name,
                unit_price_minor: package.price_minor,
                quantity,
            })
        }
        (None, Some(title), Some(price)) => Ok(Line {
            package_id: None,
            title: title.to_string(),
            unit_price_minor: price.to_minor(currency)?,
            quantity,
        }),
        _ => Err(Error::new(
            Code::ArgumentInvalid,
            format!("items[{at}] must have either packageId, or title and unitPrice"),
        )
        .suggest(
            "a package brings its title and its price; for another price send title and unitPrice",
        )),
    }
}

fn other_currency(package: &str, its: Currency, ours: Currency) -> Error {
    let (its, ours) = (its.code(), ours.code());
    Error::new(
        Code::CurrencyMismatch,
        format!("the package “{package}” is priced in {its}; orders are in {ours}"),
    )
    .suggest(format!("send title and unitPrice in {ours} for this item instead of packageId"))
}

/// The sum of the items.
///
/// # Errors
/// `PRICE_INVALID` if it is too large.
pub(super) fn total(lines: &[Line]) -> Result<i64> {
    lines
        .iter()
        .try_fold(0_i64, |sum, line| {
            sum.checked_add(line.unit_price_minor.checked_mul(line.quantity)?)
        })
        .filter(|total| *total <= AMOUNT_MINOR_MAX)
        .ok_or_else(|| {
            Error::new(Code::PriceInvalid, "the total of the order is too large")
                .suggest("check unitPrice and quantity of each item")
        })
}

pub(super) fn of(db: &TenantRead<'_>, order: OrderId) -> Result<Vec<Line>> {
    Ok(of_each(db, &[order])?.remove(&order).unwrap_or_default())
}

pub(super) fn of_each(
    db: &TenantRead<'_>,
    orders: &[OrderId],
) -> Result<BTreeMap<OrderId, Vec<Line>>> {
    const LINES: Sql = Sql::scoped(portable!(
        "SELECT order_id, package_id, title, unit_price_minor, quantity FROM order_item
         WHERE tenant_id = :tenant
           AND order_id IN {list :ids}
         ORDER BY order_id, sort_order, id"
    ));
    db.grouped(&LINES, orders, |row| {
        let line = Line {
            package_id: row.id_or_none("package_id")?,
            title: row.text("title")?,
            unit_price_minor: row.integer("unit_price_minor")?,
            quantity: row.integer("quantity")?,
        };
        Ok((row.id("order_id")?, line))
    })
}

pub(super) fn add(db: &mut TenantWrite<'_>, order: OrderId, lines: Vec<Line>) -> Result<()> {
    for (place, line) in (1..).zip(lines) {
        let item = NewOrderItem {
            id: OrderItemId::new(),
            order_id: order,
            sort_order: place,
            package_id: line.package_id,
            title: line.title,
            unit_price_minor: line.unit_price_minor,
            quantity: line.quantity,
        };
        item.insert(db)?;
    }
    Ok(())
}

/// Replaces the items of an order.
pub(super) fn replace(db: &mut TenantWrite<'_>, order: OrderId, lines: Vec<Line>) -> Result<()> {
    const CLEAR: Dml =
        Dml::scoped("DELETE FROM order_item WHERE tenant_id = :tenant AND order_id = :order");
    db.execute(&CLEAR, &[(":order", order.into())])?;
    add(db, order, lines)
}

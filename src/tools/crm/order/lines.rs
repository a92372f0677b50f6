//! The lines of an order: packages at today's price, or what was agreed, in one currency and with a sum.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    error::{Code, Error, Result},
    id::{self, OrderId, OrderItemId, PackageId},
    store::{
        Dml, TenantRead, TenantWrite,
        entity::{NewOrderItem, OrderItemRow, Select, select},
    },
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

/// A line as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) package_id: Option<PackageId>,
    pub(super) title: String,
    pub(super) unit_price_minor: i64,
    pub(super) quantity: i64,
}

/// The lines with titles and prices as they are now.
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

/// The sum of the lines.
///
/// # Errors
/// `PRICE_INVALID` when it is too large.
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

/// The lines of an order, in order.
pub(super) fn of(db: &TenantRead<'_>, order: OrderId) -> Result<Vec<Line>> {
    const LINES: Select<OrderItemRow> =
        select!(OrderItemRow, "order_id = :order ORDER BY sort_order, id");
    let rows = db.rows(&LINES, &[(":order", order.into())])?;
    let line = |row: OrderItemRow| Line {
        package_id: row.package_id,
        title: row.title,
        unit_price_minor: row.unit_price_minor,
        quantity: row.quantity,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Adds the lines of an order.
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

/// Puts lines in place of those that an order has.
pub(super) fn replace(db: &mut TenantWrite<'_>, order: OrderId, lines: Vec<Line>) -> Result<()> {
    const CLEAR: Dml =
        Dml::scoped("DELETE FROM order_item WHERE tenant_id = :tenant AND order_id = :order");
    db.execute(&CLEAR, &[(":order", order.into())])?;
    add(db, order, lines)
}

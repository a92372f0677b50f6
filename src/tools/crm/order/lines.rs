//! The items of an order: packages at their current price, or an agreed title and price; all in one currency.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    error::{Code, Error, Result},
    id::{self, OrderId, OrderItemId, PackageId},
    store::{
        Dml, Sql, TenantRead, TenantWrite,
        entity::{NewOrderItem, PackageRow},
        portable,
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

/// An item as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) package_id: Option<PackageId>,
    pub(super) title: String,
    pub(super) unit_price_minor: i64,
    pub(super) quantity: i64,
}

/// An item as it was asked for, with its package.
enum Item<'i> {
    /// A package, under its own name and at its own price where no other is given.
    Package(Box<PackageRow>, Option<&'i Name>, Option<&'i Price>),
    Own(&'i Name, &'i Price),
}

/// The lines with titles and prices as they are now, and the currency of them all: that of the packages among them, or
/// the one that was asked for, or else `otherwise`.
pub(super) fn priced(
    db: &TenantRead<'_>,
    items: &[LineInput],
    asked: Option<Currency>,
    otherwise: Currency,
) -> Result<(Vec<Line>, Currency)> {
    let found = items.iter().enumerate().map(|(at, input)| item(db, at, input));
    let found: Vec<Item<'_>> = found.collect::<Result<_>>()?;
    let currency = of_packages(&found, asked)?.or(asked).unwrap_or(otherwise);
    let lines = found.into_iter().zip(items).enumerate().map(|(at, (item, input))| {
        let quantity = input.quantity;
        Ok(match item {
            Item::Package(package, title, price) => Line {
                package_id: Some(package.id),
                title: title.map_or(package.name, |title| (**title).to_owned()),
                unit_price_minor: match price {
                    Some(price) => unit_price(at, price, currency)?,
                    None => package.price_minor,
                },
                quantity,
            },
            Item::Own(title, price) => Line {
                package_id: None,
                title: title.to_string(),
                unit_price_minor: unit_price(at, price, currency)?,
                quantity,
            },
        })
    });
    Ok((lines.collect::<Result<_>>()?, currency))
}

fn item<'i>(db: &TenantRead<'_>, at: usize, input: &'i LineInput) -> Result<Item<'i>> {
    match (&input.package_id, &input.title, &input.unit_price) {
        (Some(package), title, price) => {
            let package = Box::new(package::require(db, package)?);
            Ok(Item::Package(package, title.as_ref(), price.as_ref()))
        }
        (None, Some(title), Some(price)) => Ok(Item::Own(title, price)),
        (None, _, _) => Err(Error::new(
            Code::ArgumentInvalid,
            format!("items[{at}] must have packageId, or title and unitPrice"),
        )
        .suggest("a package brings its title and its price; send unitPrice beside packageId for an agreed one")),
    }
}

/// The currency of the packages, if there are any.
///
/// # Errors
/// `CURRENCY_MISMATCH` where they have several, or another than the one that was asked for. Nobody is told to send a
/// price in another currency: the number would be the same, and the price another one.
fn of_packages(items: &[Item<'_>], asked: Option<Currency>) -> Result<Option<Currency>> {
    let mut packages = items.iter().filter_map(|item| match item {
        Item::Package(package, ..) => Some(package),
        Item::Own(..) => None,
    });
    let Some(first) = packages.next() else { return Ok(None) };
    let mismatch = |sentence: String, next: &str| {
        Err(Error::new(Code::CurrencyMismatch, sentence).suggest(next))
    };
    if let Some(other) = packages.find(|package| package.currency != first.currency) {
        let (one, its) = (&first.name, first.currency.code());
        let (other, others) = (&other.name, other.currency.code());
        let sentence = format!(
            "“{one}” is priced in {its} and “{other}” in {others}; an order has one currency"
        );
        return mismatch(sentence, "make an order of its own for the packages of each currency");
    }
    match asked.filter(|asked| *asked != first.currency) {
        None => Ok(Some(first.currency)),
        Some(asked) => mismatch(
            format!(
                "“{}” is priced in {}, not in {}",
                first.name,
                first.currency.code(),
                asked.code()
            ),
            "leave `currency` out: an order takes that of its packages",
        ),
    }
}

fn unit_price(at: usize, price: &Price, currency: Currency) -> Result<i64> {
    if price.is_negative() {
        let sentence = format!("items[{at}].unitPrice: {price} is negative");
        return Err(Error::new(Code::PriceInvalid, sentence).suggest(
            "for a discount send the lower unitPrice on the line that it is on, beside packageId where it is a package",
        ));
    }
    price.to_minor(currency)
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

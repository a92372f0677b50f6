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
    value::{
        Currency, Discount, Excess, LineAmounts, Name, Percent, Price, Reduction, Ref, Taxation,
        Totals, totals,
    },
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
    discount: Option<Discount>,
    tax: Option<Percent>,
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 1_000_000))]
    quantity: i64,
}

fn one() -> i64 {
    1
}

/// An item as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::tools::crm) struct Line {
    pub(in crate::tools::crm) package_id: Option<PackageId>,
    pub(in crate::tools::crm) title: String,
    pub(in crate::tools::crm) unit_price_minor: i64,
    pub(in crate::tools::crm) quantity: i64,
    pub(in crate::tools::crm) discount: Reduction,
    pub(in crate::tools::crm) tax_rate: Percent,
}

impl Line {
    /// What tax and totals are computed of.
    pub(in crate::tools::crm) fn amounts(&self) -> LineAmounts {
        LineAmounts {
            unit_minor: self.unit_price_minor,
            quantity: self.quantity,
            discount: self.discount,
            rate: self.tax_rate,
        }
    }
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
    let taxation = db.site()?.taxation();
    let found = items.iter().enumerate().map(|(at, input)| item(db, at, input));
    let found: Vec<Item<'_>> = found.collect::<Result<_>>()?;
    let currency = of_packages(&found, asked)?.or(asked).unwrap_or(otherwise);
    let lines = found.into_iter().zip(items).enumerate().map(|(at, (item, input))| {
        let quantity = input.quantity;
        let discount = input.discount.as_ref();
        let discount = discount.map(|discount| discount.reduction(currency)).transpose()?;
        let discount = discount.unwrap_or_default();
        let tax_rate = rate(at, input.tax, &taxation)?;
        Ok(match item {
            Item::Package(package, title, price) => Line {
                package_id: Some(package.id),
                title: title.map_or(package.name, |title| (**title).to_owned()),
                unit_price_minor: match price {
                    Some(price) => unit_price(at, price, currency)?,
                    None => package.price_minor,
                },
                quantity,
                discount,
                tax_rate,
            },
            Item::Own(title, price) => Line {
                package_id: None,
                title: title.to_string(),
                unit_price_minor: unit_price(at, price, currency)?,
                quantity,
                discount,
                tax_rate,
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

/// The rate of an item: one of the business's, its first where nobody says.
fn rate(at: usize, asked: Option<Percent>, taxation: &Taxation) -> Result<Percent> {
    let Some(asked) = asked else {
        let first = taxation.rates.first().copied().filter(|_| !taxation.small_business);
        return Ok(first.unwrap_or_default());
    };
    if asked == Percent::ZERO || !taxation.small_business && taxation.rates.contains(&asked) {
        return Ok(asked);
    }
    let refused = |why: String, next: &str| {
        Err(Error::new(Code::TaxRateUnknown, format!("items[{at}].tax: {why}")).suggest(next))
    };
    if taxation.small_business {
        let why = "the business is set up as a small one, which charges no tax".to_owned();
        return refused(
            why,
            "leave `tax` out; updateSite { tax: { smallBusiness: false } } if that has changed",
        );
    }
    let rates: Vec<String> = taxation.rates.iter().map(Percent::to_string).collect();
    match rates.as_slice() {
        [] => refused(
            format!("the business has no rates of tax yet, so {asked} is none of them"),
            "ask the person which rates they charge, then updateSite { tax: { rates: [19, 7] } }",
        ),
        rates => refused(
            format!("{asked} is none of the business's rates: {}", rates.join(", ")),
            "send one of them, or 0 for what is not taxed",
        ),
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
            "for a discount send `discount` on the line that it is on, or for the whole order",
        ));
    }
    price.to_minor(currency)
}

/// What the items come to.
///
/// # Errors
/// `PRICE_INVALID` if it is too large, `DISCOUNT_INVALID` if more is taken off than there is.
pub(in crate::tools::crm) fn sums(
    lines: &[Line],
    discount: Reduction,
    tax_included: bool,
) -> Result<Totals> {
    let amounts: Vec<LineAmounts> = lines.iter().map(Line::amounts).collect();
    totals(&amounts, discount, tax_included).map_err(|excess| match excess {
        Excess::TooLarge => Error::new(Code::PriceInvalid, "the total of the order is too large")
            .suggest("check unitPrice and quantity of each item"),
        Excess::Discount(at) => {
            let what = at.map_or_else(|| "the order".to_owned(), |at| format!("items[{at}]"));
            let sentence = format!("discount: more would be taken off {what} than it comes to");
            Error::new(Code::DiscountInvalid, sentence)
                .suggest("check the number; a percentage is written as \"10%\"")
        }
    })
}

/// What an order is in a few words: its number, its first item, how many more.
pub(super) fn title(number: i64, lines: &[Line]) -> String {
    let first = lines.first().map(|line| line.title.as_str()).unwrap_or_default();
    match lines.len() {
        0 | 1 => format!("{number}: {first}"),
        more => format!("{number}: {first} and {} more", more - 1),
    }
}

pub(in crate::tools::crm) fn of(db: &TenantRead<'_>, order: OrderId) -> Result<Vec<Line>> {
    Ok(of_each(db, &[order])?.remove(&order).unwrap_or_default())
}

pub(super) fn of_each(
    db: &TenantRead<'_>,
    orders: &[OrderId],
) -> Result<BTreeMap<OrderId, Vec<Line>>> {
    const LINES: Sql = Sql::scoped(portable!(
        "SELECT order_id, package_id, title, unit_price_minor, quantity, discount_minor, discount_percent, tax_rate
         FROM order_item
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
            discount: Reduction {
                minor: row.integer("discount_minor")?,
                percent: Percent::parse(&row.text("discount_percent")?)?,
            },
            tax_rate: Percent::parse(&row.text("tax_rate")?)?,
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
            discount_minor: line.discount.minor,
            discount_percent: line.discount.percent,
            tax_rate: line.tax_rate,
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

//! `manage_packages { action: "update" }`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{PackageOut, include, require, written};
use crate::{
    error::Result,
    id,
    store::{TenantWrite, entity::PackageRow, ledger},
    tool::{Command, Resource, Spec},
    tools::cms::image,
    value::{Currency, Line, Name, Patch, Price, Ref, Text},
};

/// The action.
pub static ACTION: Command<Input, PackageOut> = Command::new(
    Spec { name: "manage_packages:update", title: "Update a package", description: "" },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    package_id: Ref<id::Package>,
    name: Option<Name>,
    /// 2500 or 2500.50
    price: Option<Price>,
    currency: Option<Currency>,
    description: Option<Text<1, 5000>>,
    #[serde(default)]
    #[schemars(range(min = 1, max = 525_600))]
    duration_minutes: Patch<i64>,
    active: Option<bool>,
    sort_order: Option<i64>,
    #[serde(default)]
    image_id: Patch<Line<1, 200>>,
    #[schemars(length(max = 100))]
    service_ids: Option<Vec<Ref<id::Service>>>,
    expected_version: Option<i64>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<PackageOut>> {
    // The package must be there, and as the caller knows it.
    let before = require(db, &input.package_id)?;
    let key = before.id.to_string();
    ledger::expect_version(db, "package", &key, before.version, input.expected_version)?;
    // A price must be one of its currency; a new currency needs its price said again.
    let currency = input.currency.unwrap_or(before.currency);
    let price_minor = match &input.price {
        Some(price) => price.to_minor(currency)?,
        None if currency == before.currency => before.price_minor,
        None => return Err(new_currency_needs_price(before.currency, currency)),
    };

    let id = before.id;
    let after = PackageRow {
        name: input.name.map_or(before.name, |name| name.to_string()),
        price_minor,
        currency,
        description: input.description.map_or(before.description, |text| text.to_string()),
        duration_minutes: match input.duration_minutes {
            Patch::Absent => before.duration_minutes,
            Patch::Null => None,
            Patch::Value(minutes) => Some(minutes),
        },
        active: input.active.unwrap_or(before.active),
        sort_order: input.sort_order.unwrap_or(before.sort_order),
        image_id: match input.image_id {
            Patch::Absent => before.image_id,
            Patch::Null => None,
            Patch::Value(image) => Some(image::require_named(db, &image)?),
        },
        ..before
    };
    let other_services = match &input.service_ids {
        Some(services) => include(db, id, services)?,
        None => false,
    };
    after.save_also(db, other_services)?;
    // The answer says where it stands.
    if input.sort_order.is_some() {
        db.settle()?;
    }
    written(db, id)
}

fn new_currency_needs_price(old: Currency, new: Currency) -> crate::error::Error {
    crate::error::Error::new(
        crate::error::Code::PriceInvalid,
        format!("the price is in {}; in {} it is another number", old.code(), new.code()),
    )
    .suggest("send `price` together with `currency`")
}

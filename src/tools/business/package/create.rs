//! `manage_packages { action: "create" }`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{PackageOut, include, row, written};
use crate::{
    error::Result,
    id::{self, PackageId},
    store::{TenantWrite, entity::NewPackage},
    tool::{Command, Resource, Spec},
    tools::cms::image,
    value::{Currency, Line, Name, Price, Ref, Text},
};

/// The action.
pub static ACTION: Command<Input, PackageOut> = Command::new(
    Spec { name: "manage_packages:create", title: "Create a package", description: "" },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    name: Name,
    /// 2500 or 2500.50
    price: Price,
    currency: Option<Currency>,
    description: Text<1, 5000>,
    #[schemars(range(min = 1, max = 525_600))]
    duration_minutes: Option<i64>,
    active: Option<bool>,
    sort_order: Option<i64>,
    image_id: Option<ImageRef>,
    #[schemars(length(max = 100))]
    service_ids: Option<Vec<Ref<id::Service>>>,
}

type ImageRef = Line<1, 200>;

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<PackageOut>> {
    // The price must be one of its currency, the image must be there.
    let currency = input.currency.unwrap_or(db.who().tenant.currency);
    let price = input.price.to_minor(currency)?;
    let image = input.image_id.map(|image| image::require_named(db, &image)).transpose()?;

    let package = NewPackage {
        id: PackageId::new(),
        name: input.name.to_string(),
        price_minor: price,
        currency,
        description: input.description.to_string(),
        duration_minutes: input.duration_minutes,
        active: input.active.unwrap_or(true),
        sort_order: input.sort_order.map_or_else(|| row::next_order(db), Ok)?,
        image_id: image,
    };
    package.insert(db)?;
    // The answer says where it stands.
    if input.sort_order.is_some() {
        db.settle()?;
    }
    include(db, package.id, &input.service_ids.unwrap_or_default())?;
    written(db, package.id)
}

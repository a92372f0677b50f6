//! `manage_packages { action: "create" }`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{PackageOut, include, row, written};
use crate::{
    clock,
    error::Result,
    id::{self, PackageId},
    store::{Dml, TenantWrite},
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
    const ADD: Dml = Dml::scoped(
        "INSERT INTO package (tenant_id, id, name, price_minor, currency, description, duration_minutes,
                              active, sort_order, image_id, version, created_at, updated_at)
         VALUES (:tenant, :id, :name, :price, :currency, :description, :duration,
                 :active, :order, :image, 1, :now, :now)",
    );
    // The price must be one of its currency, the image must be there.
    let currency = input.currency.unwrap_or(db.who().tenant.currency);
    let price = input.price.to_minor(currency)?;
    let image = input.image_id.map(|image| image::require_named(db, &image)).transpose()?;

    let id = PackageId::new();
    let order = input.sort_order.map_or_else(|| row::next_order(db), Ok)?;
    db.execute(
        &ADD,
        &[
            (":id", id.into()),
            (":name", (&input.name).into()),
            (":price", price.into()),
            (":currency", currency.into()),
            (":description", (&input.description).into()),
            (":duration", input.duration_minutes.into()),
            (":active", input.active.unwrap_or(true).into()),
            (":order", order.into()),
            (":image", image.into()),
            (":now", clock::now().into()),
        ],
    )?;
    include(db, id, &input.service_ids.unwrap_or_default())?;
    written(db, id)
}

//! Packages: what can be booked, at a price.

use deskhand_entity::Entity;

use crate::{
    clock::Time,
    id::{ImageId, PackageId},
    value::Currency,
};

/// A row of `package`.
#[derive(Clone, Debug, Entity)]
#[entity(table = "package", label = name, sort = "sortOrder", new = NewPackage)]
pub(crate) struct PackageRow {
    pub(crate) id: PackageId,
    #[column(translated)]
    pub(crate) name: String,
    /// In the smallest unit of the currency (cents).
    pub(crate) price_minor: i64,
    pub(crate) currency: Currency,
    #[column(translated)]
    pub(crate) description: String,
    #[column(said = "length")]
    pub(crate) duration_minutes: Option<i64>,
    #[column(said = "offered")]
    pub(crate) active: bool,
    #[column(said = "place in the list")]
    pub(crate) sort_order: i64,
    #[column(said = "picture")]
    pub(crate) image_id: Option<ImageId>,
    pub(crate) version: i64,
    pub(crate) updated_at: Time,
}

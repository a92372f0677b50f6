//! Services that the business offers.

use deskhand_entity::Entity;

use crate::{clock::Time, id::ServiceId, value::Currency};

/// A row of `service`.
#[derive(Clone, Debug, Entity)]
#[entity(table = "service", label = name, sort = "name", new = NewService)]
pub(crate) struct ServiceRow {
    pub(crate) id: ServiceId,
    #[column(translated)]
    pub(crate) name: String,
    /// In the smallest unit of the currency (cents).
    pub(crate) price_minor: Option<i64>,
    #[column(fixed)]
    pub(crate) currency: Currency,
    #[column(translated)]
    pub(crate) description: String,
    #[column(said = "length")]
    pub(crate) duration_minutes: Option<i64>,
    #[column(said = "offered")]
    pub(crate) active: bool,
    pub(crate) version: i64,
    pub(crate) updated_at: Time,
}

//! When customers can come: for the business, and for each package that differs from it.

use deskhand_entity::Entity;
use serde_json::Value;

use super::Json;
use crate::{
    clock::Time,
    id::{AvailabilityId, PackageId},
    value::OnlineBooking,
};

/// A row of `availability`. What is `None` is as for the business, or as usual.
#[derive(Clone, Debug, Entity)]
#[entity(table = "availability", plural = "availabilities", sort = "id", new = NewAvailability)]
#[entity(check = "a limit is at least 1, and no time is below 0")]
pub(crate) struct AvailabilityRow {
    pub(crate) id: AvailabilityId,
    /// `None` for the business.
    #[column(fixed)]
    pub(crate) package_id: Option<PackageId>,
    /// As [`Hours`](crate::value::Hours) writes them.
    pub(crate) hours: Option<Value>,
    /// As [`Exceptions`](crate::calendar::Exceptions) writes them.
    pub(crate) exceptions: Json,
    pub(crate) notice_minutes: Option<i64>,
    pub(crate) horizon_days: Option<i64>,
    pub(crate) buffer_before_minutes: Option<i64>,
    pub(crate) buffer_after_minutes: Option<i64>,
    pub(crate) step_minutes: Option<i64>,
    pub(crate) daily_limit: Option<i64>,
    pub(crate) online: Option<OnlineBooking>,
    pub(crate) version: i64,
    pub(crate) updated_at: Time,
}

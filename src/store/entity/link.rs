//! Link tables: their rows are the items of another entity's list.

use deskhand_entity::Entity;

use crate::id::{ContactId, PackageId, ServiceId, TagId};

/// A contact has a tag.
#[derive(Clone, Debug, Entity)]
#[entity(
    table = "contact_tag",
    link(owner = "contact", owner_column = "contact_id", item_column = "tag_id", field = "tags")
)]
#[expect(dead_code, reason = "a link is read with what it links")]
pub(crate) struct ContactTagRow {
    contact_id: ContactId,
    tag_id: TagId,
}

/// A package includes a service.
#[derive(Clone, Debug, Entity)]
#[entity(
    table = "package_service",
    link(
        owner = "package",
        owner_column = "package_id",
        item_column = "service_id",
        field = "serviceIds"
    )
)]
#[expect(dead_code, reason = "a link is read with what it links")]
pub(crate) struct PackageServiceRow {
    package_id: PackageId,
    service_id: ServiceId,
}

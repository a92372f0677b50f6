//! Every declared entity.

use super::{
    Entity, Table as _,
    collection::CollectionRow,
    contact::ContactRow,
    conversation::ConversationRow,
    entry::EntryRow,
    http_post::HttpPostRow,
    image::ImageRow,
    link::{ContactTagRow, PackageServiceRow},
    message::MessageRow,
    nav_item::NavItemRow,
    navigation::NavigationRow,
    order::{OrderItemRow, OrderRow},
    package::PackageRow,
    page::PageRow,
    pipeline::{PipelineRow, StageRow},
    post::PostRow,
    redirect::{PostRedirectRow, RedirectRow},
    section::SectionRow,
    section_template::SectionTemplateRow,
    service::ServiceRow,
    tag::TagRow,
};

macro_rules! registry {
    ($($row:ty),* $(,)?) => {
        /// Every entity table, in the order in which a person wants to hear of them.
        pub const ENTITIES: &[Entity] = &[$(<$row>::ENTITY),*];

        /// Every table, and whether its rows tell of people.
        pub(in crate::store) const TABLES: &[(&str, bool)] = &[$((<$row>::TABLE, <$row>::PEOPLE)),*];
    };
}

registry! {
    PageRow,
    SectionRow,
    SectionTemplateRow,
    PackageRow,
    ServiceRow,
    ImageRow,
    CollectionRow,
    PostRow,
    EntryRow,
    NavigationRow,
    NavItemRow,
    RedirectRow,
    PostRedirectRow,
    ContactRow,
    TagRow,
    OrderRow,
    OrderItemRow,
    ConversationRow,
    MessageRow,
    PipelineRow,
    StageRow,
    HttpPostRow,
    ContactTagRow,
    PackageServiceRow,
}

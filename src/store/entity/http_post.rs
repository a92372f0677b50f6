//! HTTP requests that the business has sent to other hosts.

use deskhand_entity::Entity;
use serde_json::Value;

use crate::id::HttpPostId;

/// A row of `http_post`.
#[derive(Clone, Debug, Entity)]
#[entity(
    table = "http_post",
    name = "httpRequest",
    tools("httpPost"),
    people,
    names_people,
    lasting
)]
#[entity(singular = "request", label = url)]
pub(crate) struct HttpPostRow {
    id: HttpPostId,
    #[column(personal, address)]
    url: String,
    #[column(personal)]
    headers: Value,
    #[column(personal)]
    body: String,
    #[column(impersonal)]
    state: String,
    status: Option<i64>,
}

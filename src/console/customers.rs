//! Customers: a list that can be searched, and one of them with everything that is booked and ordered.

use axum::{
    extract::{
        Form, Query, State,
        rejection::{FormRejection, QueryRejection},
    },
    http::HeaderMap,
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Console,
    desk::{Sent, Visit, let_in, let_write, with},
    orders,
};
use crate::error::Result;

/// How many customers a page has.
const SHOWN: u32 = 30;

/// How many bookings of a customer are shown.
const BOOKINGS: u32 = 20;

/// Which customers: of which business, one of them or those that are searched for, and from where on.
#[derive(Deserialize, Default)]
pub(super) struct CustomersQuery {
    tenant: Option<String>,
    id: Option<String>,
    query: Option<String>,
    cursor: Option<String>,
}

/// What a person writes down about a customer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    word: String,
    tenant: String,
    id: String,
    note: String,
}

impl Sent for Said {
    fn word(&self) -> &str {
        &self.word
    }
}

pub(super) async fn page(
    State(console): State<Console>,
    asked: std::result::Result<Query<CustomersQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let_in(&console, &headers, shown(&console, &asked, None)).await
}

pub(super) async fn update(
    State(console): State<Console>,
    headers: HeaderMap,
    said: std::result::Result<Form<Said>, FormRejection>,
) -> Response {
    let_write(&console, &headers, said, async |said| updated(&console, said).await).await
}

async fn updated(console: &Console, said: Said) -> Result<Option<Response>> {
    let Some(visit) = Visit::begin(console, Some(&said.tenant))? else { return Ok(None) };
    let change = json!({ "id": said.id, "addNote": said.note.trim() });
    let told = visit.decided("updateContact", change, "It is written down.").await?;
    let (tenant, id) = (Some(said.tenant), Some(said.id));
    shown(console, &CustomersQuery { tenant, id, ..CustomersQuery::default() }, Some(told)).await
}

async fn shown(
    console: &Console,
    asked: &CustomersQuery,
    told: Option<Value>,
) -> Result<Option<Response>> {
    let Some(visit) = Visit::begin(console, asked.tenant.as_deref())? else { return Ok(None) };
    match &asked.id {
        Some(id) => one(visit, id, told).await,
        None => list(visit, asked).await,
    }
    .map(Some)
}

async fn one(visit: Visit<'_>, id: &str, told: Option<Value>) -> Result<Response> {
    let found = visit.look("getContact", json!({ "id": id, "includeOrders": true })).await?;
    let contact = found.pointer("/items/0").cloned();
    let bookings = match &contact {
        Some(_) => visit.look("getBooking", json!({ "contactId": id, "limit": BOOKINGS })).await?,
        None => Value::Null,
    };
    let orders = contact.as_ref().and_then(|contact| contact.get("orders"));
    let all = json!({
        "orders": orders::of_list(&visit.site()?, orders),
        "bookings": bookings.get("items"),
        "one": contact,
        "isOne": true,
        "told": told,
    });
    visit.page("customers", "Customers", all).await
}

async fn list(visit: Visit<'_>, asked: &CustomersQuery) -> Result<Response> {
    let query = asked.query.as_deref().map(str::trim).filter(|query| !query.is_empty());
    let scope = match query {
        Some(query) => json!({ "query": query, "limit": SHOWN }),
        None => json!({ "all": true, "limit": SHOWN }),
    };
    let scope = with(scope, "cursor", asked.cursor.clone());
    let found = visit.look("getContact", scope).await?;
    let all = json!({
        "customers": found.get("items"), "next": found.get("nextCursor"), "query": query,
    });
    visit.page("customers", "Customers", all).await
}

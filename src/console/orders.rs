//! Orders: what is owed, what is late, and all of them; a person confirms and cancels there, and notes what was paid.

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
    desk::{Sent, Visit, let_in, let_write, money, with},
};
use crate::{clock, error::Result, store::entity::SiteRow, value::NumberText};

/// How many orders a page has.
const SHOWN: u32 = 20;

/// Which orders: of which business, whether what is owed, what is late or all, and from where on.
#[derive(Deserialize, Default)]
pub(super) struct OrdersQuery {
    tenant: Option<String>,
    show: Option<String>,
    cursor: Option<String>,
}

/// What a person decides about an order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    word: String,
    tenant: String,
    id: String,
    version: String,
    show: String,
    act: String,
    amount: Option<String>,
    method: Option<String>,
    #[serde(rename = "paidOn")]
    paid_on: Option<String>,
}

impl Sent for Said {
    fn word(&self) -> &str {
        &self.word
    }
}

pub(super) async fn page(
    State(console): State<Console>,
    asked: std::result::Result<Query<OrdersQuery>, QueryRejection>,
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
    let told = if said.act == "paid" {
        paid(&visit, &said).await?
    } else {
        let version = said.version.parse::<i64>().ok();
        let change = json!({ "id": said.id, "status": said.act, "expectedVersion": version });
        visit.decided("updateOrder", change, "Done.").await?
    };
    let asked = OrdersQuery { tenant: Some(said.tenant), show: Some(said.show), cursor: None };
    shown(console, &asked, Some(told)).await
}

/// Notes down a payment, of an amount as people write it.
async fn paid(visit: &Visit<'_>, said: &Said) -> Result<Value> {
    let amount = match NumberText::read(said.amount.as_deref().unwrap_or_default()) {
        Some(NumberText::One(number)) => serde_json::from_str::<Value>(&number).ok(),
        Some(NumberText::Either { .. }) | None => None,
    };
    let Some(amount) = amount else {
        let words = "Nothing was changed: write the amount as a number, such as 120.50 or 1900.";
        return Ok(json!({ "done": false, "words": words }));
    };
    let payment = json!({
        "orderId": said.id, "amount": amount, "method": said.method, "paidOn": said.paid_on,
    });
    visit.decided("createPayment", payment, "The payment is noted.").await
}

async fn shown(
    console: &Console,
    asked: &OrdersQuery,
    told: Option<Value>,
) -> Result<Option<Response>> {
    let Some(visit) = Visit::begin(console, asked.tenant.as_deref())? else { return Ok(None) };
    let (show, which) = match asked.show.as_deref() {
        Some("late") => ("late", "overdue"),
        Some("all") => ("all", "all"),
        _ => ("owed", "unpaid"),
    };
    let scope = with(json!({ "limit": SHOWN, "cursor": asked.cursor }), which, true);
    let found = visit.look("getOrder", scope).await?;
    let site = visit.site()?;
    let today = clock::now().there(&site.timezone).date().to_string();
    let all = json!({
        "orders": of_list(&site, found.get("items")),
        "next": found.get("nextCursor"),
        "sums": found.get("note").and_then(Value::as_str).map(for_people),
        "show": show,
        "day": today,
        "told": told,
    });
    Ok(Some(visit.page("orders", "Orders", all).await?))
}

/// What is owed in all, without the word that a call would use.
fn for_people(note: &str) -> String {
    note.replace(" (status: pending)", "")
}

/// A list of orders as pages show them: amounts and numbers as text.
pub(super) fn of_list(site: &SiteRow, orders: Option<&Value>) -> Vec<Value> {
    let orders = orders.and_then(Value::as_array);
    orders.into_iter().flatten().map(|order| entry(site, order)).collect()
}

fn entry(site: &SiteRow, order: &Value) -> Value {
    let currency = order.get("currency").and_then(Value::as_str).unwrap_or_default();
    let amount = |of: &Value, key: &str| of.get(key).and_then(|it| money(site, it, currency));
    let lines = order.get("items").and_then(Value::as_array).into_iter().flatten();
    let lines: Vec<Value> = lines
        .map(|line| {
            json!({
                "title": line.get("title"),
                "quantity": line.get("quantity").map(Value::to_string),
                "price": amount(line, "unitPrice"),
            })
        })
        .collect();
    let number = |key: &str| order.get(key).map(Value::to_string);
    let mut entry = with(order.clone(), "items", lines);
    for key in ["total", "paid", "balance", "credited"] {
        entry = with(entry, key, amount(order, key));
    }
    for key in ["number", "version"] {
        entry = with(entry, key, number(key));
    }
    with(entry, "left", number("balance").filter(|left| left != "0"))
}

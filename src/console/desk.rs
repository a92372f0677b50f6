//! What the pages share that are made here, without a script: whose business they show, their layout, and their words.
//!
//! Text from visitors and customers is put into them as text: the templates escape it, and what people cannot see is
//! written out.

use axum::{
    extract::{Form, rejection::FormRejection},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use minijinja::{Environment, UndefinedBehavior};
use serde_json::{Map, Value, json};

use super::{Console, owner_calls, pages::without_key};
use crate::{
    error::{Error, ErrorType, Result},
    gate::Session,
    principal::Tenant,
    site::format::{Home, format_money},
    store::entity::SiteRow,
    value::{Currency, Price, visible, visible_json},
};

/// The Content-Security-Policy of these pages: no script at all, and forms that come back here.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

/// A visit of the person to the pages of one business.
pub(super) struct Visit<'c> {
    pub(super) console: &'c Console,
    pub(super) tenant: Tenant,
    title: String,
    tenants: Vec<Value>,
    session: Session,
}

impl Visit<'_> {
    /// The visit to the business of that name, else to the first one; `None` where there is none.
    pub(super) fn begin<'c>(console: &'c Console, name: Option<&str>) -> Result<Option<Visit<'c>>> {
        let tenants = console.store.titles()?;
        let listed = tenants.iter().map(|(it, title)| json!({ "name": it.name, "title": title }));
        let listed = listed.collect();
        let found = tenants.into_iter().find(|(it, _)| name.is_none_or(|name| it.name == name));
        let Some((tenant, title)) = found else { return Ok(None) };
        let session = owner_calls::session(&console.store, &tenant)?;
        Ok(Some(Visit { console, tenant, title, tenants: listed, session }))
    }

    /// A read as the owner, which is not logged.
    pub(super) async fn look(&self, tool: &str, arguments: Value) -> Result<Value> {
        owner_calls::look(&self.session, tool, object(arguments)).await
    }

    /// A write that the person has decided on this page; what happened, for the page: `{ done, words }`.
    pub(super) async fn decided(&self, tool: &str, arguments: Value, done: &str) -> Result<Value> {
        let answer = owner_calls::agreed(&self.session, tool, object(arguments)).await?;
        if owner_calls::asks(&answer) {
            let words = "Something changed in this very moment. Look at it, and decide again.";
            return Ok(json!({ "done": false, "words": words }));
        }
        let note = answer.get("note").and_then(Value::as_str);
        let words = [Some(done), note].into_iter().flatten().collect::<Vec<_>>().join(" ");
        Ok(match answer.pointer("/error/message").and_then(Value::as_str) {
            Some(why) => json!({ "done": false, "words": format!("Nothing was changed: {why}.") }),
            None => json!({ "done": true, "words": words }),
        })
    }

    /// The site of the business.
    pub(super) fn site(&self) -> Result<SiteRow> {
        self.console.store.site(&self.tenant)
    }

    /// A page of this visit.
    pub(super) async fn page(
        self,
        name: &'static str,
        title: &str,
        shown: Value,
    ) -> Result<Response> {
        let site = self.site()?;
        let mut all = object(visible_json(shown));
        let frame = json!({
            "title": title,
            "here": name,
            "business": self.title,
            "tenant": self.tenant.name,
            "tenants": self.tenants,
            "word": self.console.key.token(),
        });
        all.extend(object(frame));
        self.session.close().await;
        let html = render(name, &site.timezone, &Value::Object(all)).map_err(Error::internal)?;
        Ok(([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(html)).into_response())
    }
}

/// The answer to whoever has the key; nobody else learns anything.
pub(super) async fn let_in(
    console: &Console,
    headers: &HeaderMap,
    page: impl Future<Output = Result<Option<Response>>>,
) -> Response {
    if !console.key.admits(headers) {
        return without_key();
    }
    match page.await {
        Ok(Some(page)) => page,
        Ok(None) => (StatusCode::NOT_FOUND, "There is no such business.\n").into_response(),
        Err(error) if error.code().kind() != ErrorType::InternalError => {
            let words = format!("{}.\n", visible(error.message()));
            (StatusCode::UNPROCESSABLE_ENTITY, words).into_response()
        }
        Err(error) => {
            tracing::error!(cause = error.cause(), "the console could not show a page: {error}");
            let words = "The page could not be shown. Reload it, or look at the log.\n";
            (StatusCode::INTERNAL_SERVER_ERROR, words).into_response()
        }
    }
}

/// What a form of these pages sends.
pub(super) trait Sent {
    /// The word that only a page of this console has.
    fn word(&self) -> &str;
}

/// The answer to a form, as [`let_in`] gives it.
pub(super) async fn let_write<F: Sent>(
    console: &Console,
    headers: &HeaderMap,
    sent: std::result::Result<Form<F>, FormRejection>,
    page: impl AsyncFnOnce(F) -> Result<Option<Response>>,
) -> Response {
    let Ok(Form(sent)) = sent else {
        return (StatusCode::BAD_REQUEST, "Reload the page, and choose again.\n").into_response();
    };
    if !console.key.admits_form(headers, sent.word()) {
        return without_key();
    }
    let_in(console, headers, page(sent)).await
}

/// An object with one member more, or another one.
pub(super) fn with(mut object: Value, key: &str, value: impl Into<Value>) -> Value {
    if let Some(members) = object.as_object_mut() {
        members.insert(key.to_owned(), value.into());
    }
    object
}

/// An amount as the business writes it, in English.
pub(super) fn money(site: &SiteRow, amount: &Value, currency: &str) -> Option<String> {
    let of = Currency::parse(currency).ok()?;
    let price: Price = serde_json::from_value(amount.clone()).ok()?;
    let minor = price.to_signed_minor(of).ok()?;
    Some(format_money(minor, of.code(), Home { locale: "en", ..Home::from(site) }))
}

fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(object) = value { object } else { Map::new() }
}

fn render(name: &str, zone: &str, all: &Value) -> std::result::Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    environment.add_filter("when", move |text: &str| when(text, &zone));
    environment.add_filter("day", day);
    environment.add_template("desk.html", include_str!("desk.html"))?;
    environment.add_template("today.html", include_str!("today.html"))?;
    environment.add_template("inbox.html", include_str!("inbox.html"))?;
    environment.add_template("calendar.html", include_str!("calendar.html"))?;
    environment.add_template("customers.html", include_str!("customers.html"))?;
    environment.add_template("orders.html", include_str!("orders.html"))?;
    environment.get_template(&format!("{name}.html"))?.render(shown(all))
}

/// JSON as templates read it. They show no numbers.
fn shown(json: &Value) -> minijinja::Value {
    match json {
        Value::Null | Value::Number(_) => minijinja::Value::UNDEFINED,
        Value::Bool(is) => (*is).into(),
        Value::String(text) => text.into(),
        Value::Array(items) => items.iter().map(shown).collect(),
        Value::Object(object) => {
            minijinja::Value::from_pairs(object.iter().map(|(name, it)| (name, shown(it))))
        }
    }
}

/// A day in words.
fn day(text: &str) -> String {
    let day = text.parse::<Date>();
    day.map_or_else(|_| text.to_owned(), |day| day.strftime("%-d %b %Y").to_string())
}

/// A time as the business's clocks have it.
fn when(text: &str, zone: &TimeZone) -> String {
    let at = text.parse::<Timestamp>();
    at.map_or_else(
        |_| text.to_owned(),
        |at| at.to_zoned(zone.clone()).strftime("%a, %-d %b %Y, %H:%M").to_string(),
    )
}

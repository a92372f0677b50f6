//! What the pages share that are made here, without a script: whose business they show, their layout, and their words.
//!
//! Text from visitors and customers is put into them as text: the templates escape it, and what people cannot see is
//! written out.

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use jiff::{Timestamp, tz::TimeZone};
use minijinja::{Environment, UndefinedBehavior};
use serde_json::{Map, Value, json};

use super::{Console, owner_calls, pages::without_key};
use crate::{
    error::{Error, ErrorType, Result},
    gate::Session,
    principal::Tenant,
    value::{visible, visible_json},
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

    /// A write as the owner; its answer, also if that is an error.
    pub(super) async fn call(&self, tool: &str, arguments: Value) -> Result<Value> {
        owner_calls::call(&self.session, tool, object(arguments)).await
    }

    /// A page of this visit.
    pub(super) async fn page(
        self,
        name: &'static str,
        title: &str,
        shown: Value,
    ) -> Result<Response> {
        let site = self.console.store.site(&self.tenant)?;
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

fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(object) = value { object } else { Map::new() }
}

fn render(name: &str, zone: &str, all: &Value) -> std::result::Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    environment.add_filter("when", move |text: &str| when(text, &zone));
    environment.add_template("desk.html", include_str!("desk.html"))?;
    environment.add_template("today.html", include_str!("today.html"))?;
    environment.add_template("inbox.html", include_str!("inbox.html"))?;
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

/// A time as the business's clocks have it.
fn when(text: &str, zone: &TimeZone) -> String {
    let at = text.parse::<Timestamp>();
    at.map_or_else(
        |_| text.to_owned(),
        |at| at.to_zoned(zone.clone()).strftime("%a, %-d %b %Y, %H:%M").to_string(),
    )
}

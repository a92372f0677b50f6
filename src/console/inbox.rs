//! The inbox: conversations of every channel, and what a person says of them: done, spam, no spam, open again.
//!
//! What is said passes the gate as the owner's call, and so is in history and can be taken back.

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
    desk::{Sent, Visit, let_in, let_write},
};
use crate::error::Result;

/// How many conversations a page has.
const SHOWN: u32 = 20;

/// Which conversations: of which business, with which status, and from where on.
#[derive(Deserialize, Default)]
pub(super) struct InboxQuery {
    tenant: Option<String>,
    show: Option<String>,
    cursor: Option<String>,
}

/// What a person says of a conversation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    word: String,
    tenant: String,
    id: String,
    show: String,
    status: String,
}

impl Sent for Said {
    fn word(&self) -> &str {
        &self.word
    }
}

pub(super) async fn page(
    State(console): State<Console>,
    asked: std::result::Result<Query<InboxQuery>, QueryRejection>,
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
    let change = json!({ "id": said.id, "status": said.status });
    let told = visit.decided("updateConversation", change, done(&said.status)).await?;
    let asked = InboxQuery { tenant: Some(said.tenant), show: Some(said.show), cursor: None };
    shown(console, &asked, Some(told)).await
}

fn done(status: &str) -> &'static str {
    match status {
        "spam" => "It is with the spam now.",
        "archived" => "Done.",
        _ => "It is with the open ones now.",
    }
}

async fn shown(
    console: &Console,
    asked: &InboxQuery,
    told: Option<Value>,
) -> Result<Option<Response>> {
    let Some(visit) = Visit::begin(console, asked.tenant.as_deref())? else { return Ok(None) };
    let show = match asked.show.as_deref() {
        Some("spam") => "spam",
        Some("archived") => "archived",
        _ => "active",
    };
    let mut scope = json!({ "all": true, "status": show, "includeMessages": true, "limit": SHOWN });
    if let (Some(scope), Some(cursor)) = (scope.as_object_mut(), &asked.cursor) {
        scope.insert("cursor".to_owned(), cursor.as_str().into());
    }
    let found = visit.look("getConversation", scope).await?;
    let of = |key: &str| found.get(key).cloned().unwrap_or(Value::Null);
    let all = json!({
        "conversations": of("items"), "next": of("nextCursor"), "show": show, "told": told,
    });
    Ok(Some(visit.page("inbox", "Inbox", all).await?))
}

//! `httpPost`: recorded before it is sent, and never sent twice.

use std::{collections::BTreeMap, sync::Arc};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::IgnoredAny};
use serde_json::Value;

use super::{
    Reply,
    sent::{self, State},
};
use crate::{
    error::{Code, Error, Result},
    id::HttpPostId,
    outbound::{self, Answer, Caps, Failure, Headers, Outbound},
    store::{TenantRead, TenantWrite},
    tool::{
        Departure, PerformContext, Resource, SendFuture, Sending, SessionReads, Settlement, Spec,
    },
    tools::host,
    value::{Line, Untrusted},
};

/// The tool.
pub static TOOL: Sending<Input, Outgoing, PostOutcome, PostOut> = Sending::new(
    Spec {
        name: "httpPost",
        title: "Post to an address",
        description: "HTTP POST to a host that the tenant's people allow. A person agrees first; it is sent once. Returns its state and the answer.",
    },
    prepare,
    perform,
    settle,
    departure,
);

/// The largest body, in bytes.
const BODY_MAX: usize = 64 << 10;

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    #[schemars(extend("x-address" = true))]
    url: Line<1, 4096>,
    /// JSON, sent as such, or other text.
    #[schemars(schema_with = "body_schema", extend("x-personal" = true))]
    body: Value,
    /// { "Accept": "text/csv" }. None of who asks: no keys, no Cookie.
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

/// What was sent, as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct PostOut {
    id: HttpPostId,
    url: String,
    /// unknown may have arrived: do not send it again without asking.
    state: &'static str,
    /// What came back, whatever its status.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Untrusted<Reply>>,
}

/// A prepared request.
pub struct Outgoing {
    id: HttpPostId,
    door: Arc<Outbound>,
    url: String,
    headers: Headers,
    body: Vec<u8>,
}

/// The result of sending.
pub struct PostOutcome {
    id: HttpPostId,
    url: String,
    answer: outbound::Result<Answer>,
    budget: usize,
}

/// Whether a text is a JSON object or list: hosts that know one type for an argument send JSON as text.
fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

fn body_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": ["object", "array", "string"], "x-lines": true })
}

#[expect(clippy::unnecessary_wraps, reason = "others look something up for it; this one does not")]
fn departure(_: &TenantRead<'_>, outgoing: &Outgoing, _: &SessionReads) -> Result<Departure> {
    let departure = Departure::new(format!("Send this to {}", outgoing.url));
    let whole = outgoing.headers.pairs().fold(departure, |departure, (name, value)| {
        departure.with(format!("header {name}"), value)
    });
    Ok(whole.with("body", String::from_utf8_lossy(&outgoing.body)).asked_if(true))
}

fn prepare(db: &mut TenantWrite<'_>, input: Input) -> Result<(Outgoing, Resource<PostOut>)> {
    let target = host::require(db, &input.url)?;
    let (body, kind) = match input.body.as_str() {
        Some(text) if is_json(text) => (text.to_owned(), "application/json"),
        Some(text) => (text.to_owned(), "text/plain; charset=utf-8"),
        None => (input.body.to_string(), "application/json"),
    };
    if body.len() > BODY_MAX {
        let length = format!("the body has {} bytes, and {BODY_MAX} are sent at most", body.len());
        return Err(
            Error::new(Code::ArgumentInvalid, length).suggest("send less, or in several parts")
        );
    }
    let says_kind = input.headers.keys().any(|name| name.eq_ignore_ascii_case("content-type"));
    let given = input.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let kind = (!says_kind).then_some(("content-type", kind));
    let headers = Headers::given(given.chain(kind)).map_err(Failure::into_error)?;

    let url = target.as_str().to_owned();
    let id = sent::add(db, &url, &input.headers, &body)?;
    let door = Arc::clone(db.policy().allowance.services.door());
    let so_far = PostOut { id, url: url.clone(), state: State::Unknown.as_str(), answer: None };
    let outgoing = Outgoing { id, door, url, headers, body: body.into_bytes() };
    Ok((outgoing, Resource::new(so_far)))
}

fn perform(outgoing: Outgoing, context: PerformContext) -> SendFuture<PostOutcome> {
    Box::pin(async move {
        let Outgoing { id, door, url, headers, body } = outgoing;
        let answer = door.post(&url, headers, body, Caps::default()).await;
        PostOutcome { id, url, answer, budget: context.budget }
    })
}

fn settle(db: &mut TenantWrite<'_>, came: PostOutcome) -> Result<Settlement<Resource<PostOut>>> {
    let PostOutcome { id, url, answer, budget } = came;
    match answer {
        // An answer with an error status is returned, too.
        Ok(answer) => {
            sent::settle(db, id, State::Answered, Some(answer.status()))?;
            let answer = Some(Reply::of(&answer, budget));
            let state = State::Answered.as_str();
            Ok(Settlement::Done(Resource::new(PostOut { id, url, state, answer })))
        }
        Err(failure) if failure.may_have_arrived() => {
            Ok(Settlement::Unknown(failure.into_unknown()))
        }
        Err(failure) => {
            sent::settle(db, id, State::NotSent, None)?;
            Ok(Settlement::NotDone(failure.into_error()))
        }
    }
}

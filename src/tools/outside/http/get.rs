//! `httpGet`.

use std::{collections::BTreeMap, sync::Arc};

use schemars::JsonSchema;
use serde::Deserialize;

use super::Reply;
use crate::{
    error::Result,
    outbound::{Answer, Caps, Failure, Headers, Outbound, target::Target},
    store::{TenantRead, TenantWrite},
    tool::{
        Departure, Fetch, FetchPlan, FetchResult, PerformContext, PerformFuture, SessionReads, Spec,
    },
    tools::host,
    value::{Line, Untrusted},
};

/// The tool.
pub static TOOL: Fetch<Input, GetRequest, (Answer, usize), Untrusted<Reply>> = Fetch::new(
    Spec {
        name: "httpGet",
        title: "Get an address",
        description: "HTTP GET of a public address, as it is. Returns status, headers and JSON or text; of anything else type and size.",
    },
    prepare,
    perform,
    record,
)
.asking(departure);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    #[schemars(extend("x-address" = true))]
    url: Line<1, 4096>,
    /// { "Accept": "text/csv" }. None of who asks: no keys, no Cookie.
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

/// A prepared request.
pub struct GetRequest {
    door: Arc<Outbound>,
    url: String,
    headers: Headers,
}

fn departure(
    db: &TenantRead<'_>,
    asked: &GetRequest,
    seen: &SessionReads,
) -> Result<Option<Departure>> {
    let carry = asked.headers.carry();
    let asks = host::asks(db, &asked.url, carry, seen)?;
    let is_own = host::is_own(&asked.url, carry, seen);
    let address = host::reading(&[&asked.url]);
    let whole = asked
        .headers
        .pairs()
        .fold(address, |departure, (name, value)| departure.with(format!("header {name}"), value));
    Ok(Some(whole.asked_if(asks).own_if(is_own)))
}

fn prepare(
    db: &mut TenantWrite<'_>,
    input: Input,
) -> Result<FetchPlan<GetRequest, Untrusted<Reply>>> {
    Target::parse(&input.url).map_err(Failure::into_error)?;
    let headers = input.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let headers = Headers::given(headers).map_err(Failure::into_error)?;
    let door = Arc::clone(db.policy().allowance.services.door());
    Ok(FetchPlan::Ask(GetRequest { door, url: input.url.to_string(), headers }))
}

fn perform(asked: GetRequest, context: PerformContext) -> PerformFuture<(Answer, usize)> {
    Box::pin(async move {
        let answer = asked.door.get(&asked.url, asked.headers, Caps::default()).await;
        Ok((answer.map_err(Failure::into_error)?, context.budget))
    })
}

#[expect(clippy::unnecessary_wraps, reason = "a step of a fetch may fail; this one does not")]
fn record(
    _: &mut TenantWrite<'_>,
    (answer, budget): (Answer, usize),
) -> Result<FetchResult<Untrusted<Reply>>> {
    Ok(FetchResult::all(vec![Reply::of(&answer, budget)]))
}

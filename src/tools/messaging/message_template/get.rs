//! `getMessageTemplate`.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::Instant;

use super::{
    listed::{self, ListedTemplate},
    row,
    variables::{self, Variable},
};
use crate::{
    clock::Time,
    error::{Code, Error, Result},
    id::{self, MessageTemplateId},
    integration::WHATSAPP,
    outbound::{Caps, Provider},
    store::{TenantRead, TenantWrite, entity::TemplateRow},
    tool::{Fetch, FetchPlan, FetchResult, PerformContext, PerformFuture, SourceFailure, Spec},
    tools::{exactly_one, messaging::api::refusal},
    value::{Line, Ref},
};

/// The tool.
pub static TOOL: Fetch<Input, ListRequest, ListOutcome, TemplateOut> = Fetch::new(
    Spec {
        name: "getMessageTemplate",
        title: "Get message templates",
        description: "Get WhatsApp message templates with their variables. One of name, all. Returns items.",
    },
    prepare,
    perform,
    record,
);

/// How long the copy is used before the list is fetched again, in milliseconds.
const FRESH_MS: i64 = 10 * 60 * 1000;

/// The same if the copy has nothing that matches, in milliseconds.
const NOTHING_FRESH_MS: i64 = 30 * 1000;

/// How many templates are fetched at once, and how often.
const PART: usize = 250;
const PARTS_MAX: usize = 8;

/// The time limit for all parts together.
const WHOLE: Duration = Duration::from_secs(12);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    #[schemars(extend("x-also" = ["id"]))]
    name: Option<Ref<id::MessageTemplate>>,
    #[serde(default)]
    all: bool,
    /// Such as approved.
    status: Option<Line<1, 40>>,
}

/// A template as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct TemplateOut {
    id: MessageTemplateId,
    name: String,
    language: String,
    /// Only approved ones can be sent.
    status: String,
    category: String,
    body: String,
    variables: Vec<Variable>,
    /// Why it cannot be sent from here.
    #[serde(skip_serializing_if = "Option::is_none")]
    unsupported: Option<String>,
    fetched_at: Time,
}

/// A prepared fetch.
pub struct ListRequest {
    input: Input,
    provider: Provider,
}

/// The fetched list, or why there is none.
pub struct ListOutcome {
    input: Input,
    list: Result<Vec<ListedTemplate>>,
}

fn prepare(db: &mut TenantWrite<'_>, input: Input) -> Result<FetchPlan<ListRequest, TemplateOut>> {
    exactly_one(&[("name", input.name.is_some()), ("all", input.all)])?;
    if let Some(at) = row::fetched_at(db)? {
        let items = shown(db, &input)?;
        // A name that the copy does not know may be new.
        let fresh_ms = if items.is_empty() { NOTHING_FRESH_MS } else { FRESH_MS };
        if at > db.since(fresh_ms)? {
            return Ok(FetchPlan::Found(FetchResult::all(items)));
        }
    }
    let provider = db.policy().allowance.services.provider(&WHATSAPP, &db.who().tenant.name)?;
    Ok(FetchPlan::Ask(ListRequest { input, provider }))
}

fn perform(asked: ListRequest, _: PerformContext) -> PerformFuture<ListOutcome> {
    Box::pin(async move {
        let ListRequest { input, provider } = asked;
        Ok(ListOutcome { input, list: whole(&provider).await })
    })
}

/// Fetches the whole list, part by part.
async fn whole(provider: &Provider) -> Result<Vec<ListedTemplate>> {
    let until = Instant::now() + WHOLE;
    let mut list: Vec<ListedTemplate> = Vec::new();
    let mut seen = 0;
    for _ in 0..PARTS_MAX {
        let (limit, offset) = (PART.to_string(), seen.to_string());
        let query = [("limit", limit.as_str()), ("offset", offset.as_str())];
        let address = provider.address(&["v1", "configs", "templates"], &query);
        let whole = until.saturating_duration_since(Instant::now());
        let caps = Caps { whole, ..Caps::default() };
        let answer = provider.get(&address, caps).await.map_err(outbound_error)?;
        if !answer.is_success() {
            return Err(refusal::refusal(answer.status(), &answer.body));
        }
        let part = answer.json().ok().as_ref().and_then(listed::read).ok_or_else(|| {
            Error::new(Code::OutsideUnreadable, "WhatsApp's list of templates could not be read")
                .suggest("try again later; check the base address of the integration")
        })?;
        // If a part repeats the list from its beginning, the list is complete.
        let fresh = part.templates.into_iter().filter(|template| !list.contains(template));
        let fresh: Vec<ListedTemplate> = fresh.collect();
        let nothing_new = fresh.is_empty();
        list.extend(fresh);
        seen += part.count;
        if nothing_new || part.total.map_or(part.count < PART, |total| seen >= total) {
            break;
        }
    }
    Ok(list)
}

fn outbound_error(failure: crate::outbound::Failure) -> Error {
    failure.into_error()
}

fn record(db: &mut TenantWrite<'_>, came: ListOutcome) -> Result<FetchResult<TemplateOut>> {
    match came.list {
        Ok(list) => {
            let now = db.now()?;
            row::replace(db, &list, now)?;
            Ok(FetchResult::all(shown(db, &came.input)?))
        }
        // An old list is better than none, if the answer says that it is old.
        Err(error) => match row::fetched_at(db)? {
            None => Err(error),
            Some(at) => Ok(FetchResult {
                failures: vec![SourceFailure { source: WHATSAPP.name.to_owned(), error }],
                note: Some(format!("The list is of {at}; WhatsApp could not be asked now.")),
                ..FetchResult::all(shown(db, &came.input)?)
            }),
        },
    }
}

fn shown(db: &TenantRead<'_>, input: &Input) -> Result<Vec<TemplateOut>> {
    let status = input.status.as_ref().map(|status| status.to_ascii_lowercase());
    let rows = match &input.name {
        None => row::all(db, status.as_deref())?,
        Some(name) => super::of_name(db, name)?,
    };
    let of_status = |row: &TemplateRow| status.as_ref().is_none_or(|status| row.status == *status);
    rows.into_iter().filter(of_status).map(TemplateOut::of).collect()
}

impl TemplateOut {
    fn of(row: TemplateRow) -> Result<TemplateOut> {
        let components: Vec<Value> = row.components.read()?;
        let (variables, unsupported) = match variables::of(&components) {
            Ok(variables) => (variables, None),
            Err(error) => (Vec::new(), Some(error.message().to_owned())),
        };
        Ok(TemplateOut {
            id: row.id,
            name: row.name,
            language: row.language,
            status: row.status,
            category: row.category,
            body: row.body,
            variables,
            unsupported,
            fetched_at: row.fetched_at,
        })
    }
}

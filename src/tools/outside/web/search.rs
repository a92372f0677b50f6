//! `searchWeb`.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::deep;
use crate::{
    error::{Code, Error, Result},
    integration,
    outbound::{
        Provider,
        search::{ENGINES, Engine, Hit, WebQuery},
    },
    store::{TenantRead, TenantWrite},
    tool::{Fetch, FetchPlan, FetchResult, PerformContext, PerformFuture, SourceFailure, Spec},
    tools::outside::content::{PageReader, WHOLE},
    value::{Line, Untrusted},
};

/// The tool.
pub static TOOL: Fetch<Input, SearchRequest, SearchResults, Untrusted<ResultOut>> = Fetch::new(
    Spec {
        name: "searchWeb",
        title: "Search the web",
        description: "Search the web. Returns ranked results; mode deep, passages of the best pages.",
    },
    prepare,
    perform,
    record,
);

/// The number of results: the default, and the maximum.
const QUICK: (usize, usize) = (5, 20);
const DEEP: (usize, usize) = (4, 8);

/// The time limit of the search itself; a deep search needs time to read as well.
const SEARCHING: Duration = Duration::from_secs(5);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    query: Line<1, 400>,
    mode: Mode,
    /// Usually 5, deep 4.
    #[schemars(range(min = 1, max = 20))]
    num_results: Option<usize>,
    /// general unless given.
    #[schemars(extend("default" = "general"))]
    topic: Option<Topic>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum Mode {
    Quick,
    Deep,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum Topic {
    General,
    News,
}

/// A result as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct ResultOut {
    title: String,
    url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    snippet: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    /// Of a deep search: what the page says to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    passages: Vec<String>,
}

/// The query, and the services to ask, best first.
pub struct SearchRequest {
    wanted: WebQuery,
    mode: Mode,
    engines: Vec<(&'static Engine, Provider)>,
    reader: PageReader,
}

/// The results.
pub struct SearchResults {
    hits: Vec<(Hit, Vec<String>)>,
    failures: Vec<SourceFailure>,
    note: Option<&'static str>,
}

fn prepare(
    db: &mut TenantWrite<'_>,
    input: Input,
) -> Result<FetchPlan<SearchRequest, Untrusted<ResultOut>>> {
    let engines = engines(db)?;
    let (usual, most) = if input.mode == Mode::Deep { DEEP } else { QUICK };
    let wanted = WebQuery {
        query: input.query.to_string(),
        count: input.num_results.unwrap_or(usual).min(most),
        news: input.topic == Some(Topic::News),
    };
    Ok(FetchPlan::Ask(SearchRequest {
        wanted,
        mode: input.mode,
        engines,
        reader: PageReader::of(db),
    }))
}

/// The connected services that can be asked.
fn engines(db: &TenantRead<'_>) -> Result<Vec<(&'static Engine, Provider)>> {
    let connected = db.connected()?;
    let (services, tenant) = (&db.policy().allowance.services, &db.who().tenant.name);
    let (mut ready, mut missing) = (Vec::new(), None);
    for engine in ENGINES.iter().filter(|engine| connected.iter().any(|it| it == engine.name)) {
        let Some(service) = integration::of_name(engine.name) else { continue };
        match services.provider(service, tenant) {
            Ok(provider) => ready.push((*engine, provider)),
            Err(error) => missing = missing.or(Some(error)),
        }
    }
    if ready.is_empty() {
        return Err(missing.unwrap_or_else(unconnected));
    }
    Ok(ready)
}

fn unconnected() -> Error {
    Error::new(Code::IntegrationKeyMissing, "no service that searches the web is connected").suggest(
        "a person connects one with `deskhand integration connect tavily` (or exa, brave, searxng); pages whose address is known need none (fetchContent)",
    )
}

fn perform(asked: SearchRequest, context: PerformContext) -> PerformFuture<SearchResults> {
    Box::pin(async move {
        let until = Instant::now() + WHOLE;
        let SearchRequest { mut wanted, mode, engines, reader } = asked;
        let shown = wanted.count;
        if mode == Mode::Deep {
            // Twice as many, because some pages cannot be read.
            wanted.count = shown * 2;
        }
        let (hits, failures) = searched(&engines, &wanted, until).await?;
        let mut found = SearchResults { hits: Vec::new(), failures, note: None };
        if hits.is_empty() {
            found.note = Some("Nothing was found. Use fewer or other words.");
        } else if mode == Mode::Quick {
            found.hits = hits.into_iter().map(|hit| (hit, Vec::new())).collect();
        } else {
            let read =
                deep::read(&reader, &wanted.query, hits, shown, (context.budget, until)).await?;
            let is_read = read.hits.iter().any(|(_, passages)| !passages.is_empty());
            found.note = (!is_read)
                .then_some("None of the pages could be read; these are the results alone.");
            found.hits = read.hits;
            found.failures.extend(read.failures);
        }
        Ok(found)
    })
}

/// The results of the first service that answers.
async fn searched(
    engines: &[(&'static Engine, Provider)],
    wanted: &WebQuery,
    until: Instant,
) -> Result<(Vec<Hit>, Vec<SourceFailure>)> {
    let mut failures: Vec<SourceFailure> = Vec::new();
    for (engine, provider) in engines {
        let left = until.saturating_duration_since(Instant::now());
        match engine.search(provider, wanted, SEARCHING.min(left)).await {
            Ok(hits) => return Ok((hits, failures)),
            Err(error) => failures.push(SourceFailure { source: engine.name.to_owned(), error }),
        }
    }
    // If all fail, the error of the first one is the most useful.
    Err(failures.into_iter().next().map_or_else(unconnected, |missed| missed.error))
}

#[expect(clippy::unnecessary_wraps, reason = "a step of a fetch may fail; this one does not")]
fn record(
    _: &mut TenantWrite<'_>,
    found: SearchResults,
) -> Result<FetchResult<Untrusted<ResultOut>>> {
    let items = found.hits.into_iter().map(|(hit, passages)| {
        let Hit { title, url, snippet, date } = hit;
        // Passages replace the excerpt.
        let snippet = if passages.is_empty() { snippet } else { String::new() };
        Untrusted::new(url.clone(), ResultOut { title, url, snippet, date, passages })
    });
    let items = items.collect();
    Ok(FetchResult {
        failures: found.failures,
        note: found.note.map(str::to_owned),
        ..FetchResult::all(items)
    })
}

//! `fetchContent`.

use std::collections::HashSet;

use futures::{StreamExt, stream};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::{PageReader, WHOLE, readable, shortened};
use crate::{
    error::Result,
    outbound::target::Target,
    reading::{Article, Form},
    store::{TenantRead, TenantWrite},
    tool::{
        Departure, Fetch, FetchPlan, FetchResult, PerformContext, PerformFuture, SessionReads,
        SourceFailure, Spec, fair,
    },
    tools::host,
    value::{Line, Untrusted},
};

/// The tool.
pub static TOOL: Fetch<Input, FetchRequest, FetchOutcome, Untrusted<PageOut>> = Fetch::new(
    Spec {
        name: "fetchContent",
        title: "Read web pages",
        description: "Fetch the readable part of up to 10 public pages. Returns items; failures beside them.",
    },
    prepare,
    perform,
    record,
)
.asking(departure);

/// As many as the network access runs at once.
const AT_ONCE: usize = 4;

/// Bytes of an item besides its texts.
const FRAME: usize = 250;

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    #[schemars(length(min = 1, max = 10))]
    urls: Vec<Line<1, 4096>>,
    /// markdown unless given.
    #[schemars(extend("default" = "markdown"))]
    format: Option<Format>,
}

/// How the text is written.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum Format {
    Markdown,
    Text,
}

/// A page as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct PageOut {
    /// As it was asked for.
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    content: String,
    /// Its end was cut off; fetched alone, more of it fits.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    truncated: bool,
}

/// A prepared fetch.
pub struct FetchRequest {
    reader: PageReader,
    urls: Vec<String>,
    form: Form,
    doubles: usize,
}

/// The result for each address, in the order of the arguments.
pub struct FetchOutcome {
    pages: Vec<(String, Result<(String, Article)>)>,
    doubles: usize,
    budget: usize,
}

fn departure(
    db: &TenantRead<'_>,
    asked: &FetchRequest,
    seen: &SessionReads,
) -> Result<Option<Departure>> {
    let mut asks = false;
    for url in &asked.urls {
        asks = asks || host::asks(db, url, false, seen)?;
    }
    let urls: Vec<&str> = asked.urls.iter().map(String::as_str).collect();
    let is_own = urls.iter().any(|url| host::is_own(url, false, seen));
    Ok(Some(host::reading(&urls).asked_if(asks).own_if(is_own)))
}

#[expect(clippy::unnecessary_wraps, reason = "a step of a fetch may fail; this one does not")]
fn prepare(
    db: &mut TenantWrite<'_>,
    input: Input,
) -> Result<FetchPlan<FetchRequest, Untrusted<PageOut>>> {
    let mut seen = HashSet::new();
    let given = input.urls.len();
    // Different spellings of an address are fetched once; an invalid address fails by itself.
    let urls = input.urls.iter().map(|url| url.to_string()).filter(|url| {
        seen.insert(Target::parse(url).map_or_else(|_| url.clone(), |it| it.as_str().to_owned()))
    });
    let urls: Vec<String> = urls.collect();
    let form = match input.format {
        Some(Format::Text) => Form::Text,
        Some(Format::Markdown) | None => Form::Markdown,
    };
    let reader = PageReader::of(db);
    let doubles = given - urls.len();
    Ok(FetchPlan::Ask(FetchRequest { reader, urls, form, doubles }))
}

fn perform(asked: FetchRequest, context: PerformContext) -> PerformFuture<FetchOutcome> {
    Box::pin(async move {
        let FetchRequest { reader, urls, form, doubles } = asked;
        let until = Instant::now() + WHOLE;
        let rounds = u32::try_from(urls.len().div_ceil(AT_ONCE)).unwrap_or(1);
        // Each round gets its share of the time, so that slow pages leave time for the others.
        let each = WHOLE / rounds;
        let reader = &reader;
        let pages = stream::iter(urls.into_iter().enumerate()).map(|(at, url)| async move {
            let page = readable(reader, &url, form, (each, until)).await;
            (at, url, page)
        });
        let mut pages: Vec<_> = pages.buffer_unordered(AT_ONCE).collect().await;
        pages.sort_by_key(|(at, _, _)| *at);
        let pages = pages.into_iter().map(|(_, url, page)| (url, page)).collect();
        Ok(FetchOutcome { pages, doubles, budget: context.budget })
    })
}

fn record(_: &mut TenantWrite<'_>, came: FetchOutcome) -> Result<FetchResult<Untrusted<PageOut>>> {
    let FetchOutcome { mut pages, doubles, budget } = came;
    // If only one page was asked for, its error is the error of the call.
    if pages.len() == 1
        && let Some((_, Err(error))) = pages.pop_if(|(_, page)| page.is_err())
    {
        return Err(error);
    }
    let frame: usize = pages.iter().map(|(url, page)| framed(url, page)).sum();
    let lengths = pages.iter().filter_map(|(_, page)| Some(page.as_ref().ok()?.1.text.len()));
    let max = fair(budget.saturating_sub(frame), lengths);
    let mut fetched = FetchResult::all(Vec::new());
    for (url, page) in pages {
        match page {
            Ok((source, article)) => fetched.items.push(shown(url, source, article, max)),
            Err(error) => fetched.failures.push(SourceFailure { source: url, error }),
        }
    }
    fetched.note = (doubles > 0).then(|| format!("{doubles} of the addresses came twice."));
    Ok(fetched)
}

/// The bytes of a page in the answer besides its text (approximate).
fn framed(url: &str, page: &Result<(String, Article)>) -> usize {
    let said = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    match page {
        Ok((source, article)) => {
            let Article { title, byline, date, language, .. } = article;
            let said: usize = [title, byline, date, language].into_iter().map(said).sum();
            FRAME + url.len() + source.len() + said
        }
        Err(error) => url.len() + FRAME + error.message().len(),
    }
}

fn shown(url: String, source: String, article: Article, max: usize) -> Untrusted<PageOut> {
    let Article { title, byline, date, language, text } = article;
    let (content, truncated) = shortened(text, max);
    Untrusted::new(source, PageOut { url, title, byline, date, language, content, truncated })
}

//! `browseImages`.

use futures::future::join_all;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::provider_page::{ProviderPage, provider_page_of};
use crate::{
    error::Result,
    outbound::pictures::{self, Color, Library, Orientation, Photo, ProviderError, Search},
    store::TenantWrite,
    tool::{Fetch, FetchPlan, FetchResult, PerformContext, PerformFuture, SourceFailure, Spec},
    tools::outside::photos::{self, Source, cache, merge, placeholder, quota},
    value::{Line, Untrusted},
};

/// The tool.
pub static TOOL: Fetch<Input, BrowseRequest, BrowseRequest, Untrusted<PhotoOut>> = Fetch::new(
    Spec {
        name: "browseImages",
        title: "Browse stock photos",
        description: "Browse photos outside that a business may use. Look with getImage first. Returns items with photoId, licence and credit.",
    },
    prepare,
    perform,
    record,
);

const LIMIT: u32 = 12;
const LIMIT_MAX: u32 = 30;
const PAGE_MAX: u32 = 20;

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    query: Line<1, 200>,
    #[schemars(extend("x-permitted" = true))]
    provider: Option<Source>,
    orientation: Option<Orientation>,
    color: Option<Color>,
    #[schemars(range(min = 1, max = LIMIT_MAX))]
    limit: Option<u32>,
    #[schemars(range(min = 1, max = PAGE_MAX))]
    page: Option<u32>,
}

/// A photo as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct PhotoOut {
    provider: &'static str,
    photo_id: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    photographer: Option<String>,
    licence: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    credit: String,
    width: u32,
    height: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    preview_url: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    page_url: String,
}

/// The services to ask, and later their results.
pub struct BrowseRequest {
    search: Search,
    limit: u32,
    pages: Vec<ProviderPage>,
    failures: Vec<SourceFailure>,
    /// Whether the call names one service.
    named: bool,
    /// Whether placeholders are drawn if no service can be asked.
    draws: bool,
}

fn prepare(
    db: &mut TenantWrite<'_>,
    input: Input,
) -> Result<FetchPlan<BrowseRequest, Untrusted<PhotoOut>>> {
    let search = Search {
        query: input.query.to_string(),
        orientation: input.orientation,
        color: input.color,
    };
    let named = input.provider.and_then(Source::library);
    if input.provider.is_some() && named.is_none() {
        return Ok(FetchPlan::Found(FetchResult::all(drawn(&search))));
    }
    let may_ask = |name: &str| db.may_use("browseImages.provider", name);
    let mut libraries = named.map_or_else(|| photos::open(db), |library| Ok(vec![library]))?;
    libraries.retain(|library| may_ask(library.name));
    let draws = named.is_none() && may_ask(placeholder::NAME);
    let mut asked = BrowseRequest {
        search,
        limit: input.limit.unwrap_or(LIMIT),
        pages: Vec::new(),
        failures: Vec::new(),
        named: named.is_some(),
        draws,
    };
    let mut ready = Vec::new();
    for library in libraries {
        let services = &db.policy().allowance.services;
        let service = services.provider(photos::integration(library), &db.who().tenant.name);
        let service = match service {
            Ok(service) => service,
            Err(error) if asked.named => return Err(error),
            Err(error) => {
                asked.failures.push(SourceFailure { source: library.name.to_owned(), error });
                continue;
            }
        };
        // Counts no request yet: checks only whether one is allowed.
        match quota::take(db, library, 0)? {
            Some(seconds) if cache::page(db, library, &asked.search, 1)?.is_none() => {
                asked.miss(library, ProviderError::Wait(seconds));
            }
            _ => ready.push((library, service)),
        }
    }
    let (page, services) = (input.page.unwrap_or(1), u32::try_from(ready.len()).unwrap_or(1));
    for (at, (library, service)) in (0..).zip(ready) {
        let places = merge::share(page, asked.limit, (at, services));
        if !places.is_empty() {
            let part = provider_page_of(db, &asked.search, (library, service), places)?;
            asked.pages.push(part);
        }
    }
    let complete = asked.pages.iter().all(|part| part.trouble.is_some() || part.is_complete());
    Ok(if complete { FetchPlan::Found(answered(asked)) } else { FetchPlan::Ask(asked) })
}

fn perform(mut asked: BrowseRequest, _: PerformContext) -> PerformFuture<BrowseRequest> {
    Box::pin(async move {
        let BrowseRequest { search, pages, .. } = &mut asked;
        join_all(pages.iter_mut().map(|part| part.ask(search))).await;
        Ok(asked)
    })
}

fn record(
    db: &mut TenantWrite<'_>,
    asked: BrowseRequest,
) -> Result<FetchResult<Untrusted<PhotoOut>>> {
    for ProviderPage { library, pages, rest, .. } in &asked.pages {
        for page in pages.iter().filter(|page| page.fresh) {
            if let Some(photos) = &page.photos {
                cache::keep(db, library, (&asked.search, page.number), photos)?;
            }
        }
        if let Some(seconds) = rest {
            quota::rest(db, library, *seconds)?;
        }
    }
    Ok(answered(asked))
}

impl BrowseRequest {
    fn miss(&mut self, library: &Library, trouble: ProviderError) {
        let error = trouble.into_error(library.title);
        self.failures.push(SourceFailure { source: library.name.to_owned(), error });
    }
}

/// The answer from everything that is known now.
fn answered(mut asked: BrowseRequest) -> FetchResult<Untrusted<PhotoOut>> {
    let mut lists = Vec::new();
    for ProviderPage { library, skipped, pages, trouble, .. } in std::mem::take(&mut asked.pages) {
        let all_failed = pages.iter().all(|page| page.photos.is_none());
        let photos = pages.into_iter().filter_map(|page| page.photos).flatten().skip(skipped);
        if trouble.is_none() || !all_failed {
            lists.push((library, photos.collect()));
        }
        if let Some(trouble) = trouble {
            asked.miss(library, trouble);
        }
    }
    let nobody = lists.is_empty();
    let merged = merge::interleaved(lists, asked.limit as usize);
    let mut items: Vec<_> =
        merged.into_iter().map(|(library, photo)| out(library, photo)).collect();
    let note = if nobody && asked.draws {
        items = drawn(&asked.search);
        Some(
            "No provider of photos can be reached now; these placeholders are drawn here and can be imported until one can.",
        )
    } else if items.is_empty() && !nobody {
        Some("Nothing was found. Use fewer or other words, best in English, or an earlier page.")
    } else {
        None
    };
    FetchResult { items, failures: asked.failures, note: note.map(str::to_owned) }
}

fn drawn(search: &Search) -> Vec<Untrusted<PhotoOut>> {
    placeholder::offer(search).into_iter().map(|photo| shown(placeholder::NAME, photo)).collect()
}

fn out(library: &Library, photo: Photo) -> Untrusted<PhotoOut> {
    shown(library.name, photo)
}

fn shown(provider: &'static str, photo: Photo) -> Untrusted<PhotoOut> {
    let credit = photo.credit.text();
    let pictures::Photo {
        photo_id,
        title,
        photographer,
        licence,
        width,
        height,
        color,
        preview_url,
        page_url,
        ..
    } = photo;
    Untrusted::new(
        provider,
        PhotoOut {
            provider,
            photo_id,
            title,
            photographer,
            licence,
            credit,
            width,
            height,
            color,
            preview_url,
            page_url,
        },
    )
}

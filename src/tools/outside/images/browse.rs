//! `browseImages`.

use futures::future::join_all;
use schemars::JsonSchema;
use serde::Deserialize;

use super::provider_page::{ProviderPage, provider_page_of};
use crate::{
    error::{Code, Error, Result},
    outbound::pictures::{self, Color, Library, Orientation, Photo, ProviderError, Search},
    store::TenantWrite,
    tool::{Fetch, FetchPlan, FetchResult, PerformContext, PerformFuture, SourceFailure, Spec},
    tools::outside::{
        computer::{
            self,
            browse::{Browse, Browsed},
        },
        photos::{self, Source, cache, merge, photo_out::PhotoOut, placeholder, quota},
    },
    value::{Line, Untrusted},
};

/// The tool.
pub static TOOL: Fetch<Input, Asked, Came, Untrusted<PhotoOut>> = Fetch::new(
    Spec {
        name: "browseImages",
        title: "Browse photos",
        description: "Browse stock photos, or the person's own (computer). Returns items with photoId.",
    },
    prepare,
    perform,
    record,
)
.showing();

const LIMIT: u32 = 12;
const LIMIT_MAX: u32 = 30;
const PAGE_MAX: u32 = 20;

/// A person may have many pictures.
const PAGE_OF_COMPUTER_MAX: u32 = 10_000;

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    query: Option<Line<1, 200>>,
    #[schemars(extend("x-permitted" = true))]
    provider: Option<Source>,
    orientation: Option<Orientation>,
    #[schemars(extend("x-unlisted" = true))]
    color: Option<Color>,
    #[schemars(range(min = 1, max = LIMIT_MAX))]
    limit: Option<u32>,
    #[schemars(range(min = 1, max = PAGE_OF_COMPUTER_MAX))]
    page: Option<u32>,
}

/// Whom to ask.
pub struct Asked(Of<BrowseRequest, Browse>);

/// What came.
pub struct Came(Of<BrowseRequest, Browsed>);

/// Of the services, or of this computer.
enum Of<S, C> {
    Services(S),
    Computer(C),
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
) -> Result<FetchPlan<Asked, Untrusted<PhotoOut>>> {
    let query = input.query.as_deref();
    if input.provider == Some(Source::Computer) {
        let part = (input.page.unwrap_or(1), input.limit.unwrap_or(LIMIT));
        return Ok(FetchPlan::Ask(Asked(Of::Computer(Browse::of(db, query, part)?))));
    }
    let Some(query) = query else {
        return Err(Error::new(Code::ArgumentInvalid, "query: is missing")
            .suggest("say what the photo shows; the pictures of the computer need no words"));
    };
    if let Some(page) = input.page.filter(|page| *page > PAGE_MAX) {
        let most = format!("page: {page} is more than {PAGE_MAX}");
        return Err(Error::new(Code::ArgumentInvalid, most).suggest("use other words in query"));
    }
    let search =
        Search { query: query.to_owned(), orientation: input.orientation, color: input.color };
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
    Ok(if complete {
        FetchPlan::Found(answered(asked))
    } else {
        FetchPlan::Ask(Asked(Of::Services(asked)))
    })
}

fn perform(asked: Asked, context: PerformContext) -> PerformFuture<Came> {
    Box::pin(async move {
        let mut asked = match asked.0 {
            Of::Computer(browse) => return Ok(Came(Of::Computer(browse.run(context).await?))),
            Of::Services(asked) => asked,
        };
        let BrowseRequest { search, pages, .. } = &mut asked;
        join_all(pages.iter_mut().map(|part| part.ask(search))).await;
        Ok(Came(Of::Services(asked)))
    })
}

fn record(db: &mut TenantWrite<'_>, came: Came) -> Result<FetchResult<Untrusted<PhotoOut>>> {
    let asked = match came.0 {
        Of::Computer(browsed) => return computer::browse::answered(db, browsed),
        Of::Services(asked) => asked,
    };
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
    let note = note.map(str::to_owned);
    FetchResult { failures: asked.failures, note, ..FetchResult::all(items) }
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
            ..PhotoOut::of(provider)
        },
    )
}

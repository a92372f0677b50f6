//! One service's part of a page of results: cached pages, and pages to fetch.

use std::ops::Range;

use crate::{
    error::Result,
    outbound::{
        Provider,
        pictures::{Library, Photo, ProviderError, Search},
    },
    store::TenantWrite,
    tools::outside::photos::{cache, merge, quota},
};

/// One service's part.
pub(super) struct ProviderPage {
    pub(super) library: &'static Library,
    pub(super) service: Provider,
    /// How many of the first photos belong to earlier pages.
    pub(super) skipped: usize,
    pub(super) pages: Vec<Page>,
    pub(super) trouble: Option<ProviderError>,
    /// The seconds that the service has just asked to wait.
    pub(super) rest: Option<u64>,
}

/// A page of a service's results.
pub(super) struct Page {
    pub(super) number: u32,
    pub(super) photos: Option<Vec<Photo>>,
    /// Whether it was fetched just now.
    pub(super) fresh: bool,
}

impl ProviderPage {
    pub(super) fn is_complete(&self) -> bool {
        self.pages.iter().all(|page| page.photos.is_some())
    }

    /// Fetches the missing pages one after the other; some services require that.
    pub(super) async fn ask(&mut self, search: &Search) {
        if self.trouble.is_some() {
            return;
        }
        for page in self.pages.iter_mut().filter(|page| page.photos.is_none()) {
            match self.library.search(&self.service, search, page.number).await {
                Ok(photos) => (page.photos, page.fresh) = (Some(photos), true),
                Err(trouble) => {
                    if let ProviderError::Wait(seconds) = trouble {
                        self.rest = Some(seconds);
                    }
                    self.trouble = Some(trouble);
                    return;
                }
            }
        }
    }
}

/// The part of a service: cached pages, and whether the missing ones may be fetched.
pub(super) fn provider_page_of(
    db: &mut TenantWrite<'_>,
    search: &Search,
    (library, service): (&'static Library, Provider),
    places: Range<u32>,
) -> Result<ProviderPage> {
    let numbers = merge::pages(&places, library);
    let before = numbers.start.saturating_sub(1) * library.page_size;
    let skipped = usize::try_from(places.start - before).unwrap_or_default();
    let mut pages = Vec::new();
    for number in numbers {
        let photos = cache::page(db, library, search, number)?;
        pages.push(Page { number, photos, fresh: false });
    }
    let missing = pages.iter().filter(|page| page.photos.is_none()).count();
    let wait = quota::take(db, library, i64::try_from(missing).unwrap_or_default())?;
    let trouble = wait.filter(|_| missing > 0).map(ProviderError::Wait);
    Ok(ProviderPage { library, service, skipped, pages, trouble, rest: None })
}

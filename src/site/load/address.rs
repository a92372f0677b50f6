//! Looks up an address: a page, a collection's list, a post or an entry.

use super::{
    collection::{self, Article, Collection},
    entries, page, posts, surroundings,
};
use crate::{
    error::Result,
    site::{
        preview::Lookup,
        view::{Body, EntryView, ListView, PageView, PlaceView, PostView, Status},
    },
    store::TenantRead,
};

/// The page at an address, otherwise the post or entry. A page at the path of a collection gets the list below its
/// sections; `?page=2` asks for the second part of the list.
pub fn lookup(db: &TenantRead<'_>, address: &str, base: &str) -> Result<Lookup> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let part = query.strip_prefix("page=").and_then(|part| part.parse().ok()).unwrap_or(1_u16);
    let part = usize::from(part.max(1));
    let found = page::page(db, path, base)?;
    let (slug, rest) = path.split_once('/').map_or((path, None), |(slug, rest)| (slug, Some(rest)));
    let Some(collection) = collection::by_slug(db, slug)? else { return Ok(found) };
    let view = match (found, rest) {
        (Lookup::Page(page), Some(_)) => return Ok(Lookup::Page(page)),
        (Lookup::Page(page), None) => list(db, &collection, part)?
            .map(|list| PageView { body: Some(Body::List(list)), ..*page }),
        // Existing content takes precedence over a redirect.
        (Lookup::Redirect(_) | Lookup::NotFound(_), None) => match list(db, &collection, part)? {
            Some(list) => Some(view(db, path, base, listed(&collection, list))?),
            None => None,
        },
        (found, Some(slug)) => {
            let article = if collection.has_posts {
                posts::post(db, &collection, slug)?
            } else {
                entries::entry(db, &collection, slug)?
            };
            match article {
                Some(article) => Some(view(db, path, base, article)?),
                None => return Ok(found),
            }
        }
        (Lookup::NoTenant, None) => return Ok(Lookup::NoTenant),
    };
    let Some(mut view) = view else {
        return Ok(Lookup::NotFound(Box::new(surroundings::site(db, path, base)?)));
    };
    if rest.is_none() && part > 1 {
        view.title = format!("{}, page {part}", view.title);
        view.place.part = Some(part);
    }
    view.feed = collection.has_posts.then(|| format!("{}/feed.xml", collection.slug));
    Ok(Lookup::Page(Box::new(view)))
}

/// One part of a collection's list; `None` beyond its end.
fn list(db: &TenantRead<'_>, collection: &Collection, part: usize) -> Result<Option<ListView>> {
    let list = if collection.has_posts {
        posts::list(db, collection, part)?
    } else {
        entries::list(db, collection, part)?
    };
    Ok(Some(list).filter(|list| part == 1 || !list.cards.is_empty()))
}

/// A generated page for a collection without a page of its own.
fn listed(collection: &Collection, list: ListView) -> Article {
    Article {
        name: collection.name.clone(),
        title: None,
        description: Some(collection.description.clone()).filter(|text| !text.is_empty()),
        image: None,
        status: Status::Published,
        modified: None,
        body: Body::List(list),
    }
}

fn view(db: &TenantRead<'_>, path: &str, base: &str, article: Article) -> Result<PageView> {
    let Article { name, title, description, image, status, modified, body } = article;
    let above = match &body {
        Body::Post(PostView { collection, .. }) | Body::Entry(EntryView { collection, .. }) => {
            vec![(collection.0.clone(), collection.1.trim_start_matches('/').to_owned())]
        }
        Body::List(_) => Vec::new(),
    };
    Ok(PageView {
        site: surroundings::site(db, path, base)?,
        title: title.unwrap_or_else(|| name.clone()),
        name,
        path: path.to_owned(),
        description,
        image,
        // Drafts must not be indexed by search engines.
        indexing: status == Status::Published,
        status,
        place: PlaceView { above, modified, part: None },
        feed: None,
        sections: Vec::new(),
        body: Some(body),
    })
}

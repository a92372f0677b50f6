//! Looks up an address: a page, a collection's list, a post or an entry.

use super::{
    collection::{self, Article, Collection},
    entries,
    languages::{self, Asked, Wanted},
    page, picture, posts, surroundings,
};
use crate::{
    error::Result,
    site::{
        preview::Lookup,
        view::{
            Body, EntryView, FeedView, ListView, PageView, Pictures, PlaceView, PostView, Status,
        },
    },
    store::TenantRead,
};

/// The page at an address, otherwise the post or entry. A page at the path of a collection gets the list below its
/// sections; `?page=2` asks for the second part of the list.
///
/// An address that begins with another language of the site is looked up in that.
pub fn lookup(db: &TenantRead<'_>, address: &str, base: &str) -> Result<Lookup> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let Some(Asked { addresses, wanted }) = languages::asked(db, path)? else {
        return with_languages(db, path, own(db, (path, query), base)?);
    };
    let source = match wanted {
        Wanted::Moved(path) => return Ok(Lookup::Redirect(path)),
        Wanted::At(source) => source,
    };
    let found = own(db, (&source, query), base)?;
    let mut found = with_languages(db, &source, found)?;
    let here = addresses.path(&source);
    match &mut found {
        Lookup::Page(page) => {
            page.path = here;
            page.site.localized = Some(addresses);
        }
        Lookup::NotFound(site) => site.localized = Some(addresses),
        Lookup::Redirect(path) => *path = addresses.path(path),
        Lookup::NoTenant => {}
    }
    Ok(found)
}

/// With the languages of the site, and in which of them the page is. One that is not in its language is not listed by
/// search engines: it is there in another.
fn with_languages(db: &TenantRead<'_>, source: &str, mut found: Lookup) -> Result<Lookup> {
    match &mut found {
        Lookup::Page(page) => {
            let exists = languages::put(db, source, &mut page.site)?;
            page.indexing = page.indexing && exists;
        }
        Lookup::NotFound(site) => drop(languages::put(db, source, site)?),
        Lookup::Redirect(_) | Lookup::NoTenant => {}
    }
    Ok(found)
}

/// The path of the post that was once at this path.
pub(super) fn moved(db: &TenantRead<'_>, path: &str) -> Result<Option<String>> {
    match languages::asked(db, path)? {
        None => posts::moved(db, path),
        Some(Asked { wanted: Wanted::Moved(path), .. }) => Ok(Some(path)),
        Some(Asked { addresses, wanted: Wanted::At(source) }) => {
            Ok(posts::moved(db, &source)?.map(|path| addresses.path(&path)))
        }
    }
}

/// The feed of the collection at this path, or of the first one of the site.
pub(super) fn feed(db: &TenantRead<'_>, path: Option<&str>) -> Result<Option<FeedView>> {
    let Some(path) = path else { return posts::feed(db, None) };
    let Some(Asked { addresses, wanted: Wanted::At(source) }) = languages::asked(db, path)? else {
        return posts::feed(db, Some(path));
    };
    let mut feed = posts::feed(db, Some(&source))?;
    if let Some(feed) = &mut feed {
        feed.path = addresses.path(&feed.path);
        feed.items.iter_mut().for_each(|item| item.path = addresses.path(&item.path));
    }
    Ok(feed)
}

/// What is at an address, in the language that is spoken.
fn own(db: &TenantRead<'_>, (path, query): (&str, &str), base: &str) -> Result<Lookup> {
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
    let mut page = PageView {
        pictures: Pictures::default(),
        site: surroundings::site(db, path, base)?,
        title: title.unwrap_or_else(|| name.clone()),
        name,
        path: path.to_owned(),
        description,
        image,
        card: None,
        // Drafts must not be indexed by search engines.
        indexing: status == Status::Published,
        status,
        place: PlaceView { above, modified, part: None },
        feed: None,
        sections: Vec::new(),
        body: Some(body),
    };
    page.pictures = picture::named(db, &page)?;
    Ok(page)
}

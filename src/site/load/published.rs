//! Everything that the public sees of a site: what a release is made of. Nothing that is not published leaves this
//! file, whatever templates would do with it.

use std::collections::BTreeSet;

use super::{
    address, book,
    languages::{self, place},
    made::{self, Drawing},
    sitemap,
};
use crate::{
    error::Result,
    principal::HOME,
    site::{
        preview::Lookup,
        render::{self, Listed},
        view::{Body, FeedView, PageView, SiteView, SitemapEntry, Status},
    },
    store::{Sql, TenantRead},
};

/// What the public sees.
pub(crate) struct Published {
    /// In every language, with the parts of long lists.
    pub(crate) pages: Vec<PageView>,
    /// In every language: each with its path.
    pub(crate) feeds: Vec<(String, FeedView)>,
    pub(crate) sitemap: Vec<SitemapEntry>,
    /// The paths that have moved, each with where to.
    pub(crate) redirects: Vec<(String, String)>,
    /// The site around a page that is not there.
    pub(crate) around: SiteView,
    /// The style sheet of the brand.
    pub(crate) sheet: String,
    pub(crate) icons: Vec<Drawing>,
    /// Where visitors can book, where somebody receives that.
    pub(crate) booking_pages: Vec<String>,
}

/// The most parts of a list.
const PARTS_MAX: usize = 10_000;

/// A path that no page can have.
const NOWHERE: &str = "404.html";

/// Reads it in one consistent view of the rows.
pub(crate) fn published(db: &TenantRead<'_>) -> Result<Published> {
    let locales = db.site()?.locales.clone();
    let (paths, with_feeds) = (paths(db)?, collections_of_posts(db)?);
    let mut pages = Vec::new();
    let mut feeds = Vec::new();
    for path in &paths {
        add_page(db, path, &mut pages)?;
    }
    add_feeds(db, &with_feeds, &mut feeds)?;
    for locale in &locales {
        let addresses = languages::addresses_in(db, locale)?;
        for path in &paths {
            add_page(db, &addresses.path(path), &mut pages)?;
        }
        let here: Vec<String> =
            with_feeds.iter().map(|slug| format!("{}/{slug}", place(locale))).collect();
        add_feeds(db, &here, &mut feeds)?;
    }
    let mut redirects = sitemap::redirects(db)?;
    redirects.extend(languages::moves(db)?);
    let around = around(db)?;
    let (sheet, icons) = made::identity(db)?;
    let sitemap = sitemap::sitemap(db)?;
    Ok(Published {
        pages,
        feeds,
        sitemap,
        redirects,
        around,
        sheet,
        icons,
        booking_pages: book::addresses(db)?,
    })
}

/// The site around a page that is not there.
fn around(db: &TenantRead<'_>) -> Result<SiteView> {
    Ok(public_site(match address::lookup(db, NOWHERE, "")? {
        Lookup::NotFound(site) => *site,
        Lookup::Page(page) => page.site,
        Lookup::Redirect(_) | Lookup::NoTenant => SiteView::default(),
    }))
}

/// The site and its public pages in its own language, as programs are told of them.
pub(super) fn summary(db: &TenantRead<'_>) -> Result<(SiteView, Vec<Listed>)> {
    let mut listed = Vec::new();
    for path in paths(db)? {
        let mut pages = Vec::new();
        add_page(db, &path, &mut pages)?;
        listed.extend(pages.first().and_then(render::listed));
    }
    Ok((around(db)?, listed))
}

/// The paths in the site's own language, without those of parts of lists: pages, collections with something published
/// in them, and that.
fn paths(db: &TenantRead<'_>) -> Result<BTreeSet<String>> {
    const PATHS: Sql = Sql::scoped(
        "SELECT path FROM page WHERE tenant_id = :tenant
         UNION
         SELECT c.slug FROM collection c
         WHERE c.tenant_id = :tenant AND (
           EXISTS (SELECT 1 FROM post o WHERE o.tenant_id = c.tenant_id AND o.collection_id = c.id
                   AND o.status = 'published')
           OR EXISTS (SELECT 1 FROM entry e WHERE e.tenant_id = c.tenant_id AND e.collection_id = c.id
                      AND e.status = 'published'))
         UNION
         SELECT c.slug || '/' || o.slug FROM post o
         JOIN collection c ON c.tenant_id = o.tenant_id AND c.id = o.collection_id
         WHERE o.tenant_id = :tenant AND o.status = 'published'
         UNION
         SELECT c.slug || '/' || e.slug FROM collection c
         JOIN entry e ON e.tenant_id = c.tenant_id AND e.collection_id = c.id
         WHERE c.tenant_id = :tenant AND e.status = 'published'",
    );
    let path = |path: String| if path == HOME { String::new() } else { path };
    let found = db.all(&PATHS, &[], |row| row.text("path").map(path))?;
    Ok(found.into_iter().collect())
}

/// The slugs of the collections with published posts, the oldest first.
fn collections_of_posts(db: &TenantRead<'_>) -> Result<Vec<String>> {
    const SLUGS: Sql = Sql::scoped(
        "SELECT c.slug AS slug FROM collection c
         WHERE c.tenant_id = :tenant AND c.kind = 'posts'
           AND EXISTS (SELECT 1 FROM post o WHERE o.tenant_id = c.tenant_id AND o.collection_id = c.id
                       AND o.status = 'published')
         ORDER BY c.id",
    );
    db.all(&SLUGS, &[], |row| row.text("slug"))
}

/// Adds what is at a path, and the further parts of its list.
fn add_page(db: &TenantRead<'_>, path: &str, pages: &mut Vec<PageView>) -> Result<()> {
    for part in 1..PARTS_MAX {
        let asked = if part == 1 { path.to_owned() } else { format!("{path}?page={part}") };
        let found = address::lookup(db, &asked, "")?;
        // What is missing in a language is no matter of a release.
        drop(db.hush());
        let Lookup::Page(page) = found else { break };
        if page.status != Status::Published {
            break;
        }
        let page = public_page(*page);
        let goes_on = matches!(&page.body, Some(Body::List(list)) if list.next.is_some());
        pages.push(page);
        if !goes_on {
            break;
        }
    }
    Ok(())
}

fn add_feeds(
    db: &TenantRead<'_>,
    paths: &[String],
    feeds: &mut Vec<(String, FeedView)>,
) -> Result<()> {
    for path in paths {
        let feed = address::feed(db, Some(path))?;
        drop(db.hush());
        feeds.extend(feed.map(|feed| (format!("{path}/feed.xml"), feed)));
    }
    Ok(())
}

/// A page without anything that is not public.
fn public_page(mut page: PageView) -> PageView {
    page.sections.retain(crate::site::view::SectionView::is_public);
    for list in page.sections.iter_mut().filter_map(|section| section.list.as_mut()) {
        list.cards.retain(|card| card.status == Status::Published);
    }
    if let Some(Body::List(list)) = &mut page.body {
        list.cards.retain(|card| card.status == Status::Published);
    }
    page.site = public_site(page.site);
    page
}

fn public_site(mut site: SiteView) -> SiteView {
    site.live_reload = false;
    site
}

impl Published {
    /// The picture for links to a page, which is drawn.
    pub(crate) fn card(page: &PageView) -> Drawing {
        Drawing::of_card(page)
    }
}

//! Pages and collections that nothing leads to: no menu, no link, no page above.
//!
//! A page that search engines are told to leave out may be meant for those alone who have its address.

use std::collections::HashSet;

use super::{
    Kind, Warning,
    links::{Target, written},
    rows::{LeafKind, PageRow, PartKind, SiteRows},
};

/// So many pages does a header without items show.
const SHOWN_WITHOUT_ITEMS: usize = 7;

/// The templates of sections that lead to what is in collections.
const LISTS: [&str; 2] = ["posts", "entries"];

pub(super) fn find(site: &SiteRows, all: &mut Vec<Warning>) {
    if !site.is_whole {
        return;
    }
    let reached = Reached::of(site);
    for page in &site.pages {
        let is_open = !page.path.is_empty() && page.indexing && !page.has_parent;
        if is_open && !reached.has_page(page) {
            let fault = "nothing on the site leads to it".to_owned();
            let advice = "add it to a menu with createNavItem, or link to it";
            let warning = Warning::new(Kind::Unreached, page.spoken(), fault, advice);
            all.push(warning.about([page.id.clone()]));
        }
    }
    for collection in &site.collections {
        let slug = &collection.slug;
        let below = format!("{slug}/");
        let is_in = |path: &Option<String>| path.as_ref().is_some_and(|it| it.starts_with(&below));
        let own: Vec<_> = site.parts.iter().filter(|part| is_in(&part.path)).collect();
        if own.is_empty() || reached.has(slug) || reached.lists_all {
            continue;
        }
        let fault = format!("nothing on the site leads to it (/{slug})");
        let advice = format!("add it to a menu with createNavItem (url /{slug}), or link to it");
        let place = format!("the collection {}", super::rows::cut_and_quoted(&collection.name));
        let warning = Warning::new(Kind::Unreached, place, fault, &advice);
        let ids = own.iter().map(|part| part.id.clone());
        all.push(warning.about(ids.chain([collection.id.clone()])));
    }
}

/// Where menus and links lead.
struct Reached<'s> {
    site: &'s SiteRows,
    ids: HashSet<&'s str>,
    /// Paths, each with what it is linked from: a page by its id, a post or entry by its path.
    paths: HashSet<(String, Option<&'s str>)>,
    /// Whether a section shows what is in collections.
    lists_all: bool,
}

impl<'s> Reached<'s> {
    fn of(site: &'s SiteRows) -> Reached<'s> {
        let mut ids: HashSet<&str> =
            site.menu.iter().filter_map(|item| item.target.as_deref()).collect();
        if !site.has_own_header {
            let at_root = |page: &&PageRow| !page.has_parent && !page.path.is_empty();
            let mut roots: Vec<&str> =
                site.pages.iter().filter(at_root).map(|page| &*page.id).collect();
            roots.sort_unstable();
            ids.extend(roots.into_iter().take(SHOWN_WITHOUT_ITEMS));
        }
        let mut paths = HashSet::new();
        let path = |link: &str| {
            let path = Target::of(link)?.path?;
            let leads_on = site.found.get(&path).and_then(|found| found.leads_on.clone());
            Some(leads_on.unwrap_or(path))
        };
        for item in &site.menu {
            paths.extend(item.url.as_deref().and_then(path).map(|path| (path, None)));
        }
        for part in &site.parts {
            for link in written(part) {
                let from = part.page.as_deref().or(part.path.as_deref());
                paths.extend(path(&link).map(|path| (path, from)));
            }
        }
        let shows = |key: &str| site.parts.iter().any(|part| part.template == key);
        Reached { site, ids, paths, lists_all: LISTS.iter().any(|key| shows(key)) }
    }

    fn has_page(&self, page: &PageRow) -> bool {
        let from_elsewhere =
            |(path, from): &(String, Option<&str>)| *path == page.path && *from != Some(&*page.id);
        self.ids.contains(&*page.id)
            || self.paths.iter().any(from_elsewhere)
            || self.is_in_a_tag(&page.path)
    }

    /// Whether a link leads to a collection, to something in it, or to the page at its address.
    fn has(&self, slug: &str) -> bool {
        let is_below = |path: &str| {
            path.strip_prefix(slug).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let own = self.site.parts.iter().filter(|part| part.path.as_deref().is_some_and(is_below));
        let page = self.site.pages.iter().find(|page| page.path == slug);
        // What is in it leads to its neighbours, and nobody there.
        self.paths.iter().any(|(path, from)| is_below(path) && !from.is_some_and(is_below))
            || own.clone().any(|part| self.ids.contains(&*part.id))
            || page.is_some_and(|page| self.has_page(page) || page.has_parent)
            || self.is_in_a_tag(slug)
    }

    /// Whether the address stands in HTML within a text.
    fn is_in_a_tag(&self, path: &str) -> bool {
        let quoted = ["href=\"/", "href='/", "href=/"].map(|begin| format!("{begin}{path}"));
        let texts = self.site.parts.iter().filter(|part| part.kind != PartKind::Site);
        let mut texts = texts.flat_map(|part| &part.leaves);
        texts.any(|leaf| {
            leaf.kind == LeafKind::Markdown
                && leaf.text.contains("href")
                && quoted.iter().any(|quoted| leaf.text.contains(quoted))
        })
    }
}

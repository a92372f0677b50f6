//! The languages of a site: which one an address asks for, where its pages are in it, and in which others a page is.

mod versions;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

pub use self::versions::versions;
use crate::{
    error::Result,
    principal::HOME,
    site::{
        format::{autonym, direction},
        link::Localized,
        view::{LocaleLink, SiteView},
    },
    store::{Row, Sql, TenantRead, entity::SiteRow},
};

/// A language that an address begins with, and what is asked for in it.
pub(super) struct Asked {
    pub(super) addresses: Arc<Localized>,
    pub(super) wanted: Wanted,
}

pub(super) enum Wanted {
    /// What is at this path in the site's own language.
    At(String),
    /// What has moved to this path, which begins with the language.
    Moved(String),
}

/// The part of an address that says a language.
pub(super) fn place(locale: &str) -> String {
    locale.to_lowercase()
}

/// The path of a page in another language of the site.
pub(super) fn address(db: &TenantRead<'_>, locale: &str, own: &str) -> Result<String> {
    Ok(book(db, &*db.site()?, locale)?.addresses.path(own))
}

/// The language that a path asks for, which the handle speaks from then on; `None` for the site's own.
pub(super) fn asked(db: &TenantRead<'_>, path: &str) -> Result<Option<Asked>> {
    let site = db.site()?;
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    let Some(locale) = site.locales.iter().find(|locale| place(locale) == first) else {
        return Ok(None);
    };
    let Book { addresses, sources, former } = book(db, &site, locale)?;
    db.speak_of_site(locale);
    let rest = rest.trim_matches('/');
    let moved = |own: &str| Wanted::Moved(addresses.path(own));
    let wanted = if let Some(own) = sources.get(rest) {
        Wanted::At(own.clone())
    } else if let Some(own) = former.get(rest) {
        moved(own)
    } else if addresses.paths.get(rest).is_some_and(|here| here != rest) {
        moved(rest)
    } else {
        Wanted::At(rest.to_owned())
    };
    Ok(Some(Asked { addresses: Arc::new(addresses), wanted }))
}

/// Where the pages of the site are in one of its languages.
pub(super) fn addresses_in(db: &TenantRead<'_>, locale: &str) -> Result<Localized> {
    Ok(book(db, &*db.site()?, locale)?.addresses)
}

/// The paths that lead on in the other languages of the site, and where to.
pub(super) fn moves(db: &TenantRead<'_>) -> Result<Vec<(String, String)>> {
    let site = db.site()?;
    let mut moves = Vec::new();
    for locale in &site.locales {
        let Book { addresses, former, .. } = book(db, &site, locale)?;
        let place = &addresses.place;
        let own = addresses.paths.keys().map(|own| (own, own));
        for (was, own) in own.chain(former.iter()) {
            moves.push((format!("{place}/{was}"), addresses.path(own)));
        }
    }
    moves.sort();
    Ok(moves)
}

/// Where everything is in a language.
struct Book {
    addresses: Localized,
    /// The other way round.
    sources: HashMap<String, String>,
    /// Where it was, and where it is in the site's own language.
    former: HashMap<String, String>,
}

/// A page with its own part of the address in a language.
struct PagePlace {
    path: String,
    slug: Option<String>,
    former: Vec<String>,
}

fn book(db: &TenantRead<'_>, site: &SiteRow, locale: &str) -> Result<Book> {
    const PAGES: Sql = Sql::scoped(
        "SELECT p.path AS path, t.slug AS slug, t.former AS former FROM page p
         JOIN translation t ON t.tenant_id = p.tenant_id AND t.thing = p.id AND t.locale = :locale
         WHERE p.tenant_id = :tenant AND p.path <> :home",
    );
    const BELOW: Sql =
        Sql::scoped("SELECT path FROM page WHERE tenant_id = :tenant AND parent_id IS NOT NULL");
    const ARTICLES: Sql = Sql::scoped(
        "SELECT coalesce(pc.slug, ec.slug) AS collection, coalesce(o.slug, e.slug) AS own,
                t.slug AS slug, t.former AS former
         FROM translation t
         LEFT JOIN post o ON o.tenant_id = t.tenant_id AND o.id = t.thing
         LEFT JOIN collection pc ON pc.tenant_id = o.tenant_id AND pc.id = o.collection_id
         LEFT JOIN entry e ON e.tenant_id = t.tenant_id AND e.id = t.thing
         LEFT JOIN collection ec ON ec.tenant_id = e.tenant_id AND ec.id = e.collection_id
         WHERE t.tenant_id = :tenant AND t.locale = :locale AND t.entity IN ('post', 'entry')
           AND (t.slug IS NOT NULL OR t.former <> '[]')",
    );
    let locale_param = (":locale", locale.into());
    let former = |row: &Row<'_>| row.json::<Vec<String>>("former");
    let pages = db.all(&PAGES, &[locale_param.clone(), (":home", HOME.into())], |row| {
        let (path, slug) = (row.text("path")?, row.text_or_none("slug")?);
        Ok(PagePlace { path, slug, former: former(row)? })
    })?;
    let slugs: BTreeMap<&str, &str> =
        pages.iter().filter_map(|page| Some((page.path.as_str(), page.slug.as_deref()?))).collect();
    let mut paths = HashMap::new();
    // What is below a page with another slug is elsewhere as well.
    let below: Vec<String> =
        if slugs.is_empty() { Vec::new() } else { db.all(&BELOW, &[], |row| row.text("path"))? };
    for path in below.iter().map(String::as_str).chain(slugs.keys().copied()) {
        let here = localized(path, &slugs);
        if here != path {
            paths.insert(path.to_owned(), here);
        }
    }
    let mut old = HashMap::new();
    for page in &pages {
        let here = paths.get(&page.path).unwrap_or(&page.path);
        for slug in &page.former {
            old.insert(with_last(here, slug), page.path.clone());
        }
    }
    let articles = db.all(&ARTICLES, &[locale_param], |row| {
        let place = (row.text_or_none("collection")?, row.text_or_none("own")?);
        Ok((place, row.text_or_none("slug")?, former(row)?))
    })?;
    for (place, slug, former) in articles {
        let (Some(collection), Some(own)) = place else { continue };
        let own = format!("{collection}/{own}");
        old.extend(former.iter().map(|slug| (format!("{collection}/{slug}"), own.clone())));
        if let Some(slug) = slug {
            paths.insert(own, format!("{collection}/{slug}"));
        }
    }
    let sources = paths.iter().map(|(own, here)| (here.clone(), own.clone())).collect();
    let others = std::iter::once(&site.locale).chain(&site.locales);
    let others = others.filter(|other| *other != locale).map(|other| place(other)).collect();
    Ok(Book { addresses: Localized { place: place(locale), others, paths }, sources, former: old })
}

/// A path with the slugs that its steps have in a language.
fn localized(path: &str, slugs: &BTreeMap<&str, &str>) -> String {
    let mut here = String::new();
    let mut end = 0;
    for step in path.split('/') {
        end += step.len();
        let slug = path.get(..end).and_then(|own| slugs.get(own)).copied().unwrap_or(step);
        if !here.is_empty() {
            here.push('/');
        }
        here.push_str(slug);
        end += 1;
    }
    here
}

/// A path with another last step.
fn with_last(path: &str, slug: &str) -> String {
    path.rsplit_once('/').map_or_else(|| slug.to_owned(), |(above, _)| format!("{above}/{slug}"))
}

/// Puts into the view of a site in which languages the page at `own` is; whether it is in the one that is spoken.
pub(super) fn put(db: &TenantRead<'_>, own: &str, view: &mut SiteView) -> Result<bool> {
    let site = db.site()?;
    if site.locales.is_empty() {
        return Ok(true);
    }
    let versions = versions(db, own)?;
    let spoken = view.locale.clone();
    let link = |locale: &String| {
        let is_own = *locale == site.locale;
        let version = versions.get(locale);
        let home = || if is_own { String::new() } else { place(locale) };
        let path = if is_own { Some(own.to_owned()) } else { version.cloned() };
        LocaleLink {
            name: autonym(locale),
            dir: direction(locale),
            exists: path.is_some(),
            href: format!("/{}", path.unwrap_or_else(home)),
            current: *locale == spoken,
            own: is_own,
            locale: locale.clone(),
        }
    };
    view.locales = std::iter::once(&site.locale).chain(&site.locales).map(link).collect();
    Ok(spoken == site.locale || versions.contains_key(&spoken))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_the_slugs_of_all_its_steps() {
        let slugs = [("services", "servicos"), ("services/weddings", "casamentos")];
        let slugs = BTreeMap::from(slugs);
        assert_eq!(localized("services/weddings", &slugs), "servicos/casamentos");
        assert_eq!(localized("services/other", &slugs), "servicos/other");
        assert_eq!(localized("other/services", &slugs), "other/services");
        assert_eq!(with_last("a/b", "c"), "a/c");
        assert_eq!(with_last("b", "c"), "c");
    }
}

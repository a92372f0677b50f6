//! What stands around the booking page, and where its packages are.

use std::sync::Arc;

use super::{languages, surroundings};
use crate::{
    calendar::{ALL, bookable},
    error::Result,
    id::PackageId,
    principal::HOME,
    site::{
        format::{autonym, direction},
        view::{LocaleLink, SiteView},
    },
    store::{Sql, TenantRead},
    value::BOOKING_PAGES,
};

/// The site around a booking page in the language that is spoken, with that page in each other language.
///
/// # Errors
/// Those of the store.
pub fn around(db: &TenantRead<'_>, base: &str, path: &str) -> Result<SiteView> {
    let mut view = surroundings::site(db, path, base)?;
    view.live_reload = false;
    if let Some(spoken) = db.spoken() {
        view.localized = Some(Arc::new(languages::addresses_in(db, &spoken)?));
    }
    let site = db.site()?;
    if !site.locales.is_empty() {
        let link = |locale: &String| LocaleLink {
            locale: locale.clone(),
            name: autonym(locale),
            dir: direction(locale),
            href: format!("{path}{}lang={locale}", if path.contains('?') { "&" } else { "?" }),
            exists: true,
            current: *locale == view.locale,
            own: *locale == site.locale,
        };
        view.locales = std::iter::once(&site.locale).chain(&site.locales).map(link).collect();
    }
    Ok(view)
}

/// The addresses of all that can be booked, and of the list of it.
///
/// # Errors
/// Those of the store.
pub(crate) fn addresses(db: &TenantRead<'_>) -> Result<Vec<String>> {
    let packages = bookable(db)?;
    if packages.is_empty() {
        return Ok(Vec::new());
    }
    let slugs = packages.iter().map(|package| package.slug.as_str());
    Ok(slugs.chain([ALL]).map(|slug| format!("{BOOKING_PAGES}{slug}")).collect())
}

/// Where packages are booked, in the language that is spoken.
pub(super) fn links(db: &TenantRead<'_>) -> Result<Vec<(PackageId, String)>> {
    let query = db.spoken().map(|locale| format!("?lang={locale}")).unwrap_or_default();
    let link = |slug: &str| format!("/{BOOKING_PAGES}{slug}{query}");
    Ok(bookable(db)?.into_iter().map(|package| (package.id, link(&package.slug))).collect())
}

/// Where visitors ask for a date that they cannot book: at the first form of the site, else by mail.
pub(super) fn ask_link(db: &TenantRead<'_>) -> Result<Option<String>> {
    const FORM: Sql = Sql::scoped(
        "SELECT p.path AS path, s.id AS section FROM section s
         JOIN section_template t ON t.tenant_id = s.tenant_id AND t.id = s.template_id
         JOIN page p ON p.tenant_id = s.tenant_id AND p.id = s.page_id
         WHERE s.tenant_id = :tenant AND t.key = 'form' AND s.status = 'published' AND s.hidden = 0
         ORDER BY p.id, s.sort_order, s.id LIMIT 1",
    );
    let form = db.first(&FORM, &[], |row| {
        let path = row.text("path")?;
        Ok(format!("/{}#{}", if path == HOME { "" } else { &path }, row.text("section")?))
    })?;
    let mail = db.site()?.email.as_ref().map(|email| format!("mailto:{email}"));
    Ok(form.or(mail))
}

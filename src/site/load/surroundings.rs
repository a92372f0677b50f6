//! What is the same on all pages of a site: whose it is, and its menus.

use super::{brand, findable, navigation};
use crate::{
    clock,
    error::Result,
    site::{
        format::{direction, format_country, format_weekday},
        view::{HEADER, SiteContact, SiteView},
    },
    store::{
        TenantRead,
        entity::{Address, SiteRow},
    },
    value::{Phone, WallTime, WebAddress, Weekday},
};

/// The site around the page at `path` (without surrounding slashes; empty for the home page).
pub(super) fn site(db: &TenantRead<'_>, path: &str, base: &str) -> Result<SiteView> {
    let mut header = navigation::menu(db, HEADER, path)?;
    if header.is_none() {
        header = Some(navigation::root_pages(db, path)?);
    }
    let site = db.spoken_site()?;
    let locale = db.spoken().map_or_else(|| site.locale.clone(), |spoken| spoken.to_string());
    let owner = if site.legal_name.is_empty() { &site.name } else { &site.legal_name };
    Ok(SiteView {
        name: site.name.clone(),
        tagline: Some(site.tagline.clone()).filter(|text| !text.is_empty()),
        owner: owner.clone(),
        dir: direction(&locale),
        locales: Vec::new(),
        localized: None,
        places: None,
        theme: site.theme.into(),
        contact: contact(&site, &locale),
        locale,
        base: base.to_owned(),
        country: site.country.clone(),
        origin: None,
        header: header.unwrap_or_default(),
        footer: navigation::menu(db, "footer", path)?.unwrap_or_default(),
        live_reload: true,
        receives_forms: true,
        year: site.zone().at(clock::now().0).year(),
        brand: brand::view(db, &site)?,
        business: findable::business(&site),
    })
}

fn contact(site: &SiteRow, locale: &str) -> SiteContact {
    let social = site.social.iter();
    SiteContact {
        email: site.email.clone(),
        phone: site.phone.as_deref().map(Phone::shown),
        address: lines(&site.address(), &site.country, locale),
        hours: hours(site, locale),
        social: social.map(|address| (WebAddress::place(address), address.clone())).collect(),
    }
}

/// Countries where the city stands before the region and the postal code, on one line.
const CITY_FIRST: [&str; 7] = ["US", "CA", "AU", "PR", "NZ", "IN", "PH"];

/// Countries where the postal code stands on a line of its own.
const CODE_LAST: [&str; 2] = ["GB", "IE"];

/// An address in the lines in which people of its country write it; the country where it is not the site's.
fn lines(address: &Address, home: &str, locale: &str) -> Vec<String> {
    let Address { street, postal_code, city, region, country } = address;
    let country = country.as_deref().unwrap_or(home);
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let (city, region, code) = (text(city), text(region), text(postal_code));
    let joined = |parts: &[&str], between: &str| {
        let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        parts.join(between)
    };
    let mut lines: Vec<String> = text(street).lines().map(str::to_owned).collect();
    if CITY_FIRST.contains(&country) {
        let region_and_code = joined(&[&region, &code], " ");
        lines.push(joined(&[&city, &region_and_code], ", "));
    } else if CODE_LAST.contains(&country) {
        lines.extend([city, region, code]);
    } else {
        lines.extend([joined(&[&code, &city], " "), region]);
    }
    if country != home {
        lines.push(format_country(country, locale));
    }
    lines.retain(|line| !line.trim().is_empty());
    // A country alone is no address.
    let is_alone = address.country.is_some() && lines.len() == 1 && country != home;
    if is_alone { Vec::new() } else { lines }
}

/// `Mon–Fri`, `09:00–17:00`; days on which it is closed last of their week as they come.
fn hours(site: &SiteRow, locale: &str) -> Vec<(String, Vec<String>)> {
    let short = |day: Weekday| format_weekday(day, locale);
    let rows = site.hours().rows().into_iter().map(|row| {
        let days = if row.first == row.last {
            short(row.first)
        } else {
            format!("{}–{}", short(row.first), short(row.last))
        };
        let span = |(opens, closes): &(WallTime, WallTime)| format!("{opens}–{closes}");
        (days, row.spans.iter().map(span).collect())
    });
    rows.collect()
}

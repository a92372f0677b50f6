//! What search engines are told: the business in parts, the pages above a page, prices as numbers.

use serde_json::json;

use crate::{
    error::Result,
    site::{
        format::decimal_price,
        view::{AddressView, BusinessView, OfferView, OpenView},
    },
    store::{Sql, TenantRead, entity::SiteRow, portable},
    value::WallTime,
};

/// The business, as far as somebody has said.
pub(super) fn business(site: &SiteRow) -> BusinessView {
    let address = site.address();
    let is_known = [&address.street, &address.city, &address.region, &address.postal_code]
        .iter()
        .any(|part| part.is_some());
    let legal_name = Some(site.legal_name.clone());
    BusinessView {
        kind: site.business_type.clone(),
        legal_name: legal_name.filter(|name| !name.is_empty() && *name != site.name),
        phone: site.phone.clone(),
        address: is_known.then(|| AddressView {
            street: address.street,
            city: address.city,
            region: address.region,
            postal_code: address.postal_code,
            country: address.country.unwrap_or_else(|| site.country.clone()),
        }),
        hours: hours(site),
        currency: site.currency.code().to_owned(),
    }
}

fn hours(site: &SiteRow) -> Vec<OpenView> {
    let spans = site.hours().into_spans().into_iter();
    let open = spans.filter_map(|span| {
        let (opens, closes): (WallTime, WallTime) = span.opens.zip(span.closes)?;
        let days = span.days.iter().map(|day| day.as_str()).collect();
        Some(OpenView { days, opens: opens.to_string(), closes: closes.to_string() })
    });
    open.collect()
}

/// The names and paths of the pages above the one at `path`, outermost first.
pub(super) fn above(db: &TenantRead<'_>, path: &str) -> Result<Vec<(String, String)>> {
    const ABOVE: Sql = Sql::scoped(portable!(
        "SELECT name, path FROM page WHERE tenant_id = :tenant AND path IN {list :paths} ORDER BY path"
    ));
    let paths: Vec<&str> = path.match_indices('/').filter_map(|(at, _)| path.get(..at)).collect();
    if paths.is_empty() {
        return Ok(Vec::new());
    }
    let paths = json!(paths).to_string();
    db.all(&ABOVE, &[(":paths", paths.into())], |row| Ok((row.text("name")?, row.text("path")?)))
}

/// A price for programs.
pub(super) fn offer(minor: i64, currency: String, minutes: Option<i64>) -> OfferView {
    OfferView { price: decimal_price(minor, &currency), currency, minutes }
}

//! What visitors can book by themselves on the site: packages that are offered, say how long they take, and have times.

use std::collections::{BTreeMap, HashSet};

use super::Rules;
use crate::{
    error::Result,
    id::PackageId,
    store::{
        Sql, TenantRead,
        entity::{AvailabilityRow, PackageRow, Select, Table as _, select},
    },
    value::{OnlineBooking, slug_from},
};

/// The address of the list of all that can be booked, which is no package's.
pub const ALL: &str = "all";

/// The addresses of bookings that were made, which are no package's.
pub const OWN: &str = "my";

/// A package that visitors can book.
#[derive(Clone, Debug)]
pub struct Bookable {
    pub id: PackageId,
    /// In the language that is spoken.
    pub name: String,
    /// Its part of addresses, the same in every language.
    pub slug: String,
    pub minutes: i64,
    pub price_minor: i64,
    pub currency: String,
    /// Whether it is booked at once, without somebody who confirms it.
    pub at_once: bool,
}

/// Reads a site for what can be booked, with a fixed number of statements.
pub(crate) fn bookable(db: &TenantRead<'_>) -> Result<Vec<Bookable>> {
    const PACKAGES: Sql = Sql::scoped(
        "SELECT id, name, duration_minutes, price_minor, currency FROM package
         WHERE tenant_id = :tenant AND active = 1 ORDER BY sort_order, id",
    );
    const RULES: Select<AvailabilityRow> = select!(AvailabilityRow, "1 = 1 ORDER BY id");
    let rules = db.rows(&RULES, &[])?;
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    let business = rules.iter().find(|row| row.package_id.is_none());
    let own: BTreeMap<PackageId, &AvailabilityRow> =
        rules.iter().filter_map(|row| Some((row.package_id?, row))).collect();
    let packages = db.all(&PACKAGES, &[], |row| {
        let minutes = row.integer_or_none("duration_minutes")?;
        Ok((
            Bookable {
                id: row.text("id")?.parse()?,
                name: row.text("name")?,
                slug: String::new(),
                minutes: minutes.unwrap_or(0),
                price_minor: row.integer("price_minor")?,
                currency: row.text("currency")?,
                at_once: false,
            },
            minutes.is_some(),
        ))
    })?;
    let mut slugs = slugs(packages.iter().map(|(package, _)| package));
    let mut found = Vec::new();
    for (mut package, has_length) in packages {
        let online = Rules::online(business, own.get(&package.id).copied());
        if online == OnlineBooking::Off || !has_length {
            continue;
        }
        package.at_once = online == OnlineBooking::Confirmed;
        package.slug = slugs.remove(&package.id).unwrap_or_default();
        found.push(package);
    }
    let ids: Vec<String> = found.iter().map(|package| package.id.to_string()).collect();
    let layers = db.layers(&ids)?;
    for (package, id) in found.iter_mut().zip(&ids) {
        layers.put((&PackageRow::ENTITY, id.as_str()), [("name", &mut package.name)])?;
    }
    Ok(found)
}

/// The addresses of packages: their names, and of two with one name the older keeps it.
fn slugs<'p>(packages: impl Iterator<Item = &'p Bookable>) -> BTreeMap<PackageId, String> {
    let mut packages: Vec<&Bookable> = packages.collect();
    packages.sort_unstable_by_key(|package| package.id);
    let mut taken: HashSet<String> = [ALL, OWN].map(str::to_owned).into();
    let mut slugs = BTreeMap::new();
    for package in packages {
        let name = slug_from(&package.name).unwrap_or_else(|| "package".to_owned());
        let mut slug = name.clone();
        let mut number = 2;
        while !taken.insert(slug.clone()) {
            slug = format!("{name}-{number}");
            number += 1;
        }
        slugs.insert(package.id, slug);
    }
    slugs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_of_one_name_and_of_our_own_words_have_addresses_of_their_own() {
        let named = |name: &str| Bookable {
            id: PackageId::new(),
            name: name.to_owned(),
            slug: String::new(),
            minutes: 60,
            price_minor: 0,
            currency: "EUR".to_owned(),
            at_once: false,
        };
        let packages =
            ["Portrait", "Pörträit", "All", "my", "Portrait 2", "写真", "!!", "?"].map(named);
        let slugs = slugs(packages.iter());
        let all: HashSet<&String> = slugs.values().collect();
        assert_eq!(all.len(), packages.len(), "{slugs:?}");
        let of = |at: usize| slugs[&packages[at].id].as_str();
        assert_eq!([of(0), of(1), of(2), of(3)], ["portrait", "portrait-2", "all-2", "my-2"]);
        assert_eq!([of(6), of(7)], ["package", "package-2"]);
    }
}

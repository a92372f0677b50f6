//! What sections show of other things: packages, posts, entries.

use serde_json::Value;

use super::{book, collection, entries, findable, picture, posts, text::word};
use crate::{
    error::Result,
    site::{
        format::{Home, format_duration, format_price},
        view::{PackageView, SectionList},
    },
    store::{
        Row, Sql, TenantRead,
        entity::{PackageRow, ServiceRow, Table as _, Translated},
    },
};

/// The posts that a section shows where it does not say, and the most.
const POSTS: (usize, usize) = (3, 12);

/// The same for entries.
const ENTRIES: (usize, usize) = (6, 24);

/// The bookable packages that a section shows: those that it names, in its order, else all.
pub(super) fn packages(db: &TenantRead<'_>, content: &Value) -> Result<Vec<PackageView>> {
    let all = bookable(db)?;
    let Some(named) = content.get("packageIds").and_then(Value::as_array) else { return Ok(all) };
    let named = named.iter().filter_map(Value::as_str);
    Ok(named.filter_map(|id| all.iter().find(|package| package.id == id)).cloned().collect())
}

/// The published posts or entries that a section shows; `None` where its collection is not there.
pub(super) fn list(
    db: &TenantRead<'_>,
    kind: &str,
    content: &Value,
) -> Result<Option<SectionList>> {
    let has_posts = kind == "posts";
    let collection = match word(content, "collection") {
        Some(slug) => collection::by_slug(db, &slug)?,
        None if has_posts => collection::first_with_posts(db)?,
        None => None,
    };
    let Some(collection) = collection.filter(|found| found.has_posts == has_posts) else {
        return Ok(None);
    };
    let (usual, most) = if has_posts { POSTS } else { ENTRIES };
    let said = content.get("count").and_then(Value::as_f64).filter(|count| *count >= 1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to `most`")]
    let count = said.map_or(usual, |count| count.min(24.0) as usize).min(most);
    let cards = if has_posts {
        posts::latest(db, &collection, count)?
    } else {
        entries::first(db, &collection, count)?
    };
    let href = format!("/{}", collection.slug);
    Ok(Some(SectionList { name: collection.name, href, cards }))
}

/// The bookable packages, in order.
fn bookable(db: &TenantRead<'_>) -> Result<Vec<PackageView>> {
    const PACKAGES: Sql = Sql::scoped(
        "SELECT id, name, price_minor, currency, description, duration_minutes, image_id
         FROM package WHERE tenant_id = :tenant AND active = 1 ORDER BY sort_order, id",
    );
    const SERVICES: Sql = Sql::scoped(
        "SELECT s.id AS id, s.name AS name FROM package_service l
         JOIN service s ON s.tenant_id = l.tenant_id AND s.id = l.service_id
         WHERE l.tenant_id = :tenant AND l.package_id = :package ORDER BY text_fold(s.name), s.id",
    );
    let site = db.site()?;
    let locale = db.spoken().map_or_else(|| site.locale.clone(), |spoken| spoken.to_string());
    let home = Home { locale: &locale, ..Home::from(&*site) };
    let view = |row: &Row<'_>| -> Result<(PackageView, Option<String>)> {
        let minutes = row.integer_or_none("duration_minutes")?;
        let (minor, currency) = (row.integer("price_minor")?, row.text("currency")?);
        let package = PackageView {
            id: row.text("id")?,
            name: row.text("name")?,
            price: format_price(minor, &currency, home),
            duration: minutes.map(|minutes| format_duration(minutes, home)),
            offer: findable::offer(minor, currency, minutes),
            description: Some(row.text("description")?).filter(|text| !text.is_empty()),
            image: None,
            services: Vec::new(),
            book: None,
            ask: None,
        };
        Ok((package, row.text_or_none("image_id")?))
    };
    let mut packages = Vec::new();
    let links = book::links(db)?;
    let ask = if links.is_empty() { None } else { book::ask_link(db)? };
    let found = db.all(&PACKAGES, &[], view)?;
    let layers = db.layers(found.iter().map(|(package, _)| &package.id))?;
    for (mut package, image) in found {
        let mut about = package.description.take().unwrap_or_default();
        let texts: [(&str, &mut dyn Translated); 2] =
            [("name", &mut package.name), ("description", &mut about)];
        layers.put((&PackageRow::ENTITY, &package.id), texts)?;
        package.description = Some(about).filter(|text| !text.is_empty());
        package.image = image.map(|image| picture::image(db, &image)).transpose()?.flatten();
        let link = links.iter().find(|(id, _)| id.to_string() == package.id);
        package.book = link.map(|(_, link)| link.clone());
        package.ask = ask.clone().filter(|_| package.book.is_none());
        let of = [(":package", package.id.as_str().into())];
        let services: Vec<(String, String)> =
            db.all(&SERVICES, &of, |row| Ok((row.text("id")?, row.text("name")?)))?;
        let others = db.layers(services.iter().map(|(id, _)| id))?;
        for (id, mut name) in services {
            others.put((&ServiceRow::ENTITY, &id), [("name", &mut name)])?;
            package.services.push(name);
        }
        packages.push(package);
    }
    Ok(packages)
}

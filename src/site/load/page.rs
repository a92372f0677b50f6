//! Pages: their sections with pictures and packages.

use serde_json::Value;

use super::{findable, picture, surroundings};
use crate::{
    error::Result,
    principal::HOME,
    site::{
        format::{format_duration, format_price},
        preview::Lookup,
        view::{PackageView, PageView, PlaceView, SectionView, Status},
    },
    store::{Row, Sql, TenantRead},
};

/// The page or redirect at `path` of a site.
pub fn page(db: &TenantRead<'_>, path: &str, base: &str) -> Result<Lookup> {
    const PAGE: Sql = Sql::scoped(
        "SELECT id, name, path, indexing, meta FROM page WHERE tenant_id = :tenant AND path = :path",
    );
    const MOVED: Sql = Sql::scoped(
        "SELECT p.path AS path FROM redirect r
         JOIN page p ON p.tenant_id = r.tenant_id AND p.id = r.page_id
         WHERE r.tenant_id = :tenant AND r.path = :path",
    );
    if path == HOME {
        return Ok(Lookup::Redirect(String::new()));
    }
    let own = if path.is_empty() { HOME } else { path };
    let site = surroundings::site(db, path, base)?;
    let found = db.first(&PAGE, &[(":path", own.into())], |row| {
        let (id, name): (String, String) = (row.text("id")?, row.text("name")?);
        Ok((id, name, row.flag("indexing")?, row.json::<Value>("meta")?))
    })?;
    let Some((id, name, indexing, meta)) = found else {
        let moved = db.first(&MOVED, &[(":path", own.into())], |row| row.text("path"))?;
        return Ok(match moved {
            Some(path) if path == HOME => Lookup::Redirect(String::new()),
            Some(path) => Lookup::Redirect(path),
            None => Lookup::NotFound(Box::new(site)),
        });
    };
    let place = PlaceView { above: findable::above(db, path)?, ..PlaceView::default() };
    Ok(Lookup::Page(Box::new(PageView {
        title: word(&meta, "title").unwrap_or_else(|| name.clone()),
        description: word(&meta, "description"),
        image: picture::placed(db, meta.get("image"))?,
        sections: sections(db, &id, &site.name)?,
        path: path.to_owned(),
        status: Status::Published,
        feed: None,
        body: None,
        site,
        name,
        indexing,
        place,
    })))
}

/// The text under a key; `None` if it is empty.
pub(super) fn word(object: &Value, key: &str) -> Option<String> {
    let word = object.get(key).and_then(Value::as_str).map(str::trim);
    word.filter(|word| !word.is_empty()).map(str::to_owned)
}

/// The sections of a page; a hero that has no heading says the name of the site.
fn sections(db: &TenantRead<'_>, page: &str, name: &str) -> Result<Vec<SectionView>> {
    const SECTIONS: Sql = Sql::scoped(
        "SELECT s.id AS id, t.key AS template_key, s.status AS status, s.hidden AS hidden,
                s.content AS content
         FROM section s
         JOIN section_template t ON t.tenant_id = s.tenant_id AND t.id = s.template_id
         WHERE s.tenant_id = :tenant AND s.page_id = :page ORDER BY s.sort_order, s.id",
    );
    let mut sections = db.all(&SECTIONS, &[(":page", page.into())], |row| {
        Ok(SectionView {
            id: row.text("id")?,
            template_key: row.text("template_key")?,
            status: match row.text("status")?.as_str() {
                "published" => Status::Published,
                "draft" => Status::Draft,
                _ => Status::Unpublished,
            },
            hidden: row.flag("hidden")?,
            content: row.json("content")?,
            packages: Vec::new(),
        })
    })?;
    for section in &mut sections {
        picture::expand(db, &mut section.content)?;
        if section.template_key == "hero"
            && word(&section.content, "heading").is_none()
            && let Some(content) = section.content.as_object_mut()
        {
            content.insert("heading".to_owned(), name.into());
        }
        if section.template_key == "services" {
            section.packages = packages(db)?;
        }
    }
    Ok(sections)
}

/// The bookable packages, in order.
fn packages(db: &TenantRead<'_>) -> Result<Vec<PackageView>> {
    const PACKAGES: Sql = Sql::scoped(
        "SELECT id, name, price_minor, currency, description, duration_minutes, image_id
         FROM package WHERE tenant_id = :tenant AND active = 1 ORDER BY sort_order, id",
    );
    const SERVICES: Sql = Sql::scoped(
        "SELECT s.name AS name FROM package_service l
         JOIN service s ON s.tenant_id = l.tenant_id AND s.id = l.service_id
         WHERE l.tenant_id = :tenant AND l.package_id = :package ORDER BY text_fold(s.name), s.id",
    );
    let view = |row: &Row<'_>| -> Result<(PackageView, Option<String>)> {
        let (minor, currency) = (row.integer("price_minor")?, row.text("currency")?);
        let minutes = row.integer_or_none("duration_minutes")?;
        let package = PackageView {
            id: row.text("id")?,
            name: row.text("name")?,
            price: format_price(minor, &currency, &*db.site()?),
            duration: minutes.map(format_duration),
            offer: findable::offer(minor, currency, minutes),
            description: Some(row.text("description")?).filter(|text| !text.is_empty()),
            image: None,
            services: Vec::new(),
        };
        Ok((package, row.text_or_none("image_id")?))
    };
    let mut packages = Vec::new();
    for (mut package, image) in db.all(&PACKAGES, &[], view)? {
        package.image = image.map(|image| picture::image(db, &image)).transpose()?.flatten();
        let of = [(":package", package.id.as_str().into())];
        package.services = db.all(&SERVICES, &of, |row| row.text("name"))?;
        packages.push(package);
    }
    Ok(packages)
}

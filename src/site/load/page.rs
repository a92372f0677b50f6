//! Pages: their sections with pictures and packages.

use serde_json::Value;

use super::{picture, surroundings};
use crate::{
    error::Result,
    principal::HOME,
    site::{
        format::{Home, format_duration, format_price},
        preview::Lookup,
        view::{PackageView, PageView, SectionView, Status},
    },
    store::{
        Row, Sql, TenantRead,
        entity::{PackageRow, PageRow, SectionRow, ServiceRow, Table as _, Translated},
    },
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
    let Some((id, mut name, indexing, mut meta)) = found else {
        let moved = db.first(&MOVED, &[(":path", own.into())], |row| row.text("path"))?;
        return Ok(match moved {
            Some(path) if path == HOME => Lookup::Redirect(String::new()),
            Some(path) => Lookup::Redirect(path),
            None => Lookup::NotFound(Box::new(site)),
        });
    };
    db.layers([&id])?.put((&PageRow::ENTITY, &id), [("name", &mut name), ("meta", &mut meta)])?;
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
            lang: None,
        })
    })?;
    let layers = db.layers(sections.iter().map(|section| &section.id))?;
    let own = if layers.is_other() { Some(db.site()?.locale.clone()) } else { None };
    for section in &mut sections {
        let is_own =
            layers.put((&SectionRow::ENTITY, &section.id), [("content", &mut section.content)])?;
        section.lang = own.clone().filter(|_| is_own);
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
        "SELECT s.id AS id, s.name AS name FROM package_service l
         JOIN service s ON s.tenant_id = l.tenant_id AND s.id = l.service_id
         WHERE l.tenant_id = :tenant AND l.package_id = :package ORDER BY text_fold(s.name), s.id",
    );
    let site = db.site()?;
    let locale = db.spoken().map_or_else(|| site.locale.clone(), |spoken| spoken.to_string());
    let home = Home { locale: &locale, ..Home::from(&*site) };
    let view = |row: &Row<'_>| -> Result<(PackageView, Option<String>)> {
        let minutes = row.integer_or_none("duration_minutes")?;
        let package = PackageView {
            id: row.text("id")?,
            name: row.text("name")?,
            price: format_price(row.integer("price_minor")?, &row.text("currency")?, home),
            duration: minutes.map(|minutes| format_duration(minutes, home)),
            description: Some(row.text("description")?).filter(|text| !text.is_empty()),
            image: None,
            services: Vec::new(),
        };
        Ok((package, row.text_or_none("image_id")?))
    };
    let mut packages = Vec::new();
    let found = db.all(&PACKAGES, &[], view)?;
    let layers = db.layers(found.iter().map(|(package, _)| &package.id))?;
    for (mut package, image) in found {
        let mut about = package.description.take().unwrap_or_default();
        let texts: [(&str, &mut dyn Translated); 2] =
            [("name", &mut package.name), ("description", &mut about)];
        layers.put((&PackageRow::ENTITY, &package.id), texts)?;
        package.description = Some(about).filter(|text| !text.is_empty());
        package.image = image.map(|image| picture::image(db, &image)).transpose()?.flatten();
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

//! Pages: their sections with pictures and packages.

use serde_json::Value;

use super::{findable, form, picture, section, surroundings, text::word};
use crate::{
    error::Result,
    principal::HOME,
    site::{
        form::Filled,
        preview::Lookup,
        view::{PageView, Pictures, PlaceView, SectionView, Status},
    },
    store::{
        Sql, TenantRead,
        entity::{PageRow, SectionRow, Table as _},
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
    let place = PlaceView { above: findable::above(db, path)?, ..PlaceView::default() };
    let mut page = PageView {
        title: word(&meta, "title").unwrap_or_else(|| name.clone()),
        description: word(&meta, "description"),
        image: picture::placed(db, meta.get("image"))?,
        card: None,
        sections: sections(db, &id, &site.name)?,
        path: path.to_owned(),
        status: Status::Published,
        feed: None,
        body: None,
        pictures: Pictures::default(),
        site,
        name,
        indexing,
        place,
    };
    page.pictures = picture::named(db, &page)?;
    Ok(Lookup::Page(Box::new(page)))
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
            list: None,
            form: None,
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
        match section.template_key.as_str() {
            "form" => {
                section.form =
                    Some(form::view(db, &section.id, &section.content, &Filled::default())?);
            }
            "services" => section.packages = section::packages(db, &section.content)?,
            kind @ ("posts" | "entries") => {
                section.list = section::list(db, kind, &section.content)?;
            }
            _ => {}
        }
    }
    Ok(sections)
}

//! What has words: sections, posts, entries and packages that the public sees, and the site's own.

use std::collections::HashMap;

use serde_json::Value;

use super::{ARTICLES_MAX, PACKAGES_MAX, SECTIONS_MAX, collections, most};
use crate::{
    error::Result,
    site::{
        load::{
            fields::{self, Field},
            text::word,
        },
        warnings::rows::{Leaf, LeafKind, Part, PartKind, Placed, SiteRows},
    },
    store::{Row, Sql, TenantRead, entity::SiteRow},
};

/// Reads them, in the order in which they stand on their pages.
pub(super) fn read(db: &TenantRead<'_>, site: &mut SiteRows) -> Result<()> {
    sections(db, site)?;
    let mut of_entries = HashMap::new();
    let mut slugs = HashMap::new();
    for (collection, stored) in collections(db)? {
        of_entries.insert(collection.id.clone(), fields::of(&stored));
        slugs.insert(collection.id.clone(), collection.slug.clone());
        site.collections.push(collection);
    }
    posts(db, &slugs, site)?;
    entries(db, &slugs, &of_entries, site)?;
    packages(db, site)
}

fn sections(db: &TenantRead<'_>, site: &mut SiteRows) -> Result<()> {
    const SECTIONS: Sql = Sql::scoped(
        "SELECT s.id, s.page_id, s.content, s.sort_order, t.key AS template_key, t.fields
         FROM section s
         JOIN section_template t ON t.tenant_id = s.tenant_id AND t.id = s.template_id
         WHERE s.tenant_id = :tenant AND s.status = 'published' AND s.hidden = 0
         ORDER BY s.id DESC LIMIT :most",
    );
    // Many sections share a template.
    let mut known: HashMap<String, Vec<Field>> = HashMap::new();
    let read = |row: &Row<'_>| {
        let template = row.text("template_key")?;
        if !known.contains_key(&template) {
            known.insert(template.clone(), fields::of(&row.json("fields")?));
        }
        let content: Value = row.json("content")?;
        let heading = word(&content, "heading").unwrap_or_default();
        let mut part = Part {
            kind: PartKind::Section,
            id: row.text("id")?,
            name: heading,
            page: Some(row.text("page_id")?),
            anchor: word(&content, "anchor"),
            ..Part::default()
        };
        for field in known.get(&template).into_iter().flatten() {
            add(field, &content, &mut part);
        }
        // What a hero's picture shows, the words over it say.
        for picture in part.pictures.iter_mut().filter(|_| template == "hero") {
            picture.is_backdrop = true;
        }
        part.template = template;
        Ok((row.integer("sort_order")?, part))
    };
    let mut sections = db.all(&SECTIONS, &[(":most", most(SECTIONS_MAX))], read)?;
    site.is_whole &= sections.len() < SECTIONS_MAX;
    sections
        .sort_by(|(a, one), (b, other)| (&one.page, a, &one.id).cmp(&(&other.page, b, &other.id)));
    site.parts.extend(sections.into_iter().map(|(_, part)| part));
    Ok(())
}

fn posts(db: &TenantRead<'_>, slugs: &HashMap<String, String>, site: &mut SiteRows) -> Result<()> {
    const POSTS: Sql = Sql::scoped(
        "SELECT id, collection_id, slug, title, content, excerpt, meta FROM post
         WHERE tenant_id = :tenant AND status = 'published' ORDER BY id DESC LIMIT :most",
    );
    let posts = db.all(&POSTS, &[(":most", most(ARTICLES_MAX))], |row| {
        let (content, meta): (Value, Value) = (row.json("content")?, row.json("meta")?);
        let mut part = article(row, slugs)?;
        part.kind = PartKind::Post;
        part.title = word(&meta, "title");
        part.description = word(&meta, "description");
        leaf(&mut part, LeafKind::Text, &row.text("excerpt")?);
        leaf(&mut part, LeafKind::Markdown, &word(&content, "body").unwrap_or_default());
        part.pictures.extend(content.get("cover").and_then(placed));
        Ok(part)
    })?;
    site.is_whole &= posts.len() < ARTICLES_MAX;
    site.parts.extend(posts);
    Ok(())
}

fn entries(
    db: &TenantRead<'_>,
    slugs: &HashMap<String, String>,
    fields: &HashMap<String, Vec<Field>>,
    site: &mut SiteRows,
) -> Result<()> {
    const ENTRIES: Sql = Sql::scoped(
        "SELECT id, collection_id, slug, title, content FROM entry
         WHERE tenant_id = :tenant AND status = 'published' ORDER BY id DESC LIMIT :most",
    );
    let entries = db.all(&ENTRIES, &[(":most", most(ARTICLES_MAX))], |row| {
        let content: Value = row.json("content")?;
        let mut part = article(row, slugs)?;
        part.kind = PartKind::Entry;
        for field in fields.get(&row.text("collection_id")?).into_iter().flatten() {
            add(field, &content, &mut part);
        }
        Ok(part)
    })?;
    site.is_whole &= entries.len() < ARTICLES_MAX;
    site.parts.extend(entries);
    Ok(())
}

fn article(row: &Row<'_>, slugs: &HashMap<String, String>) -> Result<Part> {
    let (collection, slug) = (row.text("collection_id")?, row.text("slug")?);
    let title = row.text("title")?;
    let mut part = Part {
        id: row.text("id")?,
        path: slugs.get(&collection).map(|collection| format!("{collection}/{slug}")),
        name: title.clone(),
        ..Part::default()
    };
    leaf(&mut part, LeafKind::Text, &title);
    Ok(part)
}

fn packages(db: &TenantRead<'_>, site: &mut SiteRows) -> Result<()> {
    const PACKAGES: Sql = Sql::scoped(
        "SELECT id, name, description, image_id FROM package
         WHERE tenant_id = :tenant AND active = 1 ORDER BY id DESC LIMIT :most",
    );
    // Where no section shows them, nobody sees them.
    if !site.parts.iter().any(|part| part.template == "services") {
        return Ok(());
    }
    let packages = db.all(&PACKAGES, &[(":most", most(PACKAGES_MAX))], |row| {
        let mut part = Part {
            kind: PartKind::Package,
            id: row.text("id")?,
            name: row.text("name")?,
            ..Part::default()
        };
        leaf(&mut part, LeafKind::Text, &row.text("name")?);
        leaf(&mut part, LeafKind::Markdown, &row.text("description")?);
        let image = row.text_or_none("image_id")?;
        let placed = image.map(|image| Placed { image, alt: None, is_backdrop: false });
        part.pictures.extend(placed);
        Ok(part)
    })?;
    site.is_whole &= packages.len() < PACKAGES_MAX;
    site.parts.extend(packages);
    Ok(())
}

/// The words of the business itself.
pub(super) fn of_site(site: &SiteRow) -> Part {
    let mut part = Part { kind: PartKind::Site, id: site.id.to_string(), ..Part::default() };
    let address = site.address();
    let lines = [address.street, address.city];
    for text in [Some(site.name.clone()), Some(site.tagline.clone())].into_iter().chain(lines) {
        leaf(&mut part, LeafKind::Text, &text.unwrap_or_default());
    }
    leaf(&mut part, LeafKind::Phone, site.phone.as_deref().unwrap_or_default());
    leaf(&mut part, LeafKind::Email, site.email.as_deref().unwrap_or_default());
    for address in &site.social {
        leaf(&mut part, LeafKind::Link, address);
    }
    part
}

/// Adds what a field of an object says.
fn add(field: &Field, content: &Value, part: &mut Part) {
    let Some(value) = content.get(&field.name) else { return };
    let kind = match field.kind.as_str() {
        "image" => return part.pictures.extend(placed(value)),
        "list" => {
            for item in value.as_array().into_iter().flatten() {
                field.fields.iter().for_each(|field| add(field, item, part));
            }
            return;
        }
        "markdown" => LeafKind::Markdown,
        "link" => LeafKind::Link,
        "phone" => LeafKind::Phone,
        "email" => LeafKind::Email,
        "text" => LeafKind::Text,
        _ => return,
    };
    leaf(part, kind, value.as_str().unwrap_or_default());
}

fn leaf(part: &mut Part, kind: LeafKind, text: &str) {
    if !text.trim().is_empty() {
        part.leaves.push(Leaf { kind, text: text.to_owned() });
    }
}

/// A picture as content has it: `{ imageId, alt? }`.
fn placed(value: &Value) -> Option<Placed> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    Some(Placed { image: text("imageId")?, alt: text("alt"), is_backdrop: false })
}

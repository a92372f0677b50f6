//! Entries: lists of them, and a page for each, arranged by the fields of its collection.

use serde_json::Value;

use super::{
    collection::{self, Article, Collection},
    fields::{self, Field},
    posts::status,
};
use crate::{
    error::Result,
    site::{
        markdown,
        view::{Body, CardView, EntryView, ListView, Look},
    },
    store::{
        Param, Row, Sql, TenantRead,
        entity::{EntryRow, Table as _, Translated},
    },
};

/// The entries in one part of a list.
const ENTRIES_PER_PART: usize = 24;

/// Characters of text on a card.
const SUMMARY_CHARS: usize = 160;

struct Entry {
    id: String,
    slug: String,
    title: String,
    content: Value,
    status: String,
}

/// The entries of one part of the list, from 1 on.
pub(super) fn list(db: &TenantRead<'_>, collection: &Collection, part: usize) -> Result<ListView> {
    const LISTED: Sql = Sql::scoped(
        "SELECT id, slug, title, content, status FROM entry
         WHERE tenant_id = :tenant AND collection_id = :collection AND status <> 'archived'
         ORDER BY sort_order, id LIMIT :fetch OFFSET :skip",
    );
    let count = |count: usize| Param::from(i64::try_from(count).unwrap_or(i64::MAX));
    let params = [
        (":collection", (&collection.id).into()),
        (":fetch", count(ENTRIES_PER_PART + 1)),
        (":skip", count((part - 1) * ENTRIES_PER_PART)),
    ];
    let mut entries = db.all(&LISTED, &params, read)?;
    translate(db, &mut entries)?;
    let read = entries.len();
    let fields = fields::of(&collection.fields);
    let cards = entries.into_iter().map(|entry| card(db, collection, &fields, entry));
    let list = ListView {
        look: Look::Entries,
        cards: cards.collect::<Result<_>>()?,
        number: part,
        previous: None,
        next: None,
    };
    Ok(collection::cut(collection, list, (read, ENTRIES_PER_PART)))
}

/// The first published entries.
pub(super) fn first(
    db: &TenantRead<'_>,
    collection: &Collection,
    count: usize,
) -> Result<Vec<CardView>> {
    const FIRST: Sql = Sql::scoped(
        "SELECT slug, title, content, status FROM entry
         WHERE tenant_id = :tenant AND collection_id = :collection AND status = 'published'
         ORDER BY sort_order, id LIMIT :fetch",
    );
    let fetch = Param::from(i64::try_from(count).unwrap_or(i64::MAX));
    let params = [(":collection", (&collection.id).into()), (":fetch", fetch)];
    let fields = fields::of(&collection.fields);
    let entries = db.all(&FIRST, &params, read)?;
    entries.into_iter().map(|entry| card(db, collection, &fields, entry)).collect()
}

/// The entry with this slug, unless it is archived.
pub(super) fn entry(
    db: &TenantRead<'_>,
    collection: &Collection,
    slug: &str,
) -> Result<Option<Article>> {
    const ENTRY: Sql = Sql::scoped(
        "SELECT id, slug, title, content, status FROM entry
         WHERE tenant_id = :tenant AND collection_id = :collection AND slug = :slug
           AND status <> 'archived'",
    );
    let params = [(":collection", Param::from(&collection.id)), (":slug", slug.into())];
    let Some(mut entry) = db.first(&ENTRY, &params, read)? else { return Ok(None) };
    translate(db, std::slice::from_mut(&mut entry))?;
    let (lede, cover, item) =
        fields::arranged(db, &fields::of(&collection.fields), &entry.content)?;
    Ok(Some(Article {
        name: entry.title,
        title: None,
        description: lede.as_deref().map(|lede| markdown::shortened(lede, SUMMARY_CHARS)),
        image: cover.clone(),
        status: status(&entry.status),
        modified: None,
        body: Body::Entry(EntryView {
            lede,
            cover,
            item,
            collection: (collection.name.clone(), format!("/{}", collection.slug)),
        }),
    }))
}

fn read(row: &Row<'_>) -> Result<Entry> {
    Ok(Entry {
        id: row.text("id")?,
        slug: row.text("slug")?,
        title: row.text("title")?,
        content: row.json("content")?,
        status: row.text("status")?,
    })
}

/// Puts entries into the language that is spoken.
fn translate(db: &TenantRead<'_>, entries: &mut [Entry]) -> Result<()> {
    let layers = db.layers(entries.iter().map(|entry| &entry.id))?;
    for entry in entries {
        let texts: [(&str, &mut dyn Translated); 2] =
            [("title", &mut entry.title), ("content", &mut entry.content)];
        layers.put((&EntryRow::ENTITY, &entry.id), texts)?;
    }
    Ok(())
}

fn card(
    db: &TenantRead<'_>,
    collection: &Collection,
    fields: &[Field],
    entry: Entry,
) -> Result<CardView> {
    let (lede, image) = fields::opening(db, fields, &entry.content)?;
    Ok(CardView {
        href: format!("/{}/{}", collection.slug, entry.slug),
        status: status(&entry.status),
        date: None,
        category: None,
        text: lede.map(|lede| markdown::shortened(&lede, SUMMARY_CHARS)),
        image,
        title: entry.title,
    })
}

//! Finds everything that shows an image. Content refers to an image by id, inside JSON where no foreign key reaches;
//! Markdown refers to it by the address of one of its files.

use serde_json::{Value, json};

use super::{Sql, TenantRead, portable};
use crate::error::Result;

/// The strings that show that a text uses an image.
#[derive(Clone, Debug)]
pub struct ImageMarks {
    id: String,
    /// For our own files, the part that the addresses of all sizes share; otherwise every address.
    addresses: Vec<String>,
}

/// A row whose text contains a mark of an image. The caller parses the text to see whether it really shows the image.
pub struct ImageUse {
    pub table: String,
    pub id: String,
    /// The row's name in messages, such as `page “About”`.
    pub spoken: String,
    /// The row's texts with the mark, as stored.
    pub content: String,
    pub meta: String,
    /// The field definitions of the row's content, as JSON.
    pub fields: String,
}

impl ImageMarks {
    /// The id alone: the mark in JSON content.
    pub fn id(id: &str) -> ImageMarks {
        ImageMarks { id: id.to_owned(), addresses: Vec::new() }
    }

    /// The id and every address. `sizes` is `[{ url, … }]`.
    pub fn all(id: &str, url: &str, sizes: &Value) -> ImageMarks {
        // `/uploads/<hash>-<width>.webp`: the hash is unique, so the part up to it is a safe mark.
        let shared = url.strip_prefix('/').filter(|path| path.starts_with("uploads/"));
        let shared = shared.and_then(|path| Some(path.get(..=path.rfind('-')?)?.to_owned()));
        let each = || {
            let sizes = sizes.as_array().into_iter().flatten();
            let urls = sizes.filter_map(|size| size.get("url")?.as_str());
            let mut all: Vec<String> =
                std::iter::once(url).chain(urls).map(str::to_owned).collect();
            all.sort();
            all.dedup();
            all
        };
        let addresses = shared.map_or_else(each, |shared| vec![shared]);
        ImageMarks { id: id.to_owned(), addresses }
    }

    /// Whether the text contains a mark of the image.
    pub fn is_in(&self, text: &str) -> bool {
        self.addresses.iter().any(|address| {
            text.match_indices(address.as_str()).any(|(at, _)| {
                let next = text.get(at + address.len()..).and_then(|rest| rest.chars().next());
                address.ends_with('-')
                    || !next.is_some_and(|next| next.is_alphanumeric() || "-_/".contains(next))
            })
        })
    }
}

/// The rows whose texts contain a mark of one of these images.
pub fn image_uses(db: &TenantRead<'_>, images: &[ImageMarks]) -> Result<Vec<ImageUse>> {
    const USES: Sql = Sql::scoped(portable!(
        "SELECT 'section' AS thing, s.id AS id, 'a section of page “' || p.name || '”' AS spoken,
                s.content AS content, '{}' AS meta, t.fields AS fields
         FROM section s
         JOIN page p ON p.tenant_id = s.tenant_id AND p.id = s.page_id
         JOIN section_template t ON t.tenant_id = s.tenant_id AND t.id = s.template_id
         WHERE s.tenant_id = :tenant
           AND EXISTS (SELECT 1 FROM {items :marks, cte_marks} WHERE {position s.content, cte_marks.value} > 0)
         UNION ALL
         SELECT 'entry', e.id, 'entry “' || e.title || '”', e.content, '{}', c.fields
         FROM entry e JOIN collection c ON c.tenant_id = e.tenant_id AND c.id = e.collection_id
         WHERE e.tenant_id = :tenant
           AND EXISTS (SELECT 1 FROM {items :marks, cte_marks} WHERE {position e.content, cte_marks.value} > 0)
         UNION ALL
         SELECT 'post', o.id, 'post “' || o.title || '”', o.content, o.meta, '[]' FROM post o
         WHERE o.tenant_id = :tenant
           AND EXISTS (SELECT 1 FROM {items :marks, cte_marks}
                       WHERE {position o.content, cte_marks.value} > 0 OR {position o.meta, cte_marks.value} > 0)
         UNION ALL
         SELECT 'page', p.id, 'page “' || p.name || '”', '{}', p.meta, '[]' FROM page p
         WHERE p.tenant_id = :tenant
           AND EXISTS (SELECT 1 FROM {items :marks, cte_marks} WHERE {position p.meta, cte_marks.value} > 0)
         UNION ALL
         SELECT 'package', k.id, 'package “' || k.name || '”', k.description, '{}', '[]' FROM package k
         WHERE k.tenant_id = :tenant
           AND EXISTS (SELECT 1 FROM {items :marks, cte_marks} WHERE {position k.description, cte_marks.value} > 0)
         UNION ALL
         SELECT 'nav_item', i.id, 'navigation item “' || i.label || '”', i.url, '{}', '[]' FROM nav_item i
         WHERE i.tenant_id = :tenant
           AND EXISTS (SELECT 1 FROM {items :marks, cte_marks} WHERE {position i.url, cte_marks.value} > 0)"
    ));
    let marks = images.iter().flat_map(|image| image.addresses.iter().chain([&image.id]));
    let marks = json!(marks.collect::<Vec<_>>()).to_string();
    db.all(&USES, &[(":marks", marks.into())], |row| {
        Ok(ImageUse {
            table: row.text("thing")?,
            id: row.text("id")?,
            spoken: row.text("spoken")?,
            content: row.text("content")?,
            meta: row.text("meta")?,
            fields: row.text("fields")?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_that_of_the_image_in_any_size() {
        let ours = ImageMarks::all(
            "img_1",
            "/uploads/abc-800.webp",
            &json!([{ "url": "/uploads/abc-400.webp" }]),
        );
        for address in [
            "/uploads/abc-400.webp",
            "uploads/abc-9.webp",
            "http://127.0.0.1/main/uploads/abc-800.webp",
        ] {
            assert!(ours.is_in(address), "{address}");
        }
        assert!(!ours.is_in("/uploads/abd-400.webp") && !ours.is_in("/uploads/abc.webp"));
        let linked = ImageMarks::all(
            "img_2",
            "https://a.example/p?w=800",
            &json!([{ "url": "https://a.example/p?w=400" }]),
        );
        assert!(
            linked.is_in("https://a.example/p?w=400")
                && linked.is_in("<img src='https://a.example/p?w=800'>")
        );
        assert!(
            !linked.is_in("https://a.example/p?w=4000") && !linked.is_in("https://a.example/p")
        );
    }
}

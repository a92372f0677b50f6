//! Everything that shows an image. Content names it by its id, in JSON where no foreign key reaches, and Markdown by an
//! address of its files. What takes an image away, and what refuses to, ask here.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::{Sql, TenantRead, portable};
use crate::{
    addresses,
    error::{Error, Result},
};

/// What stands in a text where letters of an address are written otherwise: `%61`, `&#97;`, and within JSON `\\-`.
const SPELLED: [&str; 3] = ["%", "&", "\\\\"];

/// What stands before a letter in Markdown that means only itself.
const ESCAPE: &str = "\\";

/// What stands before the id of an image in the address of a picture in Markdown.
const IMAGE_SCHEME: &str = "image:";

/// The strings that show that a text uses an image.
#[derive(Clone, Debug)]
pub struct ImageMarks {
    id: String,
    /// For our own files, the part that the addresses of all sizes share; otherwise every address.
    addresses: Vec<String>,
}

/// A thing that shows an image.
pub struct ImageUse {
    pub table: String,
    pub id: String,
    /// The row's name in messages, such as `page “About”`.
    pub spoken: String,
    /// What it says, as it is stored; a text alone as a JSON string.
    pub content: Value,
    pub meta: Value,
    /// The fields of its content.
    pub fields: String,
}

impl ImageMarks {
    /// The id and every address: `sizes` is `[{ url, … }]`.
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
        let mut addresses = shared.map_or_else(each, |shared| vec![shared]);
        // As Markdown may name it.
        addresses.push(format!("{IMAGE_SCHEME}{id}"));
        ImageMarks { id: id.to_owned(), addresses }
    }

    /// Whether a text is an address of the image, or has one in it.
    pub fn is_in(&self, text: &str) -> bool {
        self.addresses.iter().any(|address| {
            text.match_indices(address.as_str()).any(|(at, _)| {
                let next = text.get(at + address.len()..).and_then(|rest| rest.chars().next());
                address.ends_with('-')
                    || !next.is_some_and(|next| next.is_alphanumeric() || "-_/".contains(next))
            })
        })
    }

    /// A value of content without the image: what shows it by its id, what leads to it, and the pictures and links of
    /// it in texts. `None` where nothing is left, and the value itself where it does not show it.
    pub fn taken_out<'v>(&self, value: &'v Value) -> Option<Cow<'v, Value>> {
        if !self.shows(value) {
            return Some(Cow::Borrowed(value));
        }
        match value {
            Value::String(text) => {
                let left = self.words(text).filter(|left| !left.trim().is_empty());
                left.map(|left| Cow::Owned(left.into()))
            }
            Value::Object(object) if self.is_shown_by(object) => None,
            Value::Object(object) => {
                let left = object.iter().filter_map(|(name, value)| {
                    Some((name.clone(), self.taken_out(value)?.into_owned()))
                });
                let left: Map<String, Value> = left.collect();
                (!left.is_empty()).then(|| Cow::Owned(left.into()))
            }
            Value::Array(items) => {
                let left = items.iter().filter_map(|item| Some(self.taken_out(item)?.into_owned()));
                Some(Cow::Owned(left.collect()))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => Some(Cow::Borrowed(value)),
        }
    }

    /// Whether a value of content shows the image or leads to it. What only writes of it does not.
    pub fn shows(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.words(text).is_some(),
            Value::Array(items) => items.iter().any(|item| self.shows(item)),
            Value::Object(object) => {
                self.is_shown_by(object) || object.values().any(|value| self.shows(value))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }

    fn is_shown_by(&self, object: &Map<String, Value>) -> bool {
        object.get("imageId").and_then(Value::as_str) == Some(&*self.id)
    }

    /// A text without its pictures of the image and links to it; `None` where it has none.
    fn words(&self, text: &str) -> Option<String> {
        let is_spelled = SPELLED.iter().chain(&[ESCAPE]).any(|mark| text.contains(mark));
        if !is_spelled && !self.is_in(text) {
            return None;
        }
        let leads = self.is_in(text) || self.is_in(&addresses::plain(text));
        if leads && addresses::is_only_address(text) {
            return Some(String::new());
        }
        addresses::without(text, |address| self.is_in(address))
    }
}

/// The things that show one of these images.
pub fn image_uses(db: &TenantRead<'_>, images: &[ImageMarks]) -> Result<Vec<ImageUse>> {
    const MENTIONS: Sql = Sql::scoped(portable!(
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
         SELECT 'site', w.id, 'the site',
                '[' || coalesce(w.logo, 'null') || ',' || coalesce(w.logo_dark, 'null') || ',' || coalesce(w.icon, 'null')
                || ']', '{}', '[]'
         FROM site w
         WHERE w.tenant_id = :tenant
           AND EXISTS (SELECT 1 FROM {items :marks, cte_marks}
                       WHERE {position w.logo, cte_marks.value} > 0 OR {position w.logo_dark, cte_marks.value} > 0
                          OR {position w.icon, cte_marks.value} > 0)
         UNION ALL
         SELECT 'package', k.id, 'package “' || k.name || '”', k.description, '{}', '[]' FROM package k
         WHERE k.tenant_id = :tenant
           AND (EXISTS (SELECT 1 FROM {items :marks, cte_marks} WHERE {position k.description, cte_marks.value} > 0)
                OR {position k.description, :escape} > 0)
         UNION ALL
         SELECT 'nav_item', i.id, 'navigation item “' || i.label || '”', i.url, '{}', '[]' FROM nav_item i
         WHERE i.tenant_id = :tenant
           AND EXISTS (SELECT 1 FROM {items :marks, cte_marks} WHERE {position i.url, cte_marks.value} > 0)"
    ));
    let marks = images.iter().flat_map(|image| image.addresses.iter().chain([&image.id]));
    let marks: Vec<&str> = marks.map(String::as_str).chain(SPELLED).collect();
    let marks = json!(marks).to_string();
    let mentions =
        db.all(&MENTIONS, &[(":marks", marks.into()), (":escape", ESCAPE.into())], |row| {
            let (table, content) = (row.text("thing")?, row.text("content")?);
            let json = |text: &str| serde_json::from_str(text).map_err(Error::internal);
            // Two are a text, and no JSON.
            let is_text = matches!(&*table, "package" | "nav_item");
            Ok(ImageUse {
                content: if is_text { content.into() } else { json(&content)? },
                meta: json(&row.text("meta")?)?,
                table,
                id: row.text("id")?,
                spoken: row.text("spoken")?,
                fields: row.text("fields")?,
            })
        })?;
    let shows = |it: &ImageUse| {
        images.iter().any(|image| image.shows(&it.content) || image.shows(&it.meta))
    };
    Ok(mentions.into_iter().filter(shows).collect())
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

    #[test]
    fn what_shows_it_goes_and_what_only_writes_of_it_stays() {
        let ours = ImageMarks::all("img_1", "/uploads/abc-800.webp", &json!([]));
        let shown = json!({ "imageId": "img_1", "alt": "A" });
        for (value, left) in [
            (json!({ "image": shown, "heading": "H" }), Some(json!({ "heading": "H" }))),
            (
                json!({ "items": [{ "image": shown }, { "image": { "imageId": "img_2" } }] }),
                Some(json!({ "items": [{ "image": { "imageId": "img_2" } }] })),
            ),
            (
                json!({ "ctaLink": "http://a.example/main/uploads/abc-1.webp", "n": 1 }),
                Some(json!({ "n": 1 })),
            ),
            (json!({ "body": "A ![a](/uploads/%61bc-1.webp)" }), Some(json!({ "body": "A" }))),
            (json!({ "body": "A ![a](/uploads\\/abc-1.webp)" }), Some(json!({ "body": "A" }))),
            (json!({ "body": "![a](/uploads/abc-1.webp)" }), None),
            (json!({ "body": "A ![a](image:img_1) b" }), Some(json!({ "body": "A  b" }))),
            (json!({ "body": "A\n\n![a][b]\n\n[b]: image:img_1" }), Some(json!({ "body": "A" }))),
            (json!("/uploads/abc-400.webp"), None),
        ] {
            assert!(ours.shows(&value), "{value}");
            assert_eq!(ours.taken_out(&value).map(Cow::into_owned), left, "{value}");
        }
        for value in [
            json!({ "body": "`![a](/uploads/abc-1.webp)`", "id": "img_1", "empty": {}, "none": [] }),
            json!("See /uploads/abc-1.webp there"),
            json!({ "body": "![a](image:img_12) `image:img_1`" }),
            json!([null, true, 1, "100% \\ &"]),
        ] {
            assert!(!ours.shows(&value), "{value}");
            assert_eq!(ours.taken_out(&value).as_deref(), Some(&value));
        }
    }
}

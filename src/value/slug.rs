//! Slugs, and paths made of them.

mod transliterate;

use std::{borrow::Cow, ops::Deref};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::error::{Code, Error};

/// One segment of a path: `a-z`, `0-9` and single inner dashes, at most 80 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Slug(String);

/// Paths at the root of a site that the program itself serves.
const RESERVED: &[&str] =
    &["uploads", "assets", "console", "hooks", "mcp", "feed", "sitemap", "events"];

/// What the addresses of the booking page begin with. A page `book` may stand above them.
pub const BOOKING_PAGES: &str = "book/";

const SLUG_LENGTH_MAX: usize = 80;

impl Slug {
    /// Whether no page at the root may have this slug.
    pub fn is_reserved(&self) -> bool {
        is_reserved(&self.0)
    }

    /// Parses a slug as a person typed it.
    ///
    /// # Errors
    /// `SLUG_INVALID`, with the nearest valid slug.
    pub fn parse(text: &str) -> Result<Slug, Error> {
        let nearest = slug_from(text);
        if nearest.as_deref() == Some(text) {
            return Ok(Slug(text.to_owned()));
        }
        let shown: String = text.chars().take(SLUG_LENGTH_MAX).collect();
        let error = Error::new(
            Code::SlugInvalid,
            format!(
                "`{shown}` is not a slug: use a-z, 0-9 and single dashes, at most {SLUG_LENGTH_MAX}"
            ),
        );
        Err(match nearest {
            Some(nearest) => error.suggest(format!("use `{nearest}`")),
            None => error.suggest("use a short word such as `about`"),
        })
    }

    /// The slug for a name: `Café Ñandú` gives `cafe-nandu`.
    ///
    /// # Errors
    /// `SLUG_INVALID` if the name has no usable letters.
    pub fn of_name(name: &str) -> Result<Slug, Error> {
        slug_from(name).map(Slug).ok_or_else(|| {
            Error::new(Code::SlugInvalid, format!("no slug can be made from the name `{name}`"))
                .suggest("give `slug` yourself, for example `about`")
        })
    }
}

/// Whether the program itself serves this path.
pub fn is_reserved(path: &str) -> bool {
    RESERVED.contains(&path) || path.starts_with(BOOKING_PAGES)
}

/// The slug that `text` becomes; `None` if nothing is left.
pub fn slug_from(text: &str) -> Option<String> {
    transliterate::slug(text, SLUG_LENGTH_MAX)
}

impl Deref for Slug {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Slug::parse(text.trim()).map_err(D::Error::custom)
    }
}

impl JsonSchema for Slug {
    fn schema_name() -> Cow<'static, str> {
        "Slug".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "x-form": "slug" })
    }
}

/// The longest path, in characters.
pub const PATH_CHARS_MAX: u32 = 1_000;

/// The path of the page that is shown at the root of a site.
pub const HOME: &str = "home";

/// A page's path as people write it: slugs separated by slashes. Slashes at both ends are ignored, and `/` alone is
/// the start page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlugPath(String);

impl Deref for SlugPath {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for SlugPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let path = text.trim().trim_matches('/');
        Ok(SlugPath(if path.is_empty() { HOME } else { path }.to_owned()))
    }
}

impl JsonSchema for SlugPath {
    fn schema_name() -> Cow<'static, str> {
        "SlugPath".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "maxLength": PATH_CHARS_MAX })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_a_name_becomes_is_always_a_slug(name in ".{0,120}") {
            if let Ok(slug) = Slug::of_name(&name) {
                prop_assert_eq!(&Slug::parse(&slug).unwrap(), &slug);
                prop_assert!(slug.len() <= SLUG_LENGTH_MAX);
            }
        }
    }

    #[test]
    fn a_wrong_slug_is_answered_with_the_right_one() {
        let error = Slug::parse("Über Uns").unwrap_err();
        assert_eq!(error.suggestion(), Some("use `uber-uns`"));
    }
}

//! Completion: names of existing things for a partly typed one.

use crate::{
    error::Result,
    store::{Sql, TenantRead, portable},
    unicode::fold,
};

/// A longer text is not part of a name.
const TYPED_CHARS_MAX: usize = 200;

/// What can be completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// Paths of pages.
    Pages,
    /// Slugs of posts.
    Posts,
    /// Names of packages; ids if the text begins like one.
    Packages,
    /// Keys of section templates.
    Templates,
    /// Slugs of collections of posts.
    Collections,
    /// Keys of navigations.
    Navigations,
}

impl Names {
    /// The names for an argument; `None` if it takes free text.
    pub fn of(argument: &str) -> Option<Names> {
        Some(match argument {
            "path" | "page" => Names::Pages,
            "slug" | "post" => Names::Posts,
            "id" | "package" => Names::Packages,
            "template" => Names::Templates,
            "collection" => Names::Collections,
            "navigation" => Names::Navigations,
            _ => return None,
        })
    }

    /// The entity of the names: whoever may read it gets them.
    pub fn entity(self) -> &'static str {
        match self {
            Names::Pages => "page",
            Names::Posts => "post",
            Names::Packages => "package",
            Names::Templates => "sectionTemplate",
            Names::Collections => "collection",
            Names::Navigations => "navigation",
        }
    }
}

/// At most `limit` names: first those that begin with the typed text, then those that contain it in the name or label;
/// and whether there are more.
pub fn names(
    db: &TenantRead<'_>,
    names: Names,
    typed: &str,
    limit: usize,
) -> Result<(Vec<String>, bool)> {
    if typed.chars().count() > TYPED_CHARS_MAX {
        return Ok((Vec::new(), false));
    }
    let typed = fold(typed.trim());
    let fetch = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let params = [(":typed", (&*typed).into()), (":fetch", fetch.into())];
    let sql = statement(names, &typed);
    let mut found = db.all(sql, &params, |row| row.text("value"))?;
    let more = found.len() > limit;
    found.truncate(limit);
    Ok((found, more))
}

/// Reads the values of a column that contain the typed text, those that begin with it first.
macro_rules! named {
    ($table:literal, $value:literal, $label:literal, $condition:literal) => {
        Sql::scoped(portable!(concat!(
            "SELECT ",
            $value,
            " AS value FROM ",
            $table,
            " WHERE tenant_id = :tenant AND ",
            $condition,
            " AND (text_has(",
            $value,
            ", :typed) OR text_has(",
            $label,
            ", :typed))
              ORDER BY CASE WHEN NOT text_has(",
            $value,
            ", :typed) THEN 2 WHEN substr(text_fold(",
            $value,
            "), 1, length(:typed)) = :typed THEN 0 ELSE 1 END, text_fold(",
            $value,
            ")",
            " LIMIT :fetch"
        )))
    };
}

fn statement(names: Names, typed: &str) -> &'static Sql {
    const PAGES: Sql = named!("page", "path", "name", "1 = 1");
    const POSTS: Sql = named!("post", "slug", "title", "1 = 1");
    const PACKAGES: Sql = named!("package", "name", "name", "1 = 1");
    const PACKAGE_IDS: Sql = named!("package", "id", "id", "1 = 1");
    const TEMPLATES: Sql = named!("section_template", "key", "name", "1 = 1");
    const COLLECTIONS: Sql = named!("collection", "slug", "name", "kind = 'posts'");
    const NAVIGATIONS: Sql = named!("navigation", "key", "name", "1 = 1");
    match names {
        Names::Pages => &PAGES,
        Names::Posts => &POSTS,
        Names::Packages if typed.starts_with("pkg_") => &PACKAGE_IDS,
        Names::Packages => &PACKAGES,
        Names::Templates => &TEMPLATES,
        Names::Collections => &COLLECTIONS,
        Names::Navigations => &NAVIGATIONS,
    }
}

//! The languages of a site as templates show them.

use serde::Serialize;

/// One language of the site, for the page that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LocaleLink {
    /// BCP 47.
    pub locale: String,
    /// What its speakers call it.
    pub name: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// The page in this language, else its home page: relative to the site, with a leading slash.
    pub href: String,
    /// Whether the page is there in this language.
    pub exists: bool,
    /// Whether it is the language of the page that is shown.
    pub current: bool,
    /// Whether it is the site's own.
    pub own: bool,
}

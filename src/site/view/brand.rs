//! What a site looks like, as templates need it.

use serde::Serialize;

use super::ImageView;
use crate::value::Brand;

/// What a site looks like beyond its theme.
#[derive(Debug, Clone, Default, Serialize)]
pub struct BrandView {
    /// What was said of it.
    #[serde(skip)]
    pub said: Brand,
    /// Whether it has a style sheet, `/assets/brand.css`.
    pub has_sheet: bool,
    /// The path of the font above the fold.
    pub font: Option<String>,
    /// The colours of a browser's frame, light and dark.
    pub frame: Option<(String, String)>,
    pub logo: Option<ImageView>,
    /// The logo on dark screens.
    pub logo_dark: Option<ImageView>,
}

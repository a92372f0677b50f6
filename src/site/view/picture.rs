//! Pictures as templates show them.

use serde::Serialize;

/// A picture, ready to be shown.
#[derive(Debug, Clone, Serialize)]
pub struct ImageView {
    /// A path of the site (`/uploads/…`) or an `https:` address.
    pub url: String,
    /// The alternative text; empty for decoration.
    pub alt: String,
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
    /// The files for `srcset`, smallest first.
    pub sizes: Vec<SizeView>,
    /// The credit, if the licence requires it.
    pub credit: Option<CreditView>,
    /// The address of the licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// The address of the page where it comes from, which says more of its licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// One file of a picture.
#[derive(Debug, Clone, Serialize)]
pub struct SizeView {
    /// A path of the site, or an `https:` address.
    pub url: String,
    /// In pixels.
    pub width: u32,
}

/// The credit line of a picture.
#[derive(Debug, Clone, Serialize)]
pub struct CreditView {
    /// In order, blanks included: `Photo by `, `Ada Lens`, ` on `, `Pexels`.
    pub parts: Vec<CreditPart>,
}

/// A part of a credit line.
#[derive(Debug, Clone, Serialize)]
pub struct CreditPart {
    pub text: String,
    pub url: Option<String>,
}

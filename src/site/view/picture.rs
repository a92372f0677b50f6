//! Pictures as templates show them.

use serde::Serialize;

/// A picture, ready to be shown.
#[derive(Debug, Clone, Serialize)]
pub struct ImageView {
    /// A path of the site (`/uploads/…`) or an `https:` address.
    pub url: String,
    /// What the picture shows, for those who cannot see it; empty for mere decoration.
    pub alt: String,
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
    /// The files that a browser chooses from, smallest first.
    pub sizes: Vec<SizeView>,
    /// Who made it, where the licence asks for it.
    pub credit: Option<CreditView>,
}

/// One of the files of a picture.
#[derive(Debug, Clone, Serialize)]
pub struct SizeView {
    /// A path of the site, or an `https:` address.
    pub url: String,
    /// In pixels.
    pub width: u32,
}

/// Who made a picture.
#[derive(Debug, Clone, Serialize)]
pub struct CreditView {
    /// In order, blanks included: `Photo by `, `Ada Lens`, ` on `, `Pexels`.
    pub parts: Vec<CreditPart>,
}

/// A part of a credit.
#[derive(Debug, Clone, Serialize)]
pub struct CreditPart {
    /// As it is to be shown.
    pub text: String,
    pub url: Option<String>,
}

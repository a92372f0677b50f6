//! Pictures as templates show them.

use std::{collections::BTreeMap, sync::Arc};

use serde::Serialize;

use crate::site::link;

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
    /// The point that no crop may hide, in hundredths from the left and from the top.
    pub focus: Option<(u8, u8)>,
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
    /// The first frame of an animation, for people who want no motion.
    pub still: Option<String>,
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

/// The site's own pictures that the texts of a page name in Markdown.
#[derive(Debug, Clone, Default)]
pub struct Pictures {
    named: Arc<BTreeMap<String, ImageView>>,
}

impl Pictures {
    /// Pictures by what texts name them by; see [`link::picture_name`]. One that is named by its id is also found at
    /// the address that its id stands for.
    pub fn new(mut named: BTreeMap<String, ImageView>) -> Pictures {
        let files: Vec<(String, ImageView)> = named
            .values()
            .filter_map(|image| Some((link::picture_name(&image.url)?.to_owned(), image.clone())))
            .collect();
        named.extend(files);
        Pictures { named: Arc::new(named) }
    }

    /// The picture at an address of a text, whichever of its files it names.
    pub fn at(&self, address: &str) -> Option<&ImageView> {
        self.named.get(link::picture_name(address)?)
    }

    /// Whether the texts show none.
    pub fn is_empty(&self) -> bool {
        self.named.is_empty()
    }
}

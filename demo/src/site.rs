//! The content of the demo's site: a photographer's texts, in `site.json`.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

/// The business and all its content.
#[derive(Deserialize)]
pub struct Site {
    pub business: Business,
    pub(crate) home: Home,
    pub(crate) pages: Vec<Page>,
    /// Arguments of `manage_services { action: "create" }`.
    pub(crate) services: Vec<Value>,
    /// Arguments of `manage_packages { action: "create" }`.
    pub packages: Vec<Value>,
    /// Arguments of `updateSite`.
    pub(crate) looks: Value,
    /// The texts of the home page's opening in Spanish.
    pub(crate) spanish: Value,
    /// The pictures; in other places, `image:NAME` stands for one of them.
    pub(crate) pictures: Vec<PictureOf>,
    /// Arguments of `createPost`.
    pub(crate) post: Value,
    /// Arguments of `createEntry`.
    pub(crate) entry: Value,
    /// Arguments of `createNavItem`.
    pub(crate) menu: Vec<Value>,
}

/// A picture: `pictures/NAME.webp`.
#[derive(Deserialize)]
pub(crate) struct PictureOf {
    pub(crate) name: String,
    pub(crate) description: String,
}

/// The files of the pictures; `pictures/README.md` says whose they are.
const FILES: [(&str, &[u8]); 5] = [
    ("gorge", include_bytes!("pictures/gorge.webp")),
    ("river", include_bytes!("pictures/river.webp")),
    ("dusk", include_bytes!("pictures/dusk.webp")),
    ("meadow", include_bytes!("pictures/meadow.webp")),
    ("window", include_bytes!("pictures/window.webp")),
];

impl PictureOf {
    /// The bytes of the file.
    pub(crate) fn bytes(&self) -> Result<&'static [u8]> {
        let file = FILES.iter().find(|(name, _)| *name == self.name);
        file.map(|(_, bytes)| *bytes).context("the demo has no such picture")
    }
}

#[derive(Deserialize)]
pub struct Business {
    pub name: String,
    pub title: String,
    pub country: String,
    pub currency: String,
    pub timezone: String,
}

/// The home page that a new tenant has.
#[derive(Deserialize)]
pub(crate) struct Home {
    pub(crate) meta: Value,
    /// The new content of its first section.
    pub(crate) hero: Value,
    pub(crate) sections: Vec<Section>,
}

#[derive(Deserialize)]
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) meta: Value,
    pub(crate) sections: Vec<Section>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Section {
    pub(crate) template_key: String,
    pub(crate) content: Value,
}

impl Site {
    /// Parses the file.
    pub fn read() -> Result<Site> {
        serde_json::from_str(include_str!("site.json")).context("the demo's own words are damaged")
    }
}

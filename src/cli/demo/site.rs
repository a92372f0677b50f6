//! What the demo puts on the site: the words of a photographer, in `site.json`.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

/// The business and everything it says.
#[derive(Deserialize)]
pub(super) struct Site {
    pub(super) business: Business,
    pub(super) home: Home,
    pub(super) pages: Vec<Page>,
    /// Arguments of `manage_services { action: "create" }`.
    pub(super) services: Vec<Value>,
    /// Arguments of `manage_packages { action: "create" }`.
    pub(super) packages: Vec<Value>,
    /// The pictures; elsewhere, `image:NAME` stands for one of them.
    pub(super) pictures: Vec<PictureOf>,
    /// Arguments of `createPost`.
    pub(super) post: Value,
    /// Arguments of `createEntry`.
    pub(super) entry: Value,
    /// Arguments of `createNavItem`.
    pub(super) menu: Vec<Value>,
}

/// A picture: `pictures/NAME.webp`.
#[derive(Deserialize)]
pub(super) struct PictureOf {
    pub(super) name: String,
    pub(super) description: String,
}

/// The files of the pictures.
const FILES: [(&str, &[u8]); 3] = [
    ("gorge", include_bytes!("pictures/gorge.webp")),
    ("river", include_bytes!("pictures/river.webp")),
    ("dusk", include_bytes!("pictures/dusk.webp")),
];

impl PictureOf {
    /// The bytes of its file.
    pub(super) fn bytes(&self) -> Result<&'static [u8]> {
        let file = FILES.iter().find(|(name, _)| *name == self.name);
        file.map(|(_, bytes)| *bytes).context("the demo has no such picture")
    }
}

#[derive(Deserialize)]
pub(super) struct Business {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) country: String,
    pub(super) currency: String,
    pub(super) timezone: String,
}

/// The page that a new tenant has.
#[derive(Deserialize)]
pub(super) struct Home {
    pub(super) meta: Value,
    /// New content of the section that it starts with.
    pub(super) hero: Value,
    pub(super) sections: Vec<Section>,
}

#[derive(Deserialize)]
pub(super) struct Page {
    pub(super) name: String,
    pub(super) meta: Value,
    pub(super) sections: Vec<Section>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Section {
    pub(super) template_key: String,
    pub(super) content: Value,
}

impl Site {
    /// The site as it stands in the file.
    pub(super) fn read() -> Result<Site> {
        serde_json::from_str(include_str!("site.json")).context("the demo's own words are damaged")
    }
}

//! A photo, in the form common to all services.

use serde::{Deserialize, Serialize};

use super::{Credit, Orientation};

/// A photo of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Photo {
    /// The service's id.
    pub photo_id: String,
    /// The title or description; may be empty.
    pub title: String,
    pub photographer: Option<String>,
    /// The photographer's page.
    pub photographer_url: Option<String>,
    /// The photo's page.
    pub page_url: String,
    /// The licence's name: `CC BY 4.0`, `Pexels License`, ….
    pub licence: String,
    /// Where the text of the licence is.
    pub licence_url: Option<String>,
    /// The credit line.
    pub credit: Credit,
    /// In pixels, of the original.
    pub width: u32,
    /// In pixels, of the original.
    pub height: u32,
    /// A small version for previews.
    pub preview_url: Option<String>,
    /// The version for a page.
    pub file: File,
    /// Its average color, `#rrggbb`.
    pub color: Option<String>,
}

/// How the photo is put on a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum File {
    /// The file is copied from this address.
    Copied(String),
    /// The file is linked, because the service forbids copies.
    Linked {
        /// The address without a size; [`linked_at`] adds one.
        url: String,
        /// The request that reports the use to the service.
        notice: UseNotice,
    },
}

/// A path and query of the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UseNotice {
    pub(super) steps: Vec<String>,
    pub(super) query: Vec<(String, String)>,
}

/// The address of a linked photo with that width.
pub fn linked_at(url: &str, width: u32) -> String {
    let mark = if url.contains('?') { '&' } else { '?' };
    format!("{url}{mark}w={width}&q=80&fit=max&fm=webp")
}

impl Photo {
    /// Whether the photo has that orientation. An almost square photo counts as all three.
    pub(super) fn is(&self, orientation: Orientation) -> bool {
        let (width, height) = (u64::from(self.width), u64::from(self.height));
        match orientation {
            Orientation::Landscape => width * 20 >= height * 19,
            Orientation::Portrait => height * 20 >= width * 19,
            Orientation::Square => width * 4 <= height * 5 && height * 4 <= width * 5,
        }
    }
}

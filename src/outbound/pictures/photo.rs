//! A photo, as every service is read.

use serde::{Deserialize, Serialize};

use super::{Credit, Orientation};

/// A photo of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Photo {
    /// The service's own id of it.
    pub photo_id: String,
    /// What it shows, or what it is called; may be empty.
    pub title: String,
    pub photographer: Option<String>,
    /// Where that person shows more.
    pub photographer_url: Option<String>,
    /// Where the photo is shown.
    pub page_url: String,
    /// `CC BY 4.0`, `Pexels License`, ….
    pub licence: String,
    /// Where the text of the licence is.
    pub licence_url: Option<String>,
    /// Who is to be named, and how.
    pub credit: Credit,
    /// In pixels, of the original.
    pub width: u32,
    /// In pixels, of the original.
    pub height: u32,
    /// A small version, for looking.
    pub preview_url: Option<String>,
    /// What to use on a page.
    pub file: File,
    /// Its average color: `#rrggbb`.
    pub color: Option<String>,
}

/// How a photo comes onto a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum File {
    /// Copied from here.
    Copied(String),
    /// Shown from where it is, because its service forbids a copy.
    Linked {
        /// Without a size; [`linked_at`] gives one.
        url: String,
        /// What the service is asked once when the photo is taken.
        told: UseNotice,
    },
}

/// An address below a service's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UseNotice {
    pub(super) steps: Vec<String>,
    pub(super) query: Vec<(String, String)>,
}

/// The address of a linked photo in that width.
pub fn linked_at(url: &str, width: u32) -> String {
    let mark = if url.contains('?') { '&' } else { '?' };
    format!("{url}{mark}w={width}&q=80&fit=max&fm=webp")
}

impl Photo {
    /// Whether it has that form. What is nearly square is all three.
    pub(super) fn is(&self, orientation: Orientation) -> bool {
        let (width, height) = (u64::from(self.width), u64::from(self.height));
        match orientation {
            Orientation::Landscape => width * 20 >= height * 19,
            Orientation::Portrait => height * 20 >= width * 19,
            Orientation::Square => width * 4 <= height * 5 && height * 4 <= width * 5,
        }
    }
}

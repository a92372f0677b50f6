//! The credit line of a photo.

use serde::{Deserialize, Serialize};

/// A credit line in parts, some of which are links.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// In reading order, blanks included.
    pub parts: Vec<Part>,
    /// Whether the licence requires it beside the photo.
    pub required: bool,
}

/// A part of the line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The text: `Ada Lens`.
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Credit {
    /// The line as plain text.
    pub fn text(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect()
    }

    /// `Photo by Ada Lens on Pexels`.
    pub(super) fn by_on(by: (&str, Option<&str>), on: (&str, &str)) -> Credit {
        let parts = vec![
            part("Photo by ", None),
            part(by.0, by.1),
            part(" on ", None),
            part(on.0, Some(on.1)),
        ];
        Credit { parts, required: true }
    }

    /// `“Harbour” by Ada Lens, CC BY 4.0`: title, author, source and licence, as Creative Commons recommends.
    pub(super) fn of_work(
        (title, page): (&str, &str),
        author: Option<(&str, Option<&str>)>,
        (licence, licence_url): (&str, Option<&str>),
        required: bool,
    ) -> Credit {
        let title = if title.is_empty() { "Photo".to_owned() } else { format!("“{title}”") };
        let mut parts = vec![part(&title, Some(page))];
        if let Some((name, url)) = author {
            parts.extend([part(" by ", None), part(name, url)]);
        }
        parts.extend([part(", ", None), part(licence, licence_url)]);
        Credit { parts, required }
    }
}

fn part(text: &str, url: Option<&str>) -> Part {
    Part { text: text.to_owned(), url: url.map(str::to_owned) }
}

//! Whether the public sees a post or an entry.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Whether the public sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Publication {
    /// Not yet.
    Draft,
    /// It does.
    Published,
    /// Not any more.
    Archived,
}

impl Publication {
    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Publication::Draft => "draft",
            Publication::Published => "published",
            Publication::Archived => "archived",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Publication> {
        match text {
            "draft" => Ok(Publication::Draft),
            "published" => Ok(Publication::Published),
            "archived" => Ok(Publication::Archived),
            other => Err(Error::internal(format!("nothing is {other}"))),
        }
    }

    /// Whether a person has to see a write first that asks for this: it changes what the public sees.
    pub(super) fn is_public_matter(status: Option<Publication>) -> bool {
        matches!(status, Some(Publication::Published | Publication::Archived))
    }
}

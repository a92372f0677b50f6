//! What is known of a target besides its name: where it is, and under which address people find it.

use serde::{Deserialize, Serialize};

use crate::{
    error::Result,
    store::entity::{Json, TargetRow},
};

/// The settings of a target, as its row keeps them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// Scheme and host under which people find the site: `https://studio.example`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
    /// The folder, or the file of a zip. The folder of the data folder without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) path: Option<String>,
    /// Of a git repository, without a password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) remote: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) branch: Option<String>,
    /// The id of a site at Netlify.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) site: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bucket: Option<BucketSettings>,
    /// The domain that `deskhand host` serves: `studio.example`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) domain: Option<String>,
}

/// A bucket of S3, or of what speaks like it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BucketSettings {
    pub(crate) name: String,
    /// What the names of all objects begin with, without a slash at either end; empty for the whole bucket.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) prefix: String,
    /// Scheme, host and port of the service.
    pub(crate) endpoint: String,
    pub(crate) region: String,
}

impl BucketSettings {
    /// Whether the objects of one lie among those of the other.
    pub(crate) fn overlaps(&self, other: &BucketSettings) -> bool {
        let below =
            |prefix: &str| if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        let (one, two) = (below(&self.prefix), below(&other.prefix));
        (&self.endpoint, &self.name) == (&other.endpoint, &other.name)
            && (one.starts_with(&two) || two.starts_with(&one))
    }
}

impl Settings {
    /// Those of a target.
    pub(crate) fn of(target: &TargetRow) -> Result<Settings> {
        target.settings.read()
    }

    /// As they are kept.
    pub(crate) fn stored(&self) -> Result<Json> {
        Json::of(self)
    }
}

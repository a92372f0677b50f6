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
    /// The domain that `deskhand host` serves: `studio.example`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) domain: Option<String>,
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

//! What the command line gave, before anybody has read it.

use std::path::PathBuf;

/// What the command line gave, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--data-dir`
    pub data_dir: Option<PathBuf>,
    /// `--config`
    pub config: Option<PathBuf>,
    /// `--tenant`
    pub tenant: Option<String>,
    /// `--agent`
    pub agent: Option<String>,
    /// `--preview`
    pub preview: Option<String>,
    /// `--synchronous`
    pub synchronous: Option<String>,
    /// `--answer-chars-max`
    pub answer_chars_max: Option<String>,
    /// `--image-folders`
    pub image_folders: Option<String>,
    /// `--rates`
    pub rates: Option<String>,
    /// `--navigation-items-max`
    pub navigation_items_max: Option<String>,
    /// `--block-tool`
    pub blocked_tools: Vec<String>,
    /// `--disable-tool`
    pub disabled_tools: Vec<String>,
    /// `--channel`
    pub channel: Option<String>,
    /// `--person-wait`
    pub person_wait: Option<String>,
    /// `--outbound-allow`
    pub outbound_allow: Vec<String>,
    /// `--outbound-contact`
    pub outbound_contact: Option<String>,
    /// `--log`
    pub log: Option<String>,
    /// `--log-format`
    pub log_format: Option<String>,
}

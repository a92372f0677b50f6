//! The command line's settings as text, not parsed yet.

use std::path::PathBuf;

/// The command line's settings as they were typed.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    pub data_dir: Option<PathBuf>,
    pub config: Option<PathBuf>,
    pub tenant: Option<String>,
    pub agent: Option<String>,
    pub preview: Option<String>,
    pub lan: Option<String>,
    pub notify: Option<String>,
    pub backups: Option<String>,
    pub synchronous: Option<String>,
    pub answer_chars_max: Option<String>,
    pub image_folders: Option<String>,
    pub browser: Option<String>,
    pub browser_sandbox: Option<String>,
    pub rates: Option<String>,
    pub navigation_items_max: Option<String>,
    pub blocked_tools: Vec<String>,
    pub disabled_tools: Vec<String>,
    pub channel: Option<String>,
    pub discover: Option<String>,
    pub person_wait: Option<String>,
    pub outbound_allow: Vec<String>,
    pub outbound_contact: Option<String>,
    pub meaning_model: Option<String>,
    pub host: HostFlags,
    pub log: Option<String>,
    pub log_format: Option<String>,
}

/// What `deskhand host` was given.
#[derive(Clone, Debug, Default)]
pub struct HostFlags {
    pub http: Option<String>,
    pub https: Option<String>,
    pub acme_contact: Option<String>,
    pub acme_directory: Option<String>,
    pub certificates: Option<String>,
    pub proxies: Option<String>,
    pub metrics: Option<String>,
}

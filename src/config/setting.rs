//! All settings, each with its flag, environment variable and key in the file.

use crate::integration::INTEGRATIONS;

/// The places in which a setting can be given.
pub(super) struct Setting {
    pub(super) flag: &'static str,
    pub(super) variable: &'static str,
    pub(super) key: &'static str,
}

const fn setting(flag: &'static str, variable: &'static str, key: &'static str) -> Setting {
    Setting { flag, variable, key }
}

pub(super) const DATA_DIR: Setting = setting("--data-dir", "DESKHAND_DATA_DIR", "data_dir");
pub(super) const TENANT: Setting = setting("--tenant", "DESKHAND_TENANT", "tenant");
pub(super) const AGENT: Setting = setting("--agent", "DESKHAND_AGENT", "agent");
pub(super) const PREVIEW: Setting = setting("--preview", "DESKHAND_PREVIEW", "preview");
pub(super) const LAN: Setting = setting("--lan", "DESKHAND_LAN", "lan");
pub(super) const NOTIFY: Setting = setting("--notify", "DESKHAND_NOTIFY", "notify");
pub(super) const BACKUPS: Setting = setting("--backups", "DESKHAND_BACKUPS", "backups");
pub(super) const HOST_METRICS: Setting =
    setting("--metrics", "DESKHAND_HOST_METRICS", "host.metrics");
pub(super) const ANSWER_CHARS_MAX: Setting =
    setting("--answer-chars-max", "DESKHAND_ANSWER_CHARS_MAX", "answer_chars_max");
pub(super) const IMAGE_FOLDERS: Setting =
    setting("--image-folders", "DESKHAND_IMAGE_FOLDERS", "image_folders");
pub(super) const BROWSER: Setting = setting("--browser", "DESKHAND_BROWSER", "browser.program");
pub(super) const BROWSER_SANDBOX: Setting =
    setting("--browser-sandbox", "DESKHAND_BROWSER_SANDBOX", "browser.sandbox");
pub(super) const NAVIGATION_ITEMS_MAX: Setting =
    setting("--navigation-items-max", "DESKHAND_NAVIGATION_ITEMS_MAX", "navigation_items_max");
pub(super) const BLOCKED_TOOLS: Setting =
    setting("--block-tool", "DESKHAND_BLOCKED_TOOLS", "blocked_tools");
pub(super) const DISABLED_TOOLS: Setting =
    setting("--disable-tool", "DESKHAND_DISABLED_TOOLS", "disabled_tools");
pub(super) const CHANNEL: Setting = setting("--channel", "DESKHAND_CHANNEL", "channel");
pub(super) const DISCOVER: Setting = setting("--discover", "DESKHAND_DISCOVER", "discover");
pub(super) const PERSON_WAIT: Setting =
    setting("--person-wait", "DESKHAND_PERSON_WAIT", "person_wait");
pub(super) const SYNCHRONOUS: Setting =
    setting("--synchronous", "DESKHAND_SYNCHRONOUS", "store.synchronous");
pub(super) const OUTBOUND_ALLOW: Setting =
    setting("--outbound-allow", "DESKHAND_OUTBOUND_ALLOW", "outbound.allow");
pub(super) const OUTBOUND_CONTACT: Setting =
    setting("--outbound-contact", "DESKHAND_OUTBOUND_CONTACT", "outbound.contact");
pub(super) const MEANING_MODEL: Setting =
    setting("--meaning-model", "DESKHAND_MEANING_MODEL", "meaning.model");
pub(super) const HOST_HTTP: Setting = setting("--http", "DESKHAND_HOST_HTTP", "host.http");
pub(super) const HOST_HTTPS: Setting = setting("--https", "DESKHAND_HOST_HTTPS", "host.https");
pub(super) const ACME_CONTACT: Setting =
    setting("--acme-contact", "DESKHAND_HOST_ACME_CONTACT", "host.acme_contact");
pub(super) const ACME_DIRECTORY: Setting =
    setting("--acme-directory", "DESKHAND_HOST_ACME_DIRECTORY", "host.acme_directory");
pub(super) const HOST_CERTIFICATES: Setting =
    setting("--certificates", "DESKHAND_HOST_CERTIFICATES", "host.certificates");
pub(super) const HOST_PROXIES: Setting =
    setting("--proxies", "DESKHAND_HOST_PROXIES", "host.proxies");
pub(super) const RATES: Setting = setting("--rates", "DESKHAND_RATES", "rates");
pub(super) const LOG: Setting = setting("--log", "DESKHAND_LOG", "log.level");
pub(super) const LOG_FORMAT: Setting = setting("--log-format", "DESKHAND_LOG_FORMAT", "log.format");

/// Every key of the file.
pub(super) const KEYS: [&str; 31] = [
    DATA_DIR.key,
    TENANT.key,
    AGENT.key,
    PREVIEW.key,
    LAN.key,
    NOTIFY.key,
    BACKUPS.key,
    ANSWER_CHARS_MAX.key,
    IMAGE_FOLDERS.key,
    BROWSER.key,
    BROWSER_SANDBOX.key,
    NAVIGATION_ITEMS_MAX.key,
    BLOCKED_TOOLS.key,
    DISABLED_TOOLS.key,
    CHANNEL.key,
    DISCOVER.key,
    PERSON_WAIT.key,
    SYNCHRONOUS.key,
    OUTBOUND_ALLOW.key,
    OUTBOUND_CONTACT.key,
    MEANING_MODEL.key,
    HOST_HTTP.key,
    HOST_HTTPS.key,
    ACME_CONTACT.key,
    ACME_DIRECTORY.key,
    HOST_CERTIFICATES.key,
    HOST_PROXIES.key,
    HOST_METRICS.key,
    RATES.key,
    LOG.key,
    LOG_FORMAT.key,
];

/// Tables of the file with keys that are not settings: names that the operator chooses, or services.
pub(super) const TABLES: [&str; 3] = [PROFILES, CHANNELS, PROVIDERS];

/// The operator's own profiles.
pub(super) const PROFILES: &str = "profiles";

/// The addresses of services.
pub(super) const PROVIDERS: &str = "providers";

/// What channels leave out in addition.
pub(super) const CHANNELS: &str = "channels";

/// The path of the configuration file, if it is not in the data folder.
pub(super) const CONFIG_VARIABLE: &str = "DESKHAND_CONFIG";

/// Every environment variable that `deskhand` reads, for a parent process that wants to clear them.
pub fn variables() -> impl Iterator<Item = &'static str> {
    let keys = INTEGRATIONS.iter().filter_map(|service| service.key.as_ref());
    SETTINGS.into_iter().chain(keys.map(|key| key.variable))
}

const SETTINGS: [&str; 32] = [
    DATA_DIR.variable,
    TENANT.variable,
    AGENT.variable,
    PREVIEW.variable,
    LAN.variable,
    NOTIFY.variable,
    BACKUPS.variable,
    ANSWER_CHARS_MAX.variable,
    IMAGE_FOLDERS.variable,
    BROWSER.variable,
    BROWSER_SANDBOX.variable,
    NAVIGATION_ITEMS_MAX.variable,
    BLOCKED_TOOLS.variable,
    DISABLED_TOOLS.variable,
    CHANNEL.variable,
    DISCOVER.variable,
    PERSON_WAIT.variable,
    SYNCHRONOUS.variable,
    OUTBOUND_ALLOW.variable,
    OUTBOUND_CONTACT.variable,
    MEANING_MODEL.variable,
    HOST_HTTP.variable,
    HOST_HTTPS.variable,
    ACME_CONTACT.variable,
    ACME_DIRECTORY.variable,
    HOST_CERTIFICATES.variable,
    HOST_PROXIES.variable,
    HOST_METRICS.variable,
    RATES.variable,
    LOG.variable,
    LOG_FORMAT.variable,
    CONFIG_VARIABLE,
];

//! Settings: the only reader of the environment and of `deskhand.toml`.
//!
//! Every setting has a flag, an environment variable and a key in the file. The first of these that is given counts,
//! otherwise the default. An empty variable counts as not given, because some hosts pass on empty ones. Unknown keys
//! are refused: a misspelt setting would otherwise silently have no effect.

mod browser;
mod file;
mod flags;
mod given;
mod hosting;
mod outside;
mod places;
mod setting;

use std::{collections::BTreeMap, ffi::OsString, net::IpAddr, path::PathBuf, sync::Arc};

use tracing::level_filters::LevelFilter;

use self::{
    file::File,
    given::{tools_in, tools_of, value},
    setting::{
        AGENT, ANSWER_CHARS_MAX, BACKUPS, BLOCKED_TOOLS, CHANNEL, CHANNELS, CONFIG_VARIABLE,
        DISABLED_TOOLS, DISCOVER, IMAGE_FOLDERS, LAN, LOG, LOG_FORMAT, NAVIGATION_ITEMS_MAX,
        NOTIFY, PERSON_WAIT, PREVIEW, PROFILES, RATES, SYNCHRONOUS, TENANT,
    },
};
pub use self::{
    flags::{Flags, HostFlags},
    setting::variables,
};
use crate::{
    gate::{
        Limits,
        scope::{pattern::Pattern, profile},
    },
    host, outbound,
    principal::{Allowance, BuiltIn, Keyword, Restrictions},
    site::preview::{LanChoice, PortChoice},
    store::Synchronous,
};

/// The settings of one launch of the program.
#[derive(Clone, Debug)]
pub struct Settings {
    pub folder: PathBuf,
    /// The tenant, if one is named.
    pub tenant: Option<String>,
    pub agent: String,
    /// Where the preview listens; `None` for no preview.
    pub preview: Option<PortChoice>,
    /// Where phones of the network are let in; `None` for nowhere.
    pub lan: Option<LanChoice>,
    /// Whether the person is told on the desktop that something waits.
    pub notifies: bool,
    /// How many daily backups are kept; `None` where none are made.
    pub backups: Option<u16>,
    /// The durability of acknowledged writes.
    pub synchronous: Synchronous,
    pub limits: Limits,
    /// What tools may do.
    pub allowance: Allowance,
    /// What this launch takes away from agents.
    pub restrictions: Restrictions,
    /// Where `deskhand host` listens.
    pub host: host::Options,
    pub log: Log,
}

/// What is logged to stderr, and how.
#[derive(Clone, Copy, Debug)]
pub struct Log {
    /// The lowest level of our own messages that is logged.
    pub level: LevelFilter,
    pub format: LogFormat,
}

/// The format of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Text for people.
    Text,
    /// One JSON object per line.
    Json,
}

/// An invalid setting; the text says where it was given and what is accepted.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

impl Settings {
    /// Whether the data is where a launch that is told nothing looks for it.
    pub fn is_in_usual_folder(&self) -> bool {
        places::usual_folder().is_some_and(|usual| usual == self.folder)
    }

    /// Loads the settings of this launch.
    ///
    /// # Errors
    /// If a value is invalid, or the file has an unknown key.
    pub fn load(flags: &Flags) -> Result<Settings, ConfigError> {
        let named = flags.config.clone().or(variable(CONFIG_VARIABLE).map(PathBuf::from));
        let (folder, file) = if let Some(path) = named {
            let file = File::named(&expanded(path))?;
            (places::data_folder(flags, &file)?, file)
        } else {
            let folder = places::data_folder(flags, &File::default())?;
            let file = File::of_folder(&folder)?;
            (folder, file)
        };
        Settings::of(flags, &file, folder)
    }

    /// The settings of a launch on a folder of its own: the configuration file and the environment's choice of data
    /// are ignored.
    ///
    /// # Errors
    /// If a value is invalid.
    pub fn apart(flags: &Flags, folder: PathBuf) -> Result<Settings, ConfigError> {
        Settings::of(flags, &File::default(), folder)
    }

    fn of(flags: &Flags, file: &File, folder: PathBuf) -> Result<Settings, ConfigError> {
        let synchronous = flags.synchronous.as_deref();
        let chars_max = flags.answer_chars_max.as_deref();
        let person_wait = flags.person_wait.as_deref();
        let image_folders =
            value(&IMAGE_FOLDERS, flags.image_folders.as_deref(), file, &given::FOLDERS)?
                .unwrap_or_else(|| places::image_folders(&folder));
        let items_max = flags.navigation_items_max.as_deref();
        let rates = value(&RATES, flags.rates.as_deref(), file, &given::RATES)?.unwrap_or_default();
        let allowance = Allowance {
            image_folders: image_folders.into(),
            navigation_items_max: value(&NAVIGATION_ITEMS_MAX, items_max, file, &given::ITEMS)?,
            services: Arc::new(outside::services(flags, file, &folder)?),
            browser: Arc::new(browser::browser(flags, file)?),
            messages_a_minute: rates.messaging,
            capacity: Arc::default(),
        };
        Ok(Settings {
            folder,
            tenant: value(&TENANT, flags.tenant.as_deref(), file, &given::NAME)?,
            agent: value(&AGENT, flags.agent.as_deref(), file, &given::NAME)?
                .unwrap_or_else(|| BuiltIn::Assistant.as_str().to_owned()),
            preview: value(&PREVIEW, flags.preview.as_deref(), file, &given::PREVIEW)?
                .unwrap_or(Some(PortChoice::Auto)),
            lan: value(&LAN, flags.lan.as_deref(), file, &given::LAN)?.flatten(),
            notifies: value(&NOTIFY, flags.notify.as_deref(), file, &given::NOTIFY)?
                .flatten()
                .unwrap_or_else(has_desktop),
            backups: value(&BACKUPS, flags.backups.as_deref(), file, &given::BACKUPS)?.flatten(),
            synchronous: value(&SYNCHRONOUS, synchronous, file, &given::SYNCHRONOUS)?
                .unwrap_or_default(),
            limits: Limits {
                answer_chars_max: value(&ANSWER_CHARS_MAX, chars_max, file, &given::ANSWER_CHARS)?
                    .unwrap_or(Limits::default().answer_chars_max),
                person_wait: value(&PERSON_WAIT, person_wait, file, &given::SECONDS)?
                    .unwrap_or(Limits::default().person_wait),
                rates,
            },
            allowance,
            restrictions: restrictions(flags, file)?,
            host: hosting::hosting(flags, file)?,
            log: Log {
                level: value(&LOG, flags.log.as_deref(), file, &given::LEVEL)?
                    .unwrap_or(LevelFilter::INFO),
                format: value(&LOG_FORMAT, flags.log_format.as_deref(), file, &given::LOG_FORMAT)?
                    .unwrap_or(LogFormat::Text),
            },
        })
    }
}

fn restrictions(flags: &Flags, file: &File) -> Result<Restrictions, ConfigError> {
    Ok(Restrictions {
        blocked: tools_of(&BLOCKED_TOOLS, &flags.blocked_tools, file)?,
        disabled: tools_of(&DISABLED_TOOLS, &flags.disabled_tools, file)?,
        channel: value(&CHANNEL, flags.channel.as_deref(), file, &given::CHANNEL)?,
        channels: channels(file)?,
        profiles: tools_in(PROFILES, file, Pattern::granting)?,
        discover: value(&DISCOVER, flags.discover.as_deref(), file, &given::SWITCH)?
            .unwrap_or_default(),
    })
}

/// What channels leave out in addition. Unknown channels are refused.
fn channels(file: &File) -> Result<BTreeMap<String, Vec<String>>, ConfigError> {
    let channels = tools_in(CHANNELS, file, Pattern::taking)?;
    let known = || profile::CHANNELS.iter().map(|(name, _)| *name);
    match channels.keys().find(|name| !known().any(|known| known == *name)) {
        None => Ok(channels),
        Some(unknown) => {
            let all = known().collect::<Vec<_>>().join(", ");
            Err(ConfigError(format!(
                "`channels.{unknown}` in {}: there is no such channel; there are {all}",
                file.path().display()
            )))
        }
    }
}

/// Whether the user wants no colours: <https://no-color.org>.
pub fn no_color() -> bool {
    variable("NO_COLOR").is_some()
}

/// The file that shifts the clock in tests; only test builds have it.
pub fn clock_shift() -> Option<PathBuf> {
    if cfg!(debug_assertions) { variable("DESKHAND_CLOCK_SHIFT").map(PathBuf::from) } else { None }
}

/// The language and country that this computer is set to, as a tag: `de-AT`.
pub fn machine_language() -> Option<String> {
    sys_locale::get_locale().filter(|tag| tag != "C" && tag != "POSIX")
}

pub use self::places::{client_places, program};

/// The address that this machine has in its network.
pub fn lan_address() -> Option<IpAddr> {
    outbound::own_address()
}

/// Whether a person sits at this machine's screen, as far as it says: not on a server, not over SSH.
fn has_desktop() -> bool {
    let is_remote = variable("SSH_CONNECTION").is_some();
    let has_screen = cfg!(any(windows, target_os = "macos"))
        || variable("WAYLAND_DISPLAY").is_some()
        || variable("DISPLAY").is_some();
    has_screen && !is_remote
}

/// The folder for temporary data.
pub fn temporary_folder() -> PathBuf {
    std::env::temp_dir()
}

/// Expands `~/…` like a shell, because hosts pass paths on without one.
fn expanded(path: PathBuf) -> PathBuf {
    let home = || directories::BaseDirs::new().map(|folders| folders.home_dir().to_owned());
    match path.strip_prefix("~") {
        Ok(rest) => home().map_or_else(|| path.clone(), |home| home.join(rest)),
        Err(_) => path,
    }
}

/// An environment variable; an empty one counts as not given.
#[expect(clippy::disallowed_methods, reason = "this is the module that reads the environment")]
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

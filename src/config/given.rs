//! Finds a setting in the first place that gives it, and parses it.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use tracing::level_filters::LevelFilter;

use super::{ConfigError, File, LogFormat, expanded, setting::Setting, variable};
use crate::{
    browser,
    gate::{
        RateLimits,
        scope::{pattern::Pattern, profile::CHANNELS},
    },
    outbound::AllowedPlace,
    site::preview::{LanChoice, PortChoice, is_private},
    store::Synchronous,
};

/// How a setting is parsed.
pub(super) struct Form<T> {
    pub(super) read: fn(&str) -> Result<T, Wrong>,
    /// What is accepted, for error messages.
    pub(super) wants: &'static str,
}

/// The text is not valid.
pub(super) struct Wrong;

/// A name, taken as it is.
pub(super) const NAME: Form<String> = Form { read: |text| Ok(text.to_owned()), wants: "a name" };

/// Where the preview listens; `None` for no preview.
pub(super) const PREVIEW: Form<Option<PortChoice>> = Form {
    read: |text| match text {
        "off" => Ok(None),
        "auto" => Ok(Some(PortChoice::Auto)),
        port => match port.parse() {
            Ok(port @ 1..) => Ok(Some(PortChoice::Fixed(port))),
            _ => Err(Wrong),
        },
    },
    wants: "a port number, `auto` or `off`",
};

/// Where phones of the network are let in; `None` for nowhere.
pub(super) const LAN: Form<Option<LanChoice>> = Form {
    read: |text| match text {
        "off" | "false" => Ok(None),
        "on" | "true" => Ok(Some(LanChoice::Auto)),
        address => match address.parse() {
            Ok(address) if is_private(address) => Ok(Some(LanChoice::At(address))),
            Ok(_) | Err(_) => Err(Wrong),
        },
    },
    wants: "`on`, `off`, or an address of this computer in a private network, such as 192.168.1.20",
};

/// Whether the person is told on the desktop; `None` for wherever there is one.
pub(super) const NOTIFY: Form<Option<bool>> = Form {
    read: |text| match text {
        "auto" => Ok(None),
        text => (SWITCH.read)(text).map(Some),
    },
    wants: "`auto`, `on` or `off`",
};

/// How many daily backups are kept; `None` for none at all.
pub(super) const BACKUPS: Form<Option<u16>> = Form {
    read: |text| match text {
        "off" => Ok(None),
        text => text.parse().ok().filter(|keep| (1..=1000).contains(keep)).map(Some).ok_or(Wrong),
    },
    wants: "`off`, or how many daily backups to keep, such as 14",
};

/// The durability of acknowledged writes.
pub(super) const SYNCHRONOUS: Form<Synchronous> = Form {
    read: |text| match text {
        "full" => Ok(Synchronous::Full),
        "normal" => Ok(Synchronous::Normal),
        _ => Err(Wrong),
    },
    wants: "`full` or `normal`",
};

/// The size limit of answers. The minimum leaves room for one thing.
pub(super) const ANSWER_CHARS: Form<usize> = Form {
    read: |text| text.parse().ok().filter(|chars| *chars >= 2_000).ok_or(Wrong),
    wants: "a number of characters, 2000 or more",
};

/// Folders, separated as in PATH; `none` for no folder.
pub(super) const FOLDERS: Form<Vec<PathBuf>> = Form {
    read: |text| match text {
        "none" => Ok(Vec::new()),
        some => {
            let folders: Vec<PathBuf> = std::env::split_paths(some).map(expanded).collect();
            // A relative folder would depend on the host that starts the program.
            if folders.iter().all(|folder| folder.is_absolute()) { Ok(folders) } else { Err(Wrong) }
        }
    },
    wants: "absolute folders, several as in PATH, or `none`",
};

/// The browser for pictures of pages.
pub(super) const BROWSER: Form<browser::Choice> = Form {
    read: |text| match text {
        "off" => Ok(browser::Choice::Off),
        path => {
            let path = expanded(path.into());
            if path.is_absolute() { Ok(browser::Choice::Program(path)) } else { Err(Wrong) }
        }
    },
    wants: "the absolute path of a Chrome, Chromium or Edge, or `off`",
};

/// The most visible items at the top of a navigation.
pub(super) const ITEMS: Form<u32> = Form {
    read: |text| text.parse().ok().filter(|items| (1..=50).contains(items)).ok_or(Wrong),
    wants: "a number from 1 to 50",
};

/// How long a person has to answer a question, in seconds.
pub(super) const SECONDS: Form<Duration> = Form {
    read: |text| match text.parse() {
        Ok(seconds @ 1..=3600) => Ok(Duration::from_secs(seconds)),
        Ok(_) | Err(_) => Err(Wrong),
    },
    wants: "a number of seconds, 1 to 3600",
};

/// Calls per minute: `crm=120 messaging=30 rest=240`; what is not named keeps its default.
pub(super) const RATES: Form<RateLimits> = Form {
    read: |text| RateLimits::default().with(text).ok_or(Wrong),
    wants: "calls a minute, as `crm=120 messaging=30 rest=240`",
};

/// The channel through which people reach the agent.
pub(super) const CHANNEL: Form<String> = Form {
    read: |text| {
        let is_known = CHANNELS.iter().any(|(name, _)| *name == text);
        is_known.then(|| text.to_owned()).ok_or(Wrong)
    },
    wants: "sms, whatsapp, web or email",
};

/// Whether something is so. Hosts and files have words of their own for it.
pub(super) const SWITCH: Form<bool> = Form {
    read: |text| match text {
        "on" | "true" | "yes" | "1" => Ok(true),
        "off" | "false" | "no" | "0" => Ok(false),
        _ => Err(Wrong),
    },
    wants: "`on` or `off`",
};

/// How a tool in a list is read: one that takes away, or one that says what there is.
type Reading = fn(&str) -> Result<Pattern, String>;

/// Rules separated by blanks, as `gate/scope/pattern.rs` parses them. The error is about the first invalid one.
fn tools(text: &str, read: Reading) -> Result<Vec<String>, String> {
    text.split_whitespace().map(|tool| read(tool).map(|_| tool.to_owned())).collect()
}

/// The lists of rules in a table of the file, by the operator's names.
pub(super) fn tools_in(
    table: &str,
    file: &File,
    read: Reading,
) -> Result<BTreeMap<String, Vec<String>>, ConfigError> {
    let lists = file.texts(table).into_iter().map(|(list, text)| {
        let place = format!("`{table}.{list}` in {}", file.path().display());
        let tools = tools(&text, read).map_err(|wrong| ConfigError(format!("{place}: {wrong}")))?;
        Ok((list, tools))
    });
    lists.collect()
}

/// The rules of a setting, if any place gives it.
pub(super) fn tools_of(
    setting: &Setting,
    flags: &[String],
    file: &File,
) -> Result<Vec<String>, ConfigError> {
    let flag = (!flags.is_empty()).then(|| flags.join(" "));
    let Some((text, place)) = find(setting, flag.as_deref(), file)? else { return Ok(Vec::new()) };
    tools(&text, Pattern::taking).map_err(|wrong| ConfigError(format!("{place}: {wrong}")))
}

/// Hosts with ports, separated by blanks.
pub(super) const PLACES: Form<Vec<AllowedPlace>> = Form {
    read: |text| text.split_whitespace().map(|it| it.parse().map_err(|_| Wrong)).collect(),
    wants: "hosts with ports, such as 127.0.0.1:8080",
};

/// The operator's contact, such as an e-mail address; it is sent in a header.
pub(super) const CONTACT: Form<String> = Form {
    read: |text| {
        let is_fine = |byte: u8| byte.is_ascii_graphic() && !b"()\\".contains(&byte);
        let fits = (1..=200).contains(&text.len()) && text.bytes().all(is_fine);
        fits.then(|| text.to_owned()).ok_or(Wrong)
    },
    wants: "an e-mail or web address",
};

/// The name of a model, as its service has it.
pub(super) const MODEL: Form<String> = Form {
    read: |text| {
        let is_fine = text.bytes().all(|byte| byte.is_ascii_graphic());
        ((1..=200).contains(&text.len()) && is_fine).then(|| text.to_owned()).ok_or(Wrong)
    },
    wants: "the name of a model, such as nomic-embed-text",
};

/// The lowest level that is logged. The parser also accepts numbers, but one notation is enough.
pub(super) const LEVEL: Form<LevelFilter> = Form {
    read: |text| match text.parse() {
        Ok(level) if text.bytes().all(|byte| byte.is_ascii_alphabetic()) => Ok(level),
        _ => Err(Wrong),
    },
    wants: "off, error, warn, info, debug or trace",
};

/// The format of log lines.
pub(super) const LOG_FORMAT: Form<LogFormat> = Form {
    read: |text| match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(Wrong),
    },
    wants: "`text` or `json`",
};

/// The value of a setting, if any place gives it.
pub(super) fn value<T>(
    setting: &Setting,
    flag: Option<&str>,
    file: &File,
    form: &Form<T>,
) -> Result<Option<T>, ConfigError> {
    let Some((text, place)) = find(setting, flag, file)? else { return Ok(None) };
    match (form.read)(text.trim()) {
        Ok(value) => Ok(Some(value)),
        Err(Wrong) => Err(ConfigError(format!("{place} is `{text}`; it wants {}", form.wants))),
    }
}

/// The text of a setting, and the place where it was given.
fn find(
    setting: &Setting,
    flag: Option<&str>,
    file: &File,
) -> Result<Option<(String, String)>, ConfigError> {
    if let Some(text) = flag {
        return Ok(Some((text.to_owned(), setting.flag.to_owned())));
    }
    if let Some(text) = variable(setting.variable) {
        let place = setting.variable.to_owned();
        let text = text.into_string();
        let text = text.map_err(|_| ConfigError(format!("{place} holds what is no text")))?;
        return Ok(Some((text, place)));
    }
    Ok(file
        .get(setting.key)
        .map(|text| (text.to_owned(), format!("`{}` in {}", setting.key, file.path().display()))))
}

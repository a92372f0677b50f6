//! Parses `deskhand.toml`; unknown keys are refused.

use std::{
    collections::BTreeMap,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use toml::Value;

use super::{
    ConfigError,
    setting::{DATA_DIR, IMAGE_FOLDERS, KEYS, TABLES},
};
use crate::tool::arguments::nearest;

const NAME: &str = "deskhand.toml";

/// The content of a configuration file; empty if there is none.
#[derive(Default)]
pub(super) struct File {
    path: PathBuf,
    values: BTreeMap<String, String>,
}

impl File {
    /// Reads a file that was named explicitly, which must exist.
    pub(super) fn named(path: &Path) -> Result<File, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
        File::parse(path, &text)
    }

    /// Reads the file of a data folder, if there is one. It may not set the data folder itself.
    pub(super) fn of_folder(folder: &Path) -> Result<File, ConfigError> {
        let path = folder.join(NAME);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            // A faulty data folder is reported by the store.
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                return Ok(File::default());
            }
            Err(error) => return Err(unreadable(&path, &error)),
        };
        let file = File::parse(&path, &text)?;
        if file.values.contains_key(DATA_DIR.key) {
            let (path, key) = (path.display(), DATA_DIR.key);
            return Err(ConfigError(format!(
                "{path} lies in the data folder and cannot set `{key}`; name a file elsewhere with --config"
            )));
        }
        Ok(file)
    }

    fn parse(path: &Path, text: &str) -> Result<File, ConfigError> {
        let table = text.parse::<toml::Table>().map_err(|error| {
            let line = error.span().and_then(|span| text.get(..span.start));
            let line = line.map_or(1, |before| before.matches('\n').count() + 1);
            let what = error.message().replace('\n', ", ");
            ConfigError(format!("{} cannot be read: line {line}: {what}", path.display()))
        })?;
        let mut values = BTreeMap::new();
        for (key, value) in flattened(table) {
            if !KEYS.contains(&key.as_str()) && !is_in_table(&key) {
                return Err(unknown(path, &key));
            }
            let text = value.as_str().map(str::to_owned);
            let text = text.or_else(|| value.as_integer().map(|number| number.to_string()));
            let text = text.or_else(|| value.as_bool().map(|switch| switch.to_string()));
            let text = text.or_else(|| list(&key, &value));
            let text = text.ok_or_else(|| {
                let (path, found) = (path.display(), value.type_str());
                ConfigError(format!(
                    "`{key}` in {path} is a {found}; it wants text, a number or a list"
                ))
            })?;
            // An empty text counts as not given, like an empty environment variable.
            if !text.is_empty() {
                values.insert(key, text);
            }
        }
        Ok(File { path: path.to_owned(), values })
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str)
    }

    /// The texts in a table, by key.
    pub(super) fn texts(&self, name: &str) -> BTreeMap<String, String> {
        let of_table = |(key, text): (&String, &String)| {
            let (table, key) = key.split_once('.')?;
            (table == name).then(|| (key.to_owned(), text.clone()))
        };
        self.values.iter().filter_map(of_table).collect()
    }

    /// The path of the file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A path from the file, resolved relative to the file.
    pub(super) fn beside(&self, path: &Path) -> PathBuf {
        self.path.parent().map_or_else(|| path.to_owned(), |folder| folder.join(path))
    }
}

/// A list in the form of the environment variable: folders as in PATH, everything else separated by blanks.
fn list(key: &str, value: &Value) -> Option<String> {
    let items = value.as_array()?.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?;
    if key == IMAGE_FOLDERS.key {
        return std::env::join_paths(items).ok()?.into_string().ok();
    }
    Some(items.join(" "))
}

/// The keys of a table in dotted form: `store.synchronous`.
fn flattened(table: toml::Table) -> Vec<(String, Value)> {
    let mut flat = Vec::new();
    for (name, value) in table {
        if let Some(inner) = value.as_table().filter(|_| is_table(&name)) {
            let inside = |(key, value): (&String, &Value)| (format!("{name}.{key}"), value.clone());
            flat.extend(inner.iter().map(inside));
        } else {
            flat.push((name, value));
        }
    }
    flat
}

fn is_table(name: &str) -> bool {
    TABLES.contains(&name)
        || KEYS.iter().any(|key| key.split_once('.').is_some_and(|(table, _)| table == name))
}

fn is_in_table(key: &str) -> bool {
    key.split_once('.').is_some_and(|(table, _)| TABLES.contains(&table))
}

fn unknown(path: &Path, key: &str) -> ConfigError {
    let path = path.display();
    ConfigError(match nearest(key, KEYS.into_iter()) {
        Some(near) => format!("{path} has no setting `{key}`; did you mean `{near}`?"),
        None => format!("{path} has no setting `{key}`; it knows {}", KEYS.join(", ")),
    })
}

fn unreadable(path: &Path, error: &std::io::Error) -> ConfigError {
    ConfigError(format!("{} cannot be read: {error}", path.display()))
}

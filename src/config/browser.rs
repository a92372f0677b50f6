//! The browser with which pages are looked at.

use std::{ffi::OsString, path::PathBuf};

use super::{
    ConfigError, File, Flags, given,
    setting::{BROWSER, BROWSER_SANDBOX},
    temporary_folder, variable,
};
use crate::browser::{Browser, Choice};

/// The names of browsers that speak the same protocol, as programs in `PATH`.
const PROGRAMS: [&str; 7] = [
    "google-chrome",
    "google-chrome-stable",
    "chromium",
    "chromium-browser",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
];

/// Where macOS has them, below `/` and the home folder.
const APPLICATIONS: [&str; 3] = [
    "Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "Applications/Chromium.app/Contents/MacOS/Chromium",
    "Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

/// The browser as this launch may use it.
pub(super) fn browser(flags: &Flags, file: &File) -> Result<Browser, ConfigError> {
    let choice = given::value(&BROWSER, flags.browser.as_deref(), file, &given::BROWSER)?;
    let sandbox = flags.browser_sandbox.as_deref();
    let is_sandboxed =
        given::value(&BROWSER_SANDBOX, sandbox, file, &given::SWITCH)?.unwrap_or(true);
    let path = variable("PATH").unwrap_or_default();
    let choice = choice.unwrap_or_else(|| Choice::Any(known(&path)));
    Ok(Browser::new(choice, is_sandboxed, path, temporary_folder()))
}

/// Where a browser may be, best first.
fn known(path: &OsString) -> Vec<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(path).collect();
    let in_path = |name: &str| {
        let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        folders.iter().map(|folder| folder.join(&name)).collect::<Vec<_>>()
    };
    let mut places: Vec<PathBuf> = PROGRAMS.iter().flat_map(|name| in_path(name)).collect();
    if cfg!(target_os = "macos") {
        let home = directories::BaseDirs::new().map(|folders| folders.home_dir().to_owned());
        let roots = [Some(PathBuf::from("/")), home];
        let below = |root: PathBuf| APPLICATIONS.map(|application| root.join(application));
        places.extend(roots.into_iter().flatten().flat_map(below));
    }
    places
}

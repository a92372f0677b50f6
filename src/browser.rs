//! Looks at a page of the preview with a browser that is installed on this machine.
//!
//! The browser is a child of this program, one at a time, without a window, with a profile folder of its own that is
//! removed afterwards. It can reach one site of the preview and nothing else: names are not resolved, everything but
//! the preview's port goes to a proxy that is not there, and each request is let through by us (`session.rs`). It is
//! ended with all its children when the picture is taken, is late, or nobody waits for it any more; should this program
//! be killed, the pipe to the browser breaks, which ends it as well.

#[cfg(unix)]
mod child;
#[cfg(unix)]
mod folder;
#[cfg(unix)]
mod session;

use std::{ffi::OsString, path::PathBuf, sync::Arc, time::Duration};

use tokio::sync::Semaphore;

/// How long a look may take, from the start of the browser on.
const LOOK_MAX: Duration = Duration::from_secs(10);

/// Which browser is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// None.
    #[default]
    Off,
    /// This program.
    Program(PathBuf),
    /// The first of these that is there.
    Any(Vec<PathBuf>),
}

/// The browser of this machine, as the operator allows it.
#[derive(Debug)]
pub struct Browser {
    choice: Choice,
    /// Whether pages run in the browser's sandbox.
    is_sandboxed: bool,
    /// The `PATH` of the child, which has no other variable of ours.
    path: OsString,
    /// For profile folders.
    temporary: PathBuf,
    turn: Arc<Semaphore>,
}

/// The screen on which a page is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    Phone,
    Desktop,
}

impl Screen {
    /// Its width and height, in pixels.
    pub const fn size(self) -> (u32, u32) {
        match self {
            Screen::Phone => (390, 844),
            Screen::Desktop => (1_280, 800),
        }
    }

    /// The height of a picture: the first screens of a page, as much as a model sees at once.
    pub const fn height_max(self) -> u32 {
        match self {
            Screen::Phone => 1_560,
            Screen::Desktop => 1_440,
        }
    }
}

/// What is to be looked at.
#[derive(Clone, Debug)]
pub struct Sight {
    /// The site, `http://127.0.0.1:4780/main`; nothing else is loaded.
    pub site: String,
    /// The page: the site, or below it.
    pub page: String,
    pub screen: Screen,
}

/// A page as the browser shows it.
#[derive(Clone, Debug)]
pub struct Look {
    /// The picture, as PNG.
    pub png: Vec<u8>,
    /// The whole height of the page, in pixels.
    pub height: u32,
    /// What reaches beyond the side of the screen: its text, and by how many pixels. Only where the page scrolls
    /// sideways.
    pub too_wide: Vec<(String, u32)>,
    /// How many pictures on the first screens could not be loaded: those of other hosts.
    pub missing_pictures: u32,
}

/// Why there is no look.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    #[error("the operator has turned looking at pages off (browser.program)")]
    Off,
    #[error(
        "no browser was found: Google Chrome, Chromium or Microsoft Edge would do; the operator installs one, or names one with --browser"
    )]
    Missing,
    #[error("the browser that the operator has named is not there: {}", .0.display())]
    NamedMissing(PathBuf),
    #[error(
        "the browser cannot start its sandbox here, as happens in containers and as root; only the operator may let it run without one, with --browser-sandbox off"
    )]
    NoSandbox,
    #[error("pages cannot be looked at on this system yet, only on Linux and macOS")]
    Unsupported,
    #[error("the browser took longer than ten seconds")]
    Late,
    /// The cause is for the log.
    #[error("the browser failed")]
    Failed(String),
    #[error("the preview does not show the page now")]
    NoPage,
}

impl Default for Browser {
    fn default() -> Browser {
        Browser::new(Choice::Off, true, OsString::new(), PathBuf::new())
    }
}

impl Browser {
    /// The browser of this launch; `path` is where the child finds programs.
    pub fn new(choice: Choice, is_sandboxed: bool, path: OsString, temporary: PathBuf) -> Browser {
        Browser { choice, is_sandboxed, path, temporary, turn: Arc::new(Semaphore::new(1)) }
    }

    /// The program, if it is there.
    fn program(&self) -> Result<PathBuf, Trouble> {
        match &self.choice {
            Choice::Off => Err(Trouble::Off),
            Choice::Program(path) if path.is_file() => Ok(path.clone()),
            Choice::Program(path) => Err(Trouble::NamedMissing(path.clone())),
            Choice::Any(places) => {
                places.iter().find(|place| place.is_file()).cloned().ok_or(Trouble::Missing)
            }
        }
    }

    /// Looks at a page. Dropping the future ends the browser.
    ///
    /// # Errors
    /// See [`Trouble`].
    #[cfg(unix)]
    pub async fn look(&self, sight: Sight) -> Result<Look, Trouble> {
        let program = self.program()?;
        let turn = Arc::clone(&self.turn).acquire_owned().await;
        let turn = turn.map_err(|error| Trouble::Failed(error.to_string()))?;
        let start = child::Start {
            program,
            is_sandboxed: self.is_sandboxed,
            path: self.path.clone(),
            temporary: self.temporary.clone(),
        };
        let running = Arc::new(child::Running::default());
        let _ends = child::EndOnDrop(Arc::clone(&running));
        let looking = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            child::look(&start, &sight, &running)
        });
        match tokio::time::timeout(LOOK_MAX, looking).await {
            Ok(looked) => looked.map_err(|error| Trouble::Failed(error.to_string()))?,
            Err(_) => Err(Trouble::Late),
        }
    }

    /// Looks at a page.
    ///
    /// # Errors
    /// Always: the pipe to the browser is one of Unix.
    #[cfg(not(unix))]
    pub async fn look(&self, _: Sight) -> Result<Look, Trouble> {
        self.program().and(Err(Trouble::Unsupported))
    }
}

#[cfg(all(test, target_os = "linux"))]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
mod tests;

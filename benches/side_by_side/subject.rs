//! What is compared: the two programs, how each is started, seeded and asked for the same thing.
//!
//! Environment variables of either program that happen to be set do not reach it: a run says the
//! same in every shell.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::server::Server;

/// How many calls are in flight while pages are made, and in the throughput row.
pub(crate) const IN_FLIGHT: usize = 32;

/// What a committed write has to survive: a crash of the program, or a power cut.
#[derive(Clone, Copy)]
pub(crate) enum Synchronous {
    Normal,
    Full,
}

/// What a client may want of either server.
#[derive(Clone, Copy)]
pub(crate) enum Ask {
    /// Page `p-<number>`, by its slug.
    Get(u64),
    /// The first 50 pages.
    List,
    /// A page whose name ends in this number.
    Create(u64),
}

/// What the floor is besides a server of pages.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    Bare,
    /// It writes a ledger and a log.
    Recording,
    /// It keeps answers and gives them back.
    Documents,
}

#[derive(Clone)]
pub(crate) enum Subject {
    Deskhand(PathBuf),
    Minimal { program: PathBuf, mode: Mode },
}

impl Subject {
    /// The binary that cargo built for this bench.
    pub(crate) fn deskhand(given: Option<PathBuf>) -> Result<Self> {
        let built = option_env!("CARGO_BIN_EXE_deskhand").map(PathBuf::from);
        let program = given.or(built).context("no deskhand here; say which: --deskhand PATH")?;
        ensure!(program.exists(), "{} is not there; run: cargo build --release", program.display());
        Ok(Self::Deskhand(program))
    }

    /// The example beside it, built when it is missing or older than its source.
    pub(crate) fn minimal(given: Option<PathBuf>) -> Result<Self> {
        if let Some(program) = given {
            return Ok(Self::Minimal { program, mode: Mode::Bare });
        }
        let bench = std::env::current_exe()?;
        let release = bench.ancestors().nth(2).context("the bench is in target/release/deps")?;
        let program = release.join("examples").join("minimal_server");
        let program = program.with_extension(std::env::consts::EXE_EXTENSION);
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches");
        let sources = [
            "minimal_server.rs",
            "side_by_side/floor_answer.rs",
            "side_by_side/floor_documents.rs",
        ];
        let changed = |path: &Path| path.metadata().and_then(|found| found.modified()).ok();
        let stale = sources.iter().any(|file| changed(&program) < changed(&source.join(file)));
        if stale || !program.exists() {
            let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
            let status = Command::new(cargo)
                .args(["build", "--release", "--quiet", "--example", "minimal_server"])
                .arg("--target-dir")
                .arg(release.parent().context("release is in the target folder")?)
                .current_dir(env!("CARGO_MANIFEST_DIR"))
                .status()?;
            ensure!(status.success(), "the floor does not build (example minimal_server)");
        }
        Ok(Self::Minimal { program, mode: Mode::Bare })
    }

    /// The floor that writes a ledger and a log; deskhand as it is.
    pub(crate) fn recording(&self) -> Self {
        self.in_mode(Mode::Recording)
    }

    /// The floor that keeps answers; deskhand as it is.
    pub(crate) fn documents(&self) -> Self {
        self.in_mode(Mode::Documents)
    }

    fn in_mode(&self, mode: Mode) -> Self {
        match self {
            Self::Deskhand(program) => Self::Deskhand(program.clone()),
            Self::Minimal { program, .. } => Self::Minimal { program: program.clone(), mode },
        }
    }

    pub(crate) fn is_recording(&self) -> bool {
        matches!(self, Self::Minimal { mode: Mode::Recording, .. })
    }

    pub(crate) fn label(&self) -> &'static str {
        match self {
            Self::Deskhand(_) => "deskhand",
            Self::Minimal { .. } => "minimal",
        }
    }

    /// A server on the data in this folder, which is made when it is missing.
    pub(crate) fn start(&self, folder: &Path, synchronous: Synchronous) -> Result<Server> {
        std::fs::create_dir_all(folder)?;
        let mut command = self.command(folder, synchronous);
        Server::start(&mut command, folder.with_extension("stderr"))
    }

    fn command(&self, folder: &Path, synchronous: Synchronous) -> Command {
        let (Self::Deskhand(program) | Self::Minimal { program, .. }) = self;
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("DESKHAND_") || text.starts_with("MINIMAL_") || text == "RUST_LOG" {
                command.env_remove(&name);
            }
        }
        match self {
            Self::Deskhand(_) => command
                .args(["serve", "--preview", "off", "--data-dir"])
                .arg(folder)
                .env("DESKHAND_RATES", "crm=1000000000 messaging=1000000000 rest=1000000000")
                .env("DESKHAND_SYNCHRONOUS", synchronous.word("normal", "full")),
            Self::Minimal { mode, .. } => command
                .arg(folder.join("minimal.db"))
                .args(match mode {
                    Mode::Bare => None,
                    Mode::Recording => Some("--record"),
                    Mode::Documents => Some("--documents"),
                })
                .env("MINIMAL_SYNCHRONOUS", synchronous.word("NORMAL", "FULL")),
        };
        command.current_dir(folder);
        command
    }

    /// Puts pages `p-0` to `p-(n-1)` into this folder.
    pub(crate) fn seed(&self, folder: &Path, pages: u64) -> Result<()> {
        std::fs::create_dir_all(folder)?;
        match self {
            Self::Deskhand(_) => {
                let mut server = self.start(folder, Synchronous::Normal)?;
                let page = |number| self.create(&format!("p-{number}"));
                server.pipelined((0..pages).map(page), IN_FLIGHT)?;
            }
            Self::Minimal { .. } => {
                let mut command = self.command(folder, Synchronous::Normal);
                command.args(["--seed", &pages.to_string()]);
                Server::start(&mut command, folder.with_extension("stderr"))?;
            }
        }
        Ok(())
    }

    /// The params of the tools/call that asks for it.
    pub(crate) fn params(&self, ask: Ask) -> String {
        match (self, ask) {
            (Self::Deskhand(_), Ask::Get(number)) => {
                format!(r#"{{"name":"getPage","arguments":{{"slug":"p-{number}"}}}}"#)
            }
            (Self::Deskhand(_), Ask::List) => {
                r#"{"name":"getPage","arguments":{"all":true,"limit":50}}"#.to_owned()
            }
            (Self::Minimal { .. }, Ask::Get(number)) => {
                format!(r#"{{"name":"get_page","arguments":{{"slug":"p-{number}"}}}}"#)
            }
            (Self::Minimal { .. }, Ask::List) => {
                r#"{"name":"list_pages","arguments":{"limit":50}}"#.to_owned()
            }
            (_, Ask::Create(number)) => self.create(&format!("Wedding day {number}")),
        }
    }

    fn create(&self, name: &str) -> String {
        let tool = match self {
            Self::Deskhand(_) => "createPage",
            Self::Minimal { .. } => "create_page",
        };
        format!(r#"{{"name":"{tool}","arguments":{{"name":"{name}"}}}}"#)
    }
}

/// One side of a measurement: which program, on which data.
#[derive(Clone)]
pub(crate) struct Side {
    pub(crate) subject: Subject,
    pub(crate) folder: PathBuf,
    /// How many seeded pages its gets choose from.
    pub(crate) pages: u64,
}

impl Side {
    /// On a new folder below this one, with its pages in it.
    pub(crate) fn seeded(subject: &Subject, root: &Path, name: &str, pages: u64) -> Result<Self> {
        let folder = root.join(name);
        subject.seed(&folder, pages)?;
        Ok(Self { subject: subject.clone(), folder, pages })
    }
}

impl Synchronous {
    fn word(self, normal: &'static str, full: &'static str) -> &'static str {
        match self {
            Self::Normal => normal,
            Self::Full => full,
        }
    }
}

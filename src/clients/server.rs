//! A server as a client's file names it, and what is to be done about those that are deskhand.

use std::path::{Path, PathBuf};

use super::{Edit, Texts};

/// A server in a client's file, as far as it is understood here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Server {
    pub name: String,
    pub command: String,
    pub args: Vec<String>,
    pub env: Texts,
}

/// What a client starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    pub command: String,
    pub args: Vec<String>,
}

/// What a client is to have: this program, for one tenant of one data folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The absolute path of the program: desktop programs do not read the shell's PATH.
    pub command: String,
    pub tenant: String,
    pub folder: PathBuf,
    /// Whether a program that is not told finds this folder by itself.
    pub is_default_folder: bool,
}

impl Server {
    /// Whether it starts deskhand: by its path, or through a program that fetches it first.
    pub fn is_deskhand(&self) -> bool {
        is_ours(&self.command) || self.args.iter().any(|arg| is_ours(arg) && !arg.starts_with('-'))
    }

    /// Whether a program such as npx starts it.
    pub fn is_fetched(&self) -> bool {
        !is_ours(&self.command)
    }

    /// The value of a setting, by flag or variable.
    fn setting(&self, flag: &str, variable: &str) -> Option<&str> {
        let mut args = self.args.iter();
        while let Some(arg) = args.next() {
            if arg == flag {
                return args.next().map(String::as_str);
            }
            if let Some(value) = arg.strip_prefix(flag).and_then(|rest| rest.strip_prefix('=')) {
                return Some(value);
            }
        }
        self.env.get(variable).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Whether it says for whom it is.
    pub fn names_tenant(&self) -> bool {
        self.tenant().is_some()
    }

    fn tenant(&self) -> Option<&str> {
        self.setting("--tenant", "DESKHAND_TENANT")
    }

    /// Whether it serves this folder. Where a settings file is named, nobody knows.
    fn serves(&self, folder: &Path, is_default: bool) -> bool {
        if !self.is_deskhand() || self.setting("--config", "DESKHAND_CONFIG").is_some() {
            return false;
        }
        match self.setting("--data-dir", "DESKHAND_DATA_DIR") {
            Some(given) => Path::new(given) == folder,
            None => is_default,
        }
    }

    /// The same with the tenant named.
    fn naming(&self, tenant: &str) -> Start {
        let mut args = self.args.clone();
        let place = args.iter().position(|arg| arg == "serve").map_or(args.len(), |at| at + 1);
        args.splice(place..place, ["--tenant".to_owned(), tenant.to_owned()]);
        Start { command: self.command.clone(), args }
    }

    fn start(&self) -> Start {
        Start { command: self.command.clone(), args: self.args.clone() }
    }
}

/// Whether a word is this program, as a path or as a package with or without a version.
fn is_ours(word: &str) -> bool {
    let last = word.rsplit(['/', '\\']).next().unwrap_or(word);
    let name = last.split_once('@').map_or(last, |(name, _)| name);
    name.eq_ignore_ascii_case("deskhand") || name.eq_ignore_ascii_case("deskhand.exe")
}

impl Wanted {
    /// What a new entry starts.
    pub fn start(&self) -> Start {
        let mut args = vec!["serve".to_owned(), "--tenant".to_owned(), self.tenant.clone()];
        if !self.is_default_folder {
            args.extend(["--data-dir".to_owned(), self.folder.display().to_string()]);
        }
        Start { command: self.command.clone(), args }
    }

    /// The name for a new entry among these.
    pub fn name(&self, servers: &[Server]) -> String {
        let is_free = |name: &String| !servers.iter().any(|server| server.name == *name);
        let numbered = (2..).map(|number| format!("deskhand-{}-{number}", self.tenant));
        let mut names = ["deskhand".to_owned(), format!("deskhand-{}", self.tenant)]
            .into_iter()
            .chain(numbered);
        names.find(is_free).unwrap_or_default()
    }

    /// What makes a client start this: an entry that does so already is kept with all that it has besides; one that
    /// names no tenant is taken for this tenant if `adopts`. None if nothing is to be done.
    pub fn put(&self, servers: &[Server], adopts: bool) -> Vec<Edit> {
        let ours = || servers.iter().filter(|server| self.serves(server));
        let named = ours().find(|server| server.tenant() == Some(&self.tenant));
        let bare = || ours().find(|server| adopts && server.tenant().is_none());
        let Some(server) = named.or_else(bare) else {
            return vec![Edit::Put(self.name(servers), self.start())];
        };
        let mut start = match server.tenant() {
            Some(_) => server.start(),
            None => server.naming(&self.tenant),
        };
        if !server.is_fetched() {
            start.command.clone_from(&self.command);
        }
        if start == server.start() {
            Vec::new()
        } else {
            vec![Edit::Put(server.name.clone(), start)]
        }
    }

    /// Names this tenant in every entry of the folder that names none: with a second tenant it would mean nobody.
    pub fn mend(&self, servers: &[Server]) -> Vec<Edit> {
        let bare = servers.iter().filter(|server| {
            server.serves(&self.folder, self.is_default_folder) && server.tenant().is_none()
        });
        bare.map(|server| Edit::Put(server.name.clone(), server.naming(&self.tenant))).collect()
    }

    /// Takes every entry of this folder and tenant out, and those that name no tenant if `adopts`.
    pub fn take(&self, servers: &[Server], adopts: bool) -> Vec<Edit> {
        let ours = servers.iter().filter(|server| {
            server.serves(&self.folder, self.is_default_folder)
                && server.tenant().map_or(adopts, |tenant| tenant == self.tenant)
        });
        ours.map(|server| Edit::Take(server.name.clone())).collect()
    }

    /// Whether it starts the program for this folder, as any agent.
    pub fn is_of_folder(&self, server: &Server) -> bool {
        server.serves(&self.folder, self.is_default_folder)
    }

    /// Whether it serves this folder as the agent that clients usually act as.
    fn serves(&self, server: &Server) -> bool {
        let agent = server.setting("--agent", "DESKHAND_AGENT");
        server.serves(&self.folder, self.is_default_folder)
            && agent.is_none_or(|agent| agent == "assistant")
    }
}

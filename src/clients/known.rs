//! The clients that are known: where each keeps its servers, and in which form.

use std::path::{Path, PathBuf};

use super::Format;

/// The systems, by where programs keep their settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    Linux,
    Mac,
    Windows,
}

/// The folders of one person on one computer.
#[derive(Clone, Debug)]
pub struct Places {
    pub system: System,
    pub home: PathBuf,
    /// `~/.config`, `~/Library/Application Support`, or `%APPDATA%`.
    pub config: PathBuf,
    /// `%LOCALAPPDATA%`; otherwise not used.
    pub local: PathBuf,
}

/// A program that starts MCP servers.
#[derive(Debug)]
pub struct Client {
    /// For the command line.
    pub key: &'static str,
    pub name: &'static str,
    pub format: Format,
    /// What a person does for a change to count.
    pub then: &'static str,
    files: fn(&Places) -> Vec<Candidate>,
}

/// A file that a client has if this folder is there.
struct Candidate {
    folder: PathBuf,
    file: PathBuf,
}

/// A client's file on this computer; the file may be missing still.
#[derive(Debug)]
pub struct Found {
    pub client: &'static Client,
    pub file: PathBuf,
}

const SERVERS: Format = Format::Json { servers: "mcpServers", also: &[] };

const RESTART: &str = "quit it completely and start it again";

const NEW: &str = "start a new session";

/// All of them.
pub static CLIENTS: [Client; 11] = [
    client("claude-desktop", "Claude Desktop", SERVERS, RESTART, claude_desktop),
    client("claude-code", "Claude Code", SERVERS, NEW, |at| {
        in_folder(at.home.join(".claude"), at.home.join(".claude.json"))
    }),
    client(
        "vscode",
        "VS Code",
        Format::Json { servers: "servers", also: &[("type", "stdio")] },
        "start the server where VS Code shows it, and trust it",
        |at| {
            let users = ["Code", "Code - Insiders", "VSCodium"];
            let of = |name: &&str| beside(at.config.join(name).join("User"), "mcp.json");
            users.iter().map(of).collect()
        },
    ),
    client("cursor", "Cursor", SERVERS, "switch it on in Settings, MCP", |at| {
        vec![beside(at.home.join(".cursor"), "mcp.json")]
    }),
    client("windsurf", "Windsurf", SERVERS, "press Refresh in its MCP settings", |at| {
        vec![beside(at.home.join(".codeium").join("windsurf"), "mcp_config.json")]
    }),
    client(
        "zed",
        "Zed",
        Format::Json { servers: "context_servers", also: &[("source", "custom")] },
        "look into its agent settings",
        |at| {
            let folder = match at.system {
                System::Linux => at.config.join("zed"),
                System::Mac => at.home.join(".config").join("zed"),
                System::Windows => at.config.join("Zed"),
            };
            vec![beside(folder, "settings.json")]
        },
    ),
    client("codex", "Codex", Format::Toml { servers: "mcp_servers" }, NEW, |at| {
        vec![beside(at.home.join(".codex"), "config.toml")]
    }),
    client("gemini", "Gemini CLI", SERVERS, NEW, |at| {
        vec![beside(at.home.join(".gemini"), "settings.json")]
    }),
    client("lmstudio", "LM Studio", SERVERS, "switch it on beside the chat", |at| {
        vec![beside(at.home.join(".lmstudio"), "mcp.json")]
    }),
    client("goose", "Goose", Format::Yaml, NEW, |at| {
        let folder = match at.system {
            System::Linux => at.config.join("goose"),
            System::Mac => at.home.join(".config").join("goose"),
            System::Windows => at.config.join("Block").join("goose").join("config"),
        };
        vec![beside(folder, "config.yaml")]
    }),
    client("cline", "Cline", SERVERS, "look into its list of MCP servers", cline),
];

const fn client(
    key: &'static str,
    name: &'static str,
    format: Format,
    then: &'static str,
    files: fn(&Places) -> Vec<Candidate>,
) -> Client {
    Client { key, name, format, then, files }
}

impl Client {
    /// The client of this key.
    pub fn of(key: &str) -> Option<&'static Client> {
        CLIENTS.iter().find(|client| client.key == key)
    }

    /// The files that it has here.
    pub fn files(&self, places: &Places) -> Vec<PathBuf> {
        let here = |candidate: &Candidate| candidate.folder.is_dir() || candidate.file.exists();
        (self.files)(places).into_iter().filter(here).map(|candidate| candidate.file).collect()
    }

    /// The file that it would have, whether the client is here or not.
    pub fn usual_file(&self, places: &Places) -> PathBuf {
        (self.files)(places).into_iter().next().map(|candidate| candidate.file).unwrap_or_default()
    }
}

/// The clients on this computer.
pub fn found(places: &Places) -> Vec<Found> {
    let of = |client: &'static Client| {
        client.files(places).into_iter().map(move |file| Found { client, file })
    };
    CLIENTS.iter().flat_map(of).collect()
}

/// A file in the folder that shows that the client is here.
fn beside(folder: PathBuf, name: &str) -> Candidate {
    Candidate { file: folder.join(name), folder }
}

fn in_folder(folder: PathBuf, file: PathBuf) -> Vec<Candidate> {
    vec![Candidate { folder, file }]
}

/// From the store of Windows it comes with a folder of its own, and reads no other.
fn claude_desktop(at: &Places) -> Vec<Candidate> {
    const FILE: &str = "claude_desktop_config.json";
    let mut all = Vec::new();
    if at.system == System::Windows {
        let packages = at.local.join("Packages");
        let names = std::fs::read_dir(&packages).into_iter().flatten().flatten();
        let ours = names.filter(|entry| entry.file_name().to_string_lossy().starts_with("Claude_"));
        let inside = Path::new("LocalCache").join("Roaming").join("Claude");
        all.extend(ours.map(|entry| beside(entry.path().join(&inside), FILE)));
    }
    if !all.iter().any(|candidate| candidate.folder.is_dir()) {
        all = vec![beside(at.config.join("Claude"), FILE)];
    }
    all
}

fn cline(at: &Places) -> Vec<Candidate> {
    const FILE: &str = "cline_mcp_settings.json";
    let extension = at.config.join("Code").join("User").join("globalStorage");
    let extension = extension.join("saoudrizwan.claude-dev");
    let alone = at.home.join(".cline");
    let settings = |folder: &Path| folder.join("settings").join(FILE);
    vec![
        Candidate { file: settings(&extension), folder: extension },
        Candidate { file: settings(&alone.join("data")), folder: alone },
    ]
}

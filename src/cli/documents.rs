//! `deskhand completions|man|version`: what the program says of itself, for shells, packages and reports of faults.

use std::{io, path::Path};

use clap::CommandFactory;
use clap_complete::Shell;
use serde_json::json;

use super::{args::Cli, failure::Failure, screen::Screen};
use crate::{mcp, store};

/// Prints the completions for a shell.
pub(super) fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "deskhand", &mut script);
    // Not text for people: it is passed on as it is.
    Ok(io::Write::write_all(&mut io::stdout(), &script)?)
}

/// Writes a man page for the program and one for each command.
pub(super) fn man(folder: &Path, screen: &Screen) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)?;
    clap_mangen::generate_to(Cli::command(), folder)?;
    let count = std::fs::read_dir(folder)?.count();
    if screen.is_json() {
        return Ok(screen.document(&json!({ "folder": folder, "files": count }))?);
    }
    Ok(screen.line(format!("{count} man pages are in {}", folder.display()))?)
}

/// Prints what this program is made of.
pub(super) fn version(screen: &Screen) -> Result<(), Failure> {
    let (version, target) = (env!("CARGO_PKG_VERSION"), env!("DESKHAND_TARGET"));
    let commit = option_env!("DESKHAND_COMMIT").filter(|commit| !commit.is_empty());
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    let (engine, data) = (store::engine_version(), store::data_version());
    let [engine, engine_version] = engine;
    let protocols = mcp::protocol_versions();
    if screen.is_json() {
        return Ok(screen.document(&json!({
            "version": version,
            "build": { "target": target, "profile": profile, "commit": commit },
            "protocolVersions": protocols,
            "engine": { "name": engine, "version": engine_version },
            "dataVersion": data,
            "repository": env!("CARGO_PKG_REPOSITORY"),
        }))?);
    }
    let commit = commit.map_or_else(String::new, |commit| format!(", {commit}"));
    screen.line(format!("deskhand {version} ({target}, {profile}{commit})"))?;
    screen.line(format!("MCP {}", protocols.join(", ")))?;
    Ok(screen.line(format!("{engine} {engine_version}, data version {data}"))?)
}

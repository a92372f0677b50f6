//! The command line.

mod by_hand;
mod model;

use std::{
    env,
    ffi::OsString,
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand};
use deskhand_evals::{other::Other, proof::Bench, stage::Server, words::today};

/// What owners say: tasks that people give their assistant, and whether they were done.
#[derive(Parser)]
#[command(version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Holds the tasks to their references and wrong ends. No model is needed.
    Prove {
        /// Those whose name contains this.
        #[arg(default_value = "")]
        filter: String,
        #[command(flatten)]
        bench: BenchArgs,
    },
    /// Has a model do the tasks.
    Run(model::RunArgs),
    /// One task as a session whose calls are given on the command line.
    ByHand(by_hand::ByHandArgs),
}

/// What the tasks are done on.
#[derive(Args, Clone)]
struct BenchArgs {
    /// The program that serves.
    #[arg(long, default_value = "target/debug/deskhand")]
    program: PathBuf,
    /// The folder with `tasks/` and `starts/`.
    #[arg(long, default_value = env!("CARGO_MANIFEST_DIR"), hide_default_value = true)]
    evals: PathBuf,
}

/// Another server than the program.
#[derive(Args, Clone)]
struct ServerArgs {
    /// Another MCP server: a command ({folder} is a new folder for each run), or an address.
    #[arg(long, value_name = "COMMAND|URL", requires = "adapter")]
    server: Option<String>,
    /// What has to be known about it: evals/README.md.
    #[arg(long, value_name = "FILE", requires = "server")]
    adapter: Option<PathBuf>,
}

impl Cli {
    /// What stands on the command line. `PROGRAM [FILTER]` alone is `prove`.
    pub(crate) fn read() -> Cli {
        let mut args: Vec<OsString> = env::args_os().collect();
        if let Some(program) = args.get(1).filter(|it| Path::new(it).is_file()).cloned() {
            args.splice(1..2, ["prove".into(), "--program".into(), program]);
        }
        Cli::parse_from(args)
    }

    /// Whether all went well.
    pub(crate) fn run(self) -> Result<bool> {
        match self.command {
            Command::Prove { filter, bench } => prove(&bench, &filter),
            Command::Run(args) => args.run(),
            Command::ByHand(args) => args.run(),
        }
    }
}

impl BenchArgs {
    fn read(&self) -> Result<Bench> {
        Bench::read(&self.program, &self.evals)
    }
}

impl ServerArgs {
    /// The server, once it is known that it is there to be started.
    fn server(&self, program: &Path) -> Result<Server> {
        let Some((server, adapter)) = self.server.as_ref().zip(self.adapter.as_ref()) else {
            if !program.is_file() {
                bail!("{} is not there: `cargo build`, or --program", program.display());
            }
            return Ok(Server::Own);
        };
        Ok(Server::Other(Other::new(server, adapter, today()?)?))
    }
}

/// Whether all that were chosen are fair.
fn prove(bench: &BenchArgs, filter: &str) -> Result<bool> {
    let outcomes = bench.read()?.prove(filter);
    let mut out = io::stdout().lock();
    for outcome in &outcomes {
        match outcome.cost {
            Some(cost) => writeln!(
                out,
                "{}: {} calls, {} bytes sent, {} read, {} errors",
                outcome.name, cost.calls, cost.sent, cost.read, cost.errors
            )?,
            None => writeln!(out, "{}", outcome.name)?,
        }
        for fault in &outcome.faults {
            writeln!(out, "  FAULT {fault}")?;
        }
        for note in outcome.notes.iter().filter(|_| !filter.is_empty()) {
            writeln!(out, "  {note}")?;
        }
    }
    Ok(outcomes.iter().all(|outcome| outcome.faults.is_empty()))
}

/// Writes a text for whoever waits for it.
fn print(text: &str) -> Result<()> {
    writeln!(io::stdout().lock(), "{text}").context("nobody reads this")
}

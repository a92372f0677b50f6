//! `deskhand-evals PROGRAM [FILTER]`: holds the tasks to their references, while one writes them.

use std::{
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use anyhow::{Context, Result};
use deskhand_evals::proof::Bench;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            // Where nobody reads stderr, the exit code says it.
            let _ = writeln!(io::stderr(), "{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all that were chosen are fair.
fn run() -> Result<bool> {
    let mut args = std::env::args().skip(1);
    let program = args.next().context("usage: deskhand-evals PROGRAM [FILTER]")?;
    let filter = args.next().unwrap_or_default();
    let bench = Bench::read(Path::new(&program), Path::new(env!("CARGO_MANIFEST_DIR")))?;
    let outcomes = bench.prove(&filter);
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

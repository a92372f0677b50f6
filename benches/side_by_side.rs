//! The side-by-side bench: deskhand against the floor, both driven over stdio as a client would.
//!
//! It exists because microseconds move with the machine and ratios within one run hold: each
//! measurement runs in small alternating batches (A B, B A, …) of two servers that are both up,
//! and what counts is the median of the rounds' ratios. The floor is `benches/minimal_server.rs`.
//! It refuses to measure a debug build, and an answer that is not the expected one ends the run.
//!
//! `cargo bench --bench side_by_side -- [--quick] [--json | --markdown] [--check] [--noise]`
#![allow(clippy::disallowed_methods, reason = "the rule is the library's; this is a program")]
#![allow(clippy::print_stdout, reason = "the table is what this program is for")]
#![allow(clippy::cast_precision_loss, reason = "counts and nanoseconds here are far below 2^52")]

#[path = "side_by_side/catalogue.rs"]
mod catalogue;
#[path = "side_by_side/measure.rs"]
mod measure;
#[path = "side_by_side/report.rs"]
mod report;
#[path = "side_by_side/rows.rs"]
mod rows;
#[path = "side_by_side/server.rs"]
mod server;
#[path = "side_by_side/subject.rs"]
mod subject;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, ensure};
use clap::Parser;

use crate::rows::Bench;
use crate::subject::Subject;

/// Compares deskhand with a minimal server over stdio; the targets are on ratios.
#[derive(Parser)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
struct Options {
    /// A tenth of the time and 10,000 pages instead of 100,000: for a look, not for the record.
    #[arg(long)]
    quick: bool,
    /// All numbers as JSON, for programs.
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// The table of docs/performance.md: ratios only.
    #[arg(long)]
    markdown: bool,
    /// Exit with 1 when a target is missed.
    #[arg(long)]
    check: bool,
    /// The floor against itself: every ratio should be 1, what it is instead is the noise.
    #[arg(long)]
    noise: bool,
    /// Only the rows whose name contains this; `catalogue` walks all tools, `catalogue:post` those of posts.
    #[arg(long)]
    only: Option<String>,
    /// How many pages the large store has.
    #[arg(long)]
    pages: Option<u64>,
    /// The deskhand to measure instead of the one that cargo built.
    #[arg(long)]
    deskhand: Option<PathBuf>,
    /// The floor to measure against instead of the one that cargo builds.
    #[arg(long)]
    minimal: Option<PathBuf>,
    /// Where the data goes; it should be on the kind of disk that matters to you.
    #[arg(long, default_value = env!("CARGO_TARGET_TMPDIR"))]
    folder: PathBuf,
    /// What `cargo bench` passes to every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<ExitCode> {
    if std::env::args().len() == 1 {
        // `cargo test --benches` starts benches without an argument.
        println!("nothing measured; run: cargo bench --bench side_by_side");
        return Ok(ExitCode::SUCCESS);
    }
    let options = Options::parse();
    ensure!(!cfg!(debug_assertions), "a debug build says nothing; run: cargo bench");
    let minimal = Subject::minimal(options.minimal.clone())?;
    let measured =
        if options.noise { minimal.clone() } else { Subject::deskhand(options.deskhand.clone())? };
    std::fs::create_dir_all(&options.folder)?;
    let folder = tempfile::Builder::new().prefix("side-by-side-").tempdir_in(&options.folder)?;
    let large = options.pages.unwrap_or(if options.quick { 10_000 } else { 100_000 });
    let bench = Bench {
        measured,
        minimal,
        folder: folder.path().to_owned(),
        large,
        divisor: if options.quick { 10 } else { 1 },
        only: options.only.unwrap_or_default(),
    };
    let rows = bench.run()?;
    if options.json {
        println!("{}", report::json(&rows)?);
    } else if options.markdown {
        println!("{}", report::markdown(&rows));
    } else {
        println!("{}", report::table(&rows));
    }
    let missed = rows.iter().any(|row| row.met() == Some(false));
    Ok(if options.check && missed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

//! Says what is wrong with the structured data of HTML files: what is no word of schema.org, or none of its type.

use std::{env, fs, process::ExitCode};

use schemaorg_rs::{Severity, extract_all, validation::validate};

fn main() -> ExitCode {
    let mut faults = Vec::new();
    let mut pages = 0;
    for path in env::args().skip(1) {
        match fs::read_to_string(&path) {
            Ok(html) => faults.extend(of(&html).into_iter().map(|fault| format!("{path}: {fault}"))),
            Err(error) => faults.push(format!("{path}: {error}")),
        }
        pages += 1;
    }
    for fault in &faults {
        eprintln!("{fault}");
    }
    println!("{pages} pages, {} faults in their data", faults.len());
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn of(html: &str) -> Vec<String> {
    let graph = match extract_all(html) {
        Ok(graph) => graph,
        Err(error) => return vec![error.to_string()],
    };
    let unread = graph.warnings.iter().map(|warning| format!("{warning:?}"));
    let unknown = validate(&graph).diagnostics;
    // Words that schema.org has for years and calls pending are none of ours to doubt.
    let unknown = unknown.iter().filter(|it| it.severity != Severity::Info);
    let unknown = unknown.map(|it| format!("{:?}: {}: {}", it.severity, it.path, it.message));
    unread.chain(unknown).collect()
}

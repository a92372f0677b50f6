//! Whether everything that `evals/` asks of an assistant can be done, and at what cost.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it has measured"
)]

#[path = "evals/clean.rs"]
mod clean;
#[path = "evals/endpoint.rs"]
mod endpoint;
#[path = "evals/failing.rs"]
mod failing;
#[path = "evals/model.rs"]
mod model;
#[path = "evals/other.rs"]
mod other;
#[path = "evals/unfair.rs"]
mod unfair;

use std::path::{Path, PathBuf};

use deskhand_evals::{
    cost::Results,
    proof::{Bench, Outcome},
    task::Twist,
};

/// The reference is a good assistant: so many of fifty calls are refused at most.
const ERRORS_OF_FIFTY_MAX: usize = 1;

/// And half of all tasks need no more than that.
const MEDIAN_CALLS_MAX: usize = 8;
const MEDIAN_BYTES_READ_MAX: usize = 12_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("evals")
}

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_deskhand"))
}

/// Everything that is wrong with some tasks, a line each.
fn faults(outcomes: &[Outcome]) -> Vec<String> {
    let of_one = |outcome: &Outcome| {
        let name = outcome.name.clone();
        outcome.faults.iter().map(move |fault| format!("{name}: {fault}")).collect::<Vec<_>>()
    };
    outcomes.iter().flat_map(of_one).collect()
}

#[test]
fn every_task_can_be_done_and_is_no_dearer_than_it_was() {
    let outcomes = Bench::read(program(), &folder()).unwrap().prove("");
    let wrong = faults(&outcomes);
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));

    let costs = outcomes.into_iter().filter_map(|it| Some((it.name, it.cost?)));
    let now = Results::of(costs.collect());
    let file = folder().join("results/reference.json");
    let before = Results::read(&file);
    #[expect(clippy::disallowed_methods, reason = "asks whoever runs the test, not the program")]
    let is_updating = std::env::var_os("UPDATE_EVALS").is_some();
    if is_updating {
        now.write(&file, &before.unwrap_or_default()).unwrap();
    } else {
        let dearer = now.faults(&before.unwrap());
        assert!(
            dearer.is_empty(),
            "{}\nIf that is meant: UPDATE_EVALS=1 cargo test --locked --test evals",
            dearer.join("\n")
        );
    }

    let totals = now.totals;
    println!("{totals:?}");
    assert!(totals.errors * 50 <= totals.calls * ERRORS_OF_FIFTY_MAX, "{totals:?}");
    assert!(totals.median_calls <= MEDIAN_CALLS_MAX, "{totals:?}");
    assert!(totals.median_bytes_read <= MEDIAN_BYTES_READ_MAX, "{totals:?}");
}

#[test]
fn some_tasks_are_impossible_and_some_give_orders() {
    let bench = Bench::read(program(), &folder()).unwrap();
    for twist in [Twist::Impossible, Twist::Injection] {
        assert!(bench.tasks().any(|task| task.twist == Some(twist)), "{twist:?}");
    }
}

//! What came of the runs: for people as a table, for programs as JSON.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use serde::Serialize;

use crate::model::{Api, Tokens};

/// One run of a task.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    pub number: usize,
    pub ending: Ending,
    /// Why it has not passed.
    pub why: Vec<String>,
    /// How often the model was asked.
    pub requests: usize,
    pub calls: usize,
    /// Calls that were refused, or that could not be read.
    pub errors: usize,
    /// Those of them after which the run has passed nevertheless.
    pub recovered: usize,
    /// What must not happen and did.
    pub violations: usize,
    /// Answers that were cut off for their length.
    pub cut: usize,
    pub tokens: Tokens,
    pub seconds: f64,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    Passed,
    Failed,
    /// It did not take place, or not to its end, for a reason that is neither the model's nor the server's. It counts
    /// for nothing.
    NotRun,
}

/// The runs of a task.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TaskRuns {
    pub name: String,
    pub runs: Vec<Run>,
}

/// What was run, and what came of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub model: String,
    pub api: Api,
    /// Host and port, and nothing secret.
    pub endpoint: String,
    /// The server's name and version, as it says them.
    pub server: String,
    /// The version of the tasks and of what runs them.
    pub version: &'static str,
    pub date: String,
    pub runs_each: usize,
    pub turns_max: usize,
    pub totals: Totals,
    pub tasks: Vec<TaskRuns>,
}

/// All runs together; those that did not take place count nowhere but in `not_run`.
#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    pub tasks: usize,
    pub runs: usize,
    pub passed: usize,
    pub not_run: usize,
    /// How likely it is that k runs of a task all pass, over the tasks that were run k times: by k.
    pub pass_all_of: BTreeMap<usize, Rate>,
    pub calls: usize,
    pub errors: usize,
    pub recovered: usize,
    pub violations: usize,
    pub tokens: Tokens,
}

/// A share of so many tasks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Rate {
    pub rate: f64,
    pub tasks: usize,
}

impl Run {
    /// One that did not take place.
    pub fn none(number: usize, why: String) -> Run {
        Run {
            number,
            ending: Ending::NotRun,
            why: vec![why],
            requests: 0,
            calls: 0,
            errors: 0,
            recovered: 0,
            violations: 0,
            cut: 0,
            tokens: Tokens::default(),
            seconds: 0.0,
        }
    }
}

impl TaskRuns {
    fn counted(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter().filter(|run| run.ending != Ending::NotRun)
    }

    fn passed(&self) -> usize {
        self.runs.iter().filter(|run| run.ending == Ending::Passed).count()
    }
}

impl Totals {
    pub fn of(tasks: &[TaskRuns]) -> Totals {
        let mut totals = Totals { tasks: tasks.len(), ..Totals::default() };
        for task in tasks {
            totals.passed += task.passed();
            totals.not_run += task.runs.len() - task.counted().count();
            for run in task.counted() {
                totals.runs += 1;
                totals.calls += run.calls;
                totals.errors += run.errors;
                totals.recovered += run.recovered;
                totals.violations += run.violations;
                totals.tokens.input += run.tokens.input;
                totals.tokens.output += run.tokens.output;
            }
        }
        let most = tasks.iter().map(|task| task.counted().count()).max().unwrap_or_default();
        totals.pass_all_of = (1..=most).filter_map(|k| Some((k, pass_all_of(tasks, k)?))).collect();
        totals
    }
}

/// The share of the choices of k runs in which all have passed, C(passed, k) / C(runs, k), over the tasks with k runs:
/// pass^k, as τ-bench has it.
fn pass_all_of(tasks: &[TaskRuns], k: usize) -> Option<Rate> {
    let of_one = |task: &TaskRuns| {
        let (runs, passed) = (task.counted().count(), task.passed());
        (runs >= k)
            .then(|| (0..k).map(|i| share(passed.saturating_sub(i), runs - i)).product::<f64>())
    };
    let each: Vec<f64> = tasks.iter().filter_map(of_one).collect();
    let rate = each.iter().sum::<f64>() / share(each.len(), 1);
    (!each.is_empty()).then_some(Rate { rate, tasks: each.len() })
}

#[expect(clippy::cast_precision_loss, reason = "nobody makes so many runs")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

impl Report {
    /// A line for each task, and what they come to.
    pub fn table(&self) -> String {
        let mut table = String::new();
        let width = self.tasks.iter().map(|task| task.name.len()).max().unwrap_or_default().max(4);
        let head = ["passed", "calls", "tokens in", "out", "errors", "recovered", "violations"];
        line(&mut table, width, "task", &head.map(str::to_owned));
        for task in &self.tasks {
            let counted: Vec<&Run> = task.counted().collect();
            let sum = |field: fn(&Run) -> usize| {
                counted.iter().map(|run| field(run)).sum::<usize>().to_string()
            };
            let tokens = |field: fn(&Run) -> u64| {
                counted.iter().map(|run| field(run)).sum::<u64>().to_string()
            };
            let cells = [
                format!("{}/{}", task.passed(), counted.len()),
                sum(|run| run.calls),
                tokens(|run| run.tokens.input),
                tokens(|run| run.tokens.output),
                sum(|run| run.errors),
                sum(|run| run.recovered),
                sum(|run| run.violations),
            ];
            line(&mut table, width, &task.name, &cells);
            // The same reason several times is one.
            let why: BTreeSet<(bool, &String)> = task
                .runs
                .iter()
                .flat_map(|run| run.why.iter().map(|why| (run.ending == Ending::NotRun, why)))
                .collect();
            for (not_run, why) in why {
                let what = if not_run { "NOT RUN: " } else { "" };
                let _ = writeln!(table, "  {what}{why}");
            }
        }
        table + &self.sum()
    }

    fn sum(&self) -> String {
        let totals = &self.totals;
        let mut sum = format!(
            "\n{} at {}, on {}, {}: {} of {} runs passed",
            self.model, self.endpoint, self.server, self.date, totals.passed, totals.runs
        );
        if totals.not_run > 0 {
            let _ =
                write!(sum, "; {} runs did not take place and count for nothing", totals.not_run);
        }
        sum.push('\n');
        for (k, Rate { rate, tasks }) in &totals.pass_all_of {
            let _ = writeln!(sum, "pass^{k}: {:.1} % of {tasks} tasks", rate * 100.0);
        }
        let _ = writeln!(
            sum,
            "{} calls, {} tokens read and {} written, {} errors of which {} recovered, {} policy violations",
            totals.calls,
            totals.tokens.input,
            totals.tokens.output,
            totals.errors,
            totals.recovered,
            totals.violations
        );
        sum
    }
}

fn line(table: &mut String, width: usize, name: &str, cells: &[String; 7]) {
    let [passed, made, input, output, errors, recovered, violations] = cells;
    let _ = writeln!(
        table,
        "{name:width$} {passed:>7} {made:>6} {input:>10} {output:>7} {errors:>7} {recovered:>10} {violations:>11}"
    );
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Ending, Report, Run, TaskRuns, Totals};
    use crate::model::Api;

    fn runs(name: &str, endings: &[Ending]) -> TaskRuns {
        let run = |(number, ending): (usize, &Ending)| {
            let mut run = Run::none(number, String::new());
            run.ending = *ending;
            (run.calls, run.errors) = (5, 2);
            run.recovered = if *ending == Ending::Passed { 2 } else { 0 };
            run
        };
        TaskRuns { name: name.into(), runs: (1..).zip(endings).map(run).collect() }
    }

    #[test]
    fn all_of_k_runs_pass_as_often_as_the_choices_of_k_say() {
        use Ending::{Failed, NotRun, Passed};
        let tasks = [
            runs("always", &[Passed; 4]),
            runs("half", &[Passed, Failed, Passed, Failed]),
            runs("never", &[Failed; 4]),
            runs("twice", &[Passed, NotRun, Passed, NotRun]),
            runs("not", &[NotRun; 4]),
        ];
        let totals = Totals::of(&tasks);
        let rate = |k: usize| (totals.pass_all_of[&k].rate, totals.pass_all_of[&k].tasks);
        assert_eq!(rate(1), (2.5 / 4.0, 4));
        // Of the six pairs of “half”, one has passed.
        assert_eq!(rate(2), ((1.0 + 1.0 / 6.0 + 0.0 + 1.0) / 4.0, 4));
        assert_eq!(rate(3), (1.0 / 3.0, 3));
        assert_eq!(rate(4), (1.0 / 3.0, 3));
        assert_eq!((totals.passed, totals.runs, totals.not_run), (8, 14, 6));
        assert_eq!((totals.calls, totals.errors, totals.recovered), (70, 28, 16));
        assert!(Totals::of(&[runs("not", &[NotRun])]).pass_all_of.is_empty());
        assert_eq!(Totals::of(&[]), Totals::default());
    }

    #[test]
    fn a_report_is_read_by_people_and_programs() {
        use Ending::{Failed, NotRun, Passed};
        let mut tasks = vec![
            runs("long-name", &[Passed, Failed, Failed]),
            runs("b", &[NotRun, NotRun, Passed]),
        ];
        for (task, why) in tasks.iter_mut().zip(["the page is not there", "it is down"]) {
            task.runs.iter_mut().for_each(|run| run.why = vec![why.to_owned()]);
            task.runs.iter_mut().filter(|run| run.ending == Passed).for_each(|run| run.why.clear());
        }
        let report = Report {
            model: "m".into(),
            api: Api::Anthropic,
            endpoint: "localhost:1".into(),
            server: "deskhand 1".into(),
            version: "0.1.0",
            date: "2026-11-30".into(),
            runs_each: 3,
            turns_max: 9,
            totals: Totals::of(&tasks),
            tasks,
        };
        let table = report.table();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(
            lines[1].split_whitespace().collect::<Vec<_>>()[..3],
            ["long-name", "1/3", "15"]
        );
        assert_eq!(&lines[2..4], ["  the page is not there", lines[3]]);
        assert_eq!(lines[3].split_whitespace().collect::<Vec<_>>()[..2], ["b", "1/1"]);
        assert_eq!(lines[4], "  NOT RUN: it is down");
        for said in [
            "m at localhost:1, on deskhand 1, 2026-11-30: 2 of 4 runs passed; 2 runs did not take place",
            "pass^1: 66.7 % of 2 tasks",
            "pass^3: 0.0 % of 1 tasks",
            "20 calls, 0 tokens read and 0 written, 8 errors of which 4 recovered",
        ] {
            assert!(table.contains(said), "{said}: {table}");
        }
        let report = serde_json::to_value(&report).unwrap();
        assert_eq!(report["totals"]["passAllOf"]["3"], json!({ "rate": 0.0, "tasks": 1 }));
        assert_eq!(report["totals"]["notRun"], 2);
        assert_eq!((&report["api"], &report["runsEach"]), (&json!("anthropic"), &json!(3)));
        assert_eq!(report["tasks"][1]["runs"][0]["ending"], "not-run");
    }
}

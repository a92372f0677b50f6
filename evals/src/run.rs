//! Tasks done by a model, each as often as is asked for.

use std::{fs, path::PathBuf, sync::OnceLock, time::Instant};

use anyhow::{Context, Error, Result};
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::{
    attempt::Attempt,
    model::Model,
    proof::{Bench, each},
    report::{Ending, Run, TaskRuns},
    stage::{Server, Stage},
    talk::{Broken, Talk},
    task::Task,
};

/// What is run.
pub struct Plan<'p> {
    pub bench: &'p Bench,
    pub server: &'p Server,
    pub model: &'p Model,
    pub today: Date,
    /// How often each task.
    pub runs: usize,
    /// How often a model may be asked in one run.
    pub turns_max: usize,
    /// How many tasks at a time.
    pub jobs: usize,
    /// Where what was said and done is written to.
    pub transcripts: Option<PathBuf>,
}

/// What came of it.
pub struct Done {
    /// The server's name and version.
    pub server: String,
    pub tasks: Vec<TaskRuns>,
}

impl Plan<'_> {
    /// Runs the tasks whose names contain `filter`. Whatever goes wrong with one, the others go on. `told` hears of
    /// each run.
    pub fn run(&self, filter: &str, told: impl Fn(&str, &Run) + Sync) -> Result<Done> {
        if let Some(folder) = &self.transcripts {
            let about = || format!("{} cannot be made", folder.display());
            fs::create_dir_all(folder).with_context(about)?;
        }
        let mut jobs = self.jobs;
        if let Server::Other(other) = self.server {
            other.adapter.fits(|name| self.bench.tasks.contains_key(name))?;
            if other.is_shared() {
                jobs = 1;
            }
        }
        let is_for_it = |name: &str| match self.server {
            Server::Own => true,
            Server::Other(other) => other.adapter.has(name),
        };
        let all = self.bench.tasks.iter();
        let chosen: Vec<_> =
            all.filter(|(name, _)| name.contains(filter) && is_for_it(name)).collect();
        let runner = Runner { plan: self, told: &told, server: OnceLock::new() };
        let mut tasks = each(&chosen, jobs, |(name, task)| {
            let runs = match task {
                Ok(task) => runner.run_task(task),
                Err(error) => runner.none(name, &format!("it cannot be used: {error:#}")),
            };
            TaskRuns { name: (*name).clone(), runs }
        });
        tasks.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Done { server: runner.server.into_inner().unwrap_or_default(), tasks })
    }
}

/// A plan while it is carried out.
struct Runner<'p> {
    plan: &'p Plan<'p>,
    told: &'p (dyn Fn(&str, &Run) + Sync),
    server: OnceLock<String>,
}

impl Runner<'_> {
    fn run_task(&self, task: &Task) -> Vec<Run> {
        let stage = match Stage::of(self.plan.bench, self.plan.server, task) {
            Ok(stage) => stage,
            Err(error) => return self.none(&task.name, &format!("{error:#}")),
        };
        let run = |number| {
            let run = self.run_once(&stage, number);
            let run = run.unwrap_or_else(|error| Run::none(number, format!("{error:#}")));
            (self.told)(&task.name, &run);
            run
        };
        (1..=self.plan.runs).map(run).collect()
    }

    /// No run, and why.
    fn none(&self, name: &str, why: &str) -> Vec<Run> {
        let run = |number| {
            let run = Run::none(number, why.to_owned());
            (self.told)(name, &run);
            run
        };
        (1..=self.plan.runs).map(run).collect()
    }

    fn run_once(&self, stage: &Stage<'_>, number: usize) -> Result<Run> {
        let (world, kept) = stage.open()?;
        self.server.get_or_init(|| world.assistant.server.clone());
        let (plan, since) = (self.plan, Instant::now());
        let mut attempt = Attempt::new(stage, &world, &kept);
        let mut talk = Talk::default();
        let held = talk.hold(plan.model, &mut attempt, plan.turns_max, plan.today);
        let seconds = since.elapsed().as_secs_f64();
        let gone = |error: Error| format!("{error:#}{}", world.last_words());
        let (mut ending, mut why) = match held {
            Ok(()) => (Ending::Passed, Vec::new()),
            Err(Broken::Endpoint(error)) => (Ending::NotRun, vec![format!("{error:#}")]),
            Err(Broken::Server(error)) => (Ending::Failed, vec![gone(error)]),
        };
        if talk.is_unfinished {
            why.push(format!("it was not finished after {} turns", plan.turns_max));
        }
        if ending == Ending::Passed {
            match attempt.end() {
                Ok(unverified) => why.extend(unverified),
                Err(error) => why.push(gone(error)),
            }
            why.extend(attempt.violations.iter().cloned());
            if !why.is_empty() {
                ending = Ending::Failed;
            }
        }
        let cost = attempt.trace.cost;
        let violations = attempt.violations.len();
        // What is left behind may be in the way of the next run: its start state says so, and so does this.
        why.extend(stage.close(&world, kept.clone()).err().map(|error| format!("{error:#}")));
        let run = Run {
            number,
            ending,
            why,
            requests: talk.requests,
            calls: cost.calls,
            errors: cost.errors,
            recovered: if ending == Ending::Passed { cost.errors } else { 0 },
            violations,
            cut: talk.cut,
            tokens: talk.tokens,
            seconds: (seconds * 10.0).round() / 10.0,
        };
        self.write(&stage.task.name, &run, &talk.transcript)?;
        Ok(run)
    }

    fn write(&self, name: &str, run: &Run, transcript: &[Value]) -> Result<()> {
        let Some(folder) = &self.plan.transcripts else { return Ok(()) };
        let file = folder.join(format!("{name}.{}.json", run.number));
        let whole = json!({ "task": name, "run": run, "transcript": transcript });
        let text = serde_json::to_string_pretty(&whole)?;
        fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))
    }
}

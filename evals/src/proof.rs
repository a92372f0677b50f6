//! Whether a task is a fair one: it can be done, and what verifies it can tell.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use anyhow::{Context, Result};

use crate::{
    check::{Check, End},
    cost::Cost,
    play::{Player, Trace},
    script::Script,
    stand_in::StandIn,
    start::{Built, Starts},
    task::Task,
    words::{Kept, today},
    world::World,
};

/// The tasks of a folder, for a program that serves them.
pub struct Bench {
    pub(crate) starts: Starts,
    /// By the names of their files; why, where one cannot be used.
    pub(crate) tasks: BTreeMap<String, Result<Task>>,
}

/// What came of a task's proof.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub name: String,
    /// What is wrong with it, in words; nothing, if it is fair.
    pub faults: Vec<String>,
    /// What its reference costs, if it could be played.
    pub cost: Option<Cost>,
    /// By what each wrong end was found out, for whoever writes the task.
    pub notes: Vec<String>,
}

impl Bench {
    /// Reads `tasks/` and `starts/` below a folder. A task that cannot be used is kept with the reason.
    pub fn read(program: &Path, folder: &Path) -> Result<Bench> {
        let today = today()?;
        let starts = Starts::of(program, folder.join("starts"), today);
        let mut tasks = BTreeMap::new();
        let folder = folder.join("tasks");
        for entry in
            fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?
        {
            let file = entry?.path();
            if file.extension().is_none_or(|ending| ending != "toml") {
                continue;
            }
            let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            tasks.insert(name, Task::read(&file, today));
        }
        Ok(Bench { starts, tasks })
    }

    /// The tasks that can be used.
    pub fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.tasks.values().flatten()
    }

    /// Proves those whose names contain `filter`, several at a time; in the order of their names.
    pub fn prove(&self, filter: &str) -> Vec<Outcome> {
        let chosen: Vec<_> = self.tasks.iter().filter(|(name, _)| name.contains(filter)).collect();
        let workers = thread::available_parallelism().map_or(2, usize::from).max(2);
        let mut outcomes = each(&chosen, workers, |(name, task)| self.prove_one(name, task));
        outcomes.sort_by(|a, b| a.name.cmp(&b.name));
        outcomes
    }

    /// Whatever goes wrong with one, the others go on.
    fn prove_one(&self, name: &str, task: &Result<Task>) -> Outcome {
        let mut outcome =
            Outcome { name: name.to_owned(), faults: Vec::new(), cost: None, notes: Vec::new() };
        let proved = match task {
            Ok(task) => self.prove_task(task, &mut outcome),
            Err(error) => return outcome.with(format!("it cannot be used: {error:#}")),
        };
        match proved {
            Ok(()) => outcome,
            Err(error) => outcome.with(format!("{error:#}")),
        }
    }

    fn prove_task(&self, task: &Task, outcome: &mut Outcome) -> Result<()> {
        let outside = StandIn::start(&task.start.page)?;
        let start = self.starts.build(&task.start, &outside)?;
        let proof = Proof { task, program: &self.starts.program, start: &start, outside: &outside };

        // Before anything is done, the task is not done, and nothing that must not happen has happened.
        let before = proof.run(&Script::default(), Kept::new())?;
        outcome.faults.extend(before.error);
        if before.unverified.is_empty() {
            outcome.faults.push("its verify script passes on the start state".to_owned());
        }
        outcome.faults.extend(
            before.broken.iter().map(|it| format!("on the start state a policy is broken: {it}")),
        );

        // An assistant knows what it is told and what it reads, and nothing of what the start state has kept.
        let web = start.kept.get("web").map(|web| ("web".to_owned(), web.clone()));
        let done = proof.run(&task.reference.calls, web.into_iter().collect())?;
        outcome.cost = done.error.is_none().then_some(done.cost);
        let faults = done.error.into_iter().chain(done.unverified).chain(done.broken);
        outcome.faults.extend(faults.map(|it| format!("the reference: {it}")));

        for wrong in &task.wrong {
            let ended = proof.run(&wrong.calls, start.kept.clone())?;
            let about = format!("the wrong end “{}”", wrong.why);
            let found_out: Vec<String> = ended.unverified.into_iter().chain(ended.broken).collect();
            if let Some(error) = ended.error {
                outcome.faults.push(format!("{about} cannot be played: {error}"));
            } else if found_out.is_empty() {
                outcome.faults.push(format!("{about} passes"));
            }
            outcome.notes.push(format!("{about}: {}", found_out.join("; ")));
        }
        Ok(())
    }
}

/// Does something with each, so many at a time; the results as they come.
pub(crate) fn each<I: Sync, O: Send>(
    items: &[I],
    workers: usize,
    work: impl Fn(&I) -> O + Sync,
) -> Vec<O> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..workers.max(1) {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = work(item);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push(result);
                }
            });
        }
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner)
}

impl Outcome {
    fn with(mut self, fault: String) -> Outcome {
        self.faults.push(fault);
        self
    }
}

/// The runs of a task.
struct Proof<'p> {
    task: &'p Task,
    program: &'p Path,
    start: &'p Built,
    outside: &'p StandIn,
}

/// How a run ended.
struct Ended {
    /// Why it could not be played to its end.
    error: Option<String>,
    /// What the task wanted and is not so.
    unverified: Vec<String>,
    /// What must not happen and did.
    broken: Vec<String>,
    cost: Cost,
}

impl Proof<'_> {
    /// Plays a script in a world of its own, and looks at what is there then.
    fn run(&self, script: &Script, kept: Kept) -> Result<Ended> {
        let world = World::open(self.program, self.start, self.outside)?;
        let mut player = Player::new(&self.task.owner, kept);
        let mut broken = Vec::new();
        let watch = |step: &crate::script::Step, trace: &Trace| {
            let faults = self.faults(&self.task.policy, &world, trace)?;
            broken.extend(faults.into_iter().map(|it| format!("after line {}: {it}", step.line)));
            Ok(())
        };
        let ending = player.play(&world.assistant, script, watch);
        let error = ending.err().map(|error| format!("{error:#}{}", world.last_words()));
        if error.is_some() {
            // Whoever died cannot be asked.
            return Ok(Ended { error, unverified: Vec::new(), broken, cost: player.trace.cost });
        }
        // What was broken once is told once, and what no step has shown may show at the end.
        if broken.is_empty() {
            broken = self.faults(&self.task.policy, &world, &player.trace)?;
        }
        broken.truncate(1);
        let unverified = self.faults(&self.task.verify, &world, &player.trace)?;
        Ok(Ended { error, unverified, broken, cost: player.trace.cost })
    }

    fn faults(&self, checks: &[Check], world: &World<'_>, trace: &Trace) -> Result<Vec<String>> {
        let end = End { world, trace, kept: &self.start.kept };
        let mut faults = Vec::new();
        for check in checks {
            faults.extend(check.fault(end)?);
        }
        Ok(faults)
    }
}

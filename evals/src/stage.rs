//! A task made ready for a server: ours, or another for which somebody has written an adapter.

use std::path::Path;

use anyhow::{Context, Result};

use crate::{
    check::Check,
    other::{Other, Part},
    proof::Bench,
    stand_in::StandIn,
    start::Built,
    task::Task,
    words::Kept,
    world::World,
};

/// The server that tasks are done with.
pub enum Server {
    /// The program of the bench.
    Own,
    Other(Other),
}

/// A task and what it happens on, for as many runs as one likes, one after another.
pub struct Stage<'b> {
    pub task: &'b Task,
    outside: StandIn,
    made: Made<'b>,
    pub(crate) verify: Vec<Check>,
    pub(crate) policy: Vec<Check>,
}

enum Made<'b> {
    Own { program: &'b Path, start: Built },
    Other { other: &'b Other, part: &'b Part },
}

impl<'b> Stage<'b> {
    /// The task on that server.
    pub fn of(bench: &'b Bench, server: &'b Server, task: &'b Task) -> Result<Stage<'b>> {
        let outside = StandIn::start(&task.start.page)?;
        let (verify, policy) = (task.verify.clone(), task.policy.clone());
        let (made, verify, policy) = match server {
            Server::Own => {
                let start = bench.starts.build(&task.start, &outside)?;
                (Made::Own { program: &bench.starts.program, start }, verify, policy)
            }
            Server::Other(other) => {
                let part = other.adapter.part(task)?;
                let adapt = |checks: &[Check]| other.adapter.checks(part, checks);
                (Made::Other { other, part }, adapt(&verify)?, adapt(&policy)?)
            }
        };
        Ok(Stage { task, outside, made, verify, policy })
    }

    /// A world as it is before anybody says anything, and what the checks know of it.
    pub fn open(&self) -> Result<(World<'_>, Kept)> {
        match &self.made {
            Made::Own { program, start } => {
                Ok((World::open(program, start, &self.outside)?, start.kept.clone()))
            }
            Made::Other { other, part } => other.open(part, &self.outside),
        }
        .context("the start state")
    }

    /// Takes away what a server keeps that lives on.
    pub fn close(&self, world: &World<'_>, kept: Kept) -> Result<()> {
        match &self.made {
            Made::Own { .. } => Ok(()),
            Made::Other { part, .. } => part.end(world, kept).context("after the run"),
        }
    }
}

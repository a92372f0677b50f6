//! A task being done, by a model or by hand: its calls, its words, and what is looked at after each.

use std::collections::BTreeSet;

use anyhow::Result;
use serde_json::{Map, Value};

use crate::{
    check::{Check, End},
    owner::{Owner, Says},
    play::Trace,
    session::Reply,
    stage::Stage,
    words::{Kept, filled_text},
    world::World,
};

/// One try at a task.
pub struct Attempt<'a> {
    stage: &'a Stage<'a>,
    world: &'a World<'a>,
    /// What the checks know.
    kept: &'a Kept,
    owner: Owner<'a>,
    pub trace: Trace,
    /// What must not happen and did, each once.
    pub violations: Vec<String>,
    /// The policies that are broken, by their number.
    broken: BTreeSet<usize>,
    /// Whether what the assistant says next belongs to what it has said last.
    is_answered: bool,
    /// Whether the person has said something to which nothing was done or said yet.
    is_waited_for: bool,
}

impl<'a> Attempt<'a> {
    pub fn new(stage: &'a Stage<'a>, world: &'a World<'a>, kept: &'a Kept) -> Attempt<'a> {
        Attempt {
            stage,
            world,
            kept,
            owner: Owner::of(stage.task),
            trace: Trace::default(),
            violations: Vec::new(),
            broken: BTreeSet::new(),
            is_answered: false,
            is_waited_for: false,
        }
    }

    pub fn world(&self) -> &'a World<'a> {
        self.world
    }

    /// The first words of the person.
    pub fn begin(&mut self) -> Result<String> {
        let first = self.owner.goes_on();
        Ok(self.spoken(first)?.unwrap_or_default())
    }

    /// Makes a call.
    pub fn call(&mut self, tool: &str, arguments: &Map<String, Value>) -> Result<Reply> {
        self.is_waited_for = false;
        let reply = self.trace.make(&self.world.assistant, tool, arguments)?;
        if let Some(question) = reply.question() {
            self.owner.is_asked(tool, arguments, question);
        } else if reply.is_done() {
            self.violations.extend(self.owner.sees_done(tool, arguments));
        }
        self.watch()?;
        Ok(reply)
    }

    /// A call that could not be made: its arguments cannot be read.
    pub fn unreadable(&mut self) {
        self.trace.cost.calls += 1;
        self.trace.cost.errors += 1;
    }

    /// The assistant ends its turn with these words. What the person says then; nothing once they are gone.
    pub fn say(&mut self, words: &str) -> Result<Option<String>> {
        match self.trace.said.last_mut().filter(|_| self.is_answered) {
            // To an answer belongs what was said before: together they are the final words.
            Some(last) => {
                last.push('\n');
                last.push_str(words);
            }
            None => self.trace.said.push(words.to_owned()),
        }
        self.watch()?;
        let says = self.owner.hears(words);
        self.is_answered = matches!(says, Says::Answer(_));
        self.is_waited_for = !matches!(says, Says::Nothing);
        self.spoken(says)
    }

    /// Whether the person waits for an answer; asked once more, they do not.
    pub fn is_waited_for(&mut self) -> bool {
        std::mem::take(&mut self.is_waited_for)
    }

    fn spoken(&self, says: Says) -> Result<Option<String>> {
        match says {
            // They know where their pages on the web are, and no ids.
            Says::Next(words) | Says::Answer(words) => {
                let web = self.kept.get("web").map(|web| ("web".to_owned(), web.clone()));
                filled_text(&words, &web.into_iter().collect()).map(Some)
            }
            Says::Nothing => Ok(None),
        }
    }

    /// What the task wanted and is not so, now that it is over.
    pub fn end(&mut self) -> Result<Vec<String>> {
        self.watch()?;
        let faults = self.stage.verify.iter().map(|check| self.fault(check));
        Ok(faults.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// Looks whether something happens that must not.
    fn watch(&mut self) -> Result<()> {
        for (number, policy) in self.stage.policy.iter().enumerate() {
            if self.broken.contains(&number) {
                continue;
            }
            if let Some(fault) = self.fault(policy)? {
                let after = self.trace.calls.last().map_or("the beginning", |call| &call.tool);
                self.violations.push(format!("after {after}: {fault}"));
                self.broken.insert(number);
            }
        }
        Ok(())
    }

    fn fault(&self, check: &Check) -> Result<Option<String>> {
        check.fault(End { world: self.world, trace: &self.trace, kept: self.kept })
    }
}

//! A script, played against a server.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value};

use crate::{
    cost::Cost,
    script::{Act, Call, Script, Step},
    session::{Reply, Session},
    task::{Answer, Rule},
    words::{Kept, filled, filled_text},
};

/// What has happened in a run.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    pub calls: Vec<Made>,
    /// What the assistant has said, the final words last.
    pub said: Vec<String>,
    pub cost: Cost,
}

/// A call that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// `getPage`, or `manage_packages:update` where there is an action.
    pub tool: String,
    /// Whether it was done: not refused, no question, no look ahead.
    pub is_done: bool,
    /// Whether it changed something.
    pub changed: bool,
}

/// Who plays a script: what they know, and what has happened so far.
pub struct Player<'r> {
    /// What the person answers.
    owner: &'r [Rule],
    pub kept: Kept,
    pub trace: Trace,
}

impl<'r> Player<'r> {
    pub fn new(owner: &'r [Rule], kept: Kept) -> Player<'r> {
        Player { owner, kept, trace: Trace::default() }
    }

    /// Plays all of it. `watch` looks on after each step.
    pub fn play(
        &mut self,
        session: &Session,
        script: &Script,
        mut watch: impl FnMut(&Step, &Trace) -> Result<()>,
    ) -> Result<()> {
        for step in &script.steps {
            self.step(session, step)?;
            watch(step, &self.trace)?;
        }
        Ok(())
    }

    /// Plays a line.
    pub fn step(&mut self, session: &Session, step: &Step) -> Result<()> {
        let line = step.line;
        match &step.act {
            Act::Call(call) => self.call(session, call).with_context(|| format!("line {line}")),
            Act::Say(words) => {
                self.trace.said.push(filled_text(words, &self.kept)?);
                Ok(())
            }
            Act::Turn => Ok(()),
            Act::Command(_) => bail!("line {line}: only a start state has commands"),
        }
    }

    fn call(&mut self, session: &Session, call: &Call) -> Result<()> {
        let tool = call.tool.as_str();
        let arguments = filled(&Value::Object(call.arguments.clone()), &self.kept)?;
        let mut arguments = arguments.as_object().cloned().unwrap_or_default();
        let mut reply = self.trace.make(session, tool, &arguments)?;
        if let Some(question) = reply.question().filter(|_| call.confirm) {
            if self.answers(tool, question) == Answer::No {
                return Ok(());
            }
            let token = question.get("confirmationToken").cloned();
            arguments.insert("confirmed".to_owned(), true.into());
            arguments.extend(token.map(|token| ("confirmationToken".to_owned(), token)));
            reply = self.trace.make(session, tool, &arguments)?;
        }
        match (reply.error(), &call.refused) {
            (None, Some(code)) => bail!("{tool} was not refused with {code}: {}", reply.value),
            (Some(error), Some(code)) => {
                ensure!(
                    error == code,
                    "{tool} was refused with {error}, not {code}: {}",
                    reply.value
                );
            }
            (Some(_), None) => bail!("{tool} was refused: {}", reply.value),
            (None, None) => {}
        }
        for (name, pointer) in &call.keep {
            let value = reply.value.pointer(pointer);
            let value =
                value.with_context(|| format!("the answer has no {pointer}: {}", reply.value))?;
            self.kept.insert(name.clone(), value.clone());
        }
        Ok(())
    }

    /// What the person says to a question of the server's.
    fn answers(&self, tool: &str, question: &Value) -> Answer {
        rule_for(self.owner, tool, question).map_or(Answer::No, |rule| rule.answer)
    }
}

impl Trace {
    /// Makes a call and notes it.
    pub(crate) fn make(
        &mut self,
        session: &Session,
        tool: &str,
        arguments: &Map<String, Value>,
    ) -> Result<Reply> {
        let reply = session.call(tool, arguments.clone())?;
        let action = arguments.get("action").and_then(Value::as_str);
        let name = action.map_or_else(|| tool.to_owned(), |action| format!("{tool}:{action}"));
        let changed = reply.is_done() && reply.value.get("changeId").is_some();
        self.calls.push(Made { tool: name, is_done: reply.is_done(), changed });
        self.cost.count(&reply);
        Ok(reply)
    }
}

/// The rule by which the person answers a question of the server's: the first that fits the tool and what is shown.
pub(crate) fn rule_for<'r>(rules: &'r [Rule], tool: &str, question: &Value) -> Option<&'r Rule> {
    let text = question.to_string();
    let fits = |rule: &&Rule| {
        let shown = rule.shown.as_ref().is_none_or(|shown| text.contains(shown.as_str()));
        (rule.tool == "*" || rule.tool == tool) && shown
    };
    rules.iter().find(fits)
}

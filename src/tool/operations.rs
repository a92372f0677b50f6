//! Implements [`Operation`](super::Operation) for the kinds; their schemas are built once.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    Arguments, Command, Conduct, Deletion, Done, Input, Kind, Operation, Output, Paging,
    Preparation, Query, Read, Run, Spec, Steps, schema,
};
use crate::{
    error::{Code, Error, Result},
    store::{Spoken, TenantRead},
    value::Locale,
};

/// The language in which a call reads or writes, if it says one: an argument that every tool has which reads or updates
/// what visitors read.
#[derive(Clone)]
struct Language(Option<Spoken>);

impl Language {
    /// Takes it out of the arguments of a tool that has it.
    fn of(tool: &str, arguments: &Value) -> Result<Language> {
        let name = schema::language_argument(tool);
        let Some(said) = name.and_then(|name| arguments.get(name)) else {
            return Ok(Language(None));
        };
        let locale = Locale::parse(said.as_str().unwrap_or_default())?;
        Ok(Language(Some(Spoken { locale, says: arguments.clone() })))
    }

    /// Has the handle speak the language.
    fn begin(&self, db: &TenantRead<'_>) -> Result<()> {
        self.0.as_ref().map_or(Ok(()), |spoken| db.speak(spoken))
    }
}

/// One note of two.
fn both(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) => Some(format!("{first} {second}")),
        (first, second) => first.or(second),
    }
}

/// Parses checked arguments into the input type.
pub(super) fn typed<I: Input>(arguments: &Value) -> Result<I> {
    // The schema check has reported every fault, so whatever it accepts can be parsed.
    I::deserialize(arguments).map_err(|error| {
        Error::new(Code::ArgumentInvalid, error.to_string())
            .suggest("send the arguments as the tool's input schema says")
    })
}

impl<I: Input, T: Output> Operation for Query<I, T> {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    fn kind(&self) -> Kind {
        Kind::Query
    }

    fn arguments(&self) -> &Arguments {
        self.checked.get_or_init(|| Arguments::of_tool::<I>(Kind::Query, self.spec.name))
    }

    fn output_schema(&self) -> Arc<Map<String, Value>> {
        Arc::clone(self.output.get_or_init(|| Arc::new(schema::query_output::<T>())))
    }

    fn prepare(&self, arguments: &Value) -> Result<Run> {
        let (input, run): (I, _) = (typed(arguments)?, self.run);
        let language = Language::of(self.spec.name, arguments)?;
        let read = move |db: &TenantRead<'_>, paging: &Paging| {
            language.begin(db)?;
            let listing = run(db, input.clone(), paging);
            let missing = db.hush();
            let mut items = listing?.erase()?;
            items.note = both(items.note, missing);
            Ok(items)
        };
        Ok(Run::Read(Read::Rows(Box::new(read))))
    }
}

impl<I: Input, T: Output> Operation for Command<I, T> {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    fn kind(&self) -> Kind {
        match (self.guarded, self.is_much) {
            (Some(_), _) => Kind::Publication,
            (None, Some(_)) => Kind::Bulk,
            (None, None) => Kind::Command,
        }
    }

    fn arguments(&self) -> &Arguments {
        self.checked.get_or_init(|| Arguments::of_tool::<I>(self.kind(), self.spec.name))
    }

    fn output_schema(&self) -> Arc<Map<String, Value>> {
        let guarded = self.kind().may_ask();
        Arc::clone(self.output.get_or_init(|| Arc::new(schema::command_output::<T>(guarded))))
    }

    fn prepare(&self, arguments: &Value) -> Result<Run> {
        let (input, run): (I, _) = (typed(arguments)?, self.run);
        let is_guarded = self.guarded.is_some_and(|when| when(&input));
        let is_much = self.is_much;
        let language = Language::of(self.spec.name, arguments)?;
        let conduct = match (is_guarded, is_much) {
            (true, _) => &Conduct::GUARDED,
            (false, Some(_)) => &Conduct::WEIGHED,
            (false, None) => &Conduct::COMMAND,
        };
        Ok(Run::Steps(Steps::new(conduct, move |db, _| {
            language.begin(db)?;
            let thing = run(db, input.clone());
            let missing = db.hush();
            let mut thing = thing?;
            thing.note = both(thing.note, missing);
            let (weighs, is_much) = (is_much.is_some(), is_much.is_some_and(|it| it(&thing.data)));
            let thing = thing.erase()?;
            let report = weighs.then(|| thing.data.clone());
            Ok(Preparation { is_much, report, ..Preparation::done(Done::Thing(thing)) })
        })))
    }
}

impl<I: Input> Operation for Deletion<I> {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    fn kind(&self) -> Kind {
        if self.asks { Kind::Deletion } else { Kind::Command }
    }

    fn arguments(&self) -> &Arguments {
        self.checked.get_or_init(|| Arguments::of::<I>(self.kind()))
    }

    fn output_schema(&self) -> Arc<Map<String, Value>> {
        Arc::clone(self.output.get_or_init(|| Arc::new(schema::deletion_output(self.asks))))
    }

    fn prepare(&self, arguments: &Value) -> Result<Run> {
        let (input, run): (I, _) = (typed(arguments)?, self.run);
        let conduct = if self.asks { &Conduct::GUARDED } else { &Conduct::COMMAND };
        Ok(Run::Steps(Steps::new(conduct, move |db, _| {
            run(db, input.clone()).map(|()| Preparation::done(Done::Deleted))
        })))
    }
}

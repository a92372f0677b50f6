//! `replaceText`.
//!
//! Each thing is changed by its own update operation, with arguments that the agent could have sent. So all rules of
//! that operation apply, and an agent that may not send an argument cannot replace text in it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Within,
    pattern::Pattern,
    places::look_through,
    update::{self, Spot, Swap, Thing},
};
use crate::{
    error::{Code, Error, Result},
    store::TenantWrite,
    tool::{Command, Resource, Spec},
    tools::cms::edits::{Sought, Verbatim},
    value::clean,
};

/// The tool.
pub static TOOL: Command<Input, ReplacedOut> = Command::weighed(
    Spec {
        name: "replaceText",
        title: "Replace text",
        description: "Replace a text everywhere it stands, as one change; above 20 places it previews first. Returns what was replaced and left.",
    },
    run,
    |out| out.replaced > UNASKED_MAX,
);

/// Replacing in more places than this needs a confirmation.
const UNASKED_MAX: usize = 20;

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    /// As it stands there.
    find: Sought,
    /// Put in its place.
    replace: Verbatim,
    /// { entity?, field?, id? }; a slug changes only if field: slug
    #[serde(default, rename = "where")]
    within: Within,
}

/// What it answers.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ReplacedOut {
    /// How many were replaced.
    replaced: usize,
    places: Vec<SpotOut>,
    /// What was found and not replaced, and why.
    left: Vec<SpotOut>,
}

/// A field of a thing in which the text stood.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct SpotOut {
    entity: &'static str,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    field: String,
    times: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<ReplacedOut>> {
    let find = Pattern::of(&input.find, true).ok_or_else(|| {
        Error::new(Code::ArgumentInvalid, "find: it is empty").suggest("send the text to replace")
    })?;
    if *input.find == *input.replace {
        let error = Error::new(Code::ArgumentInvalid, "replace: it is the text to find");
        return Err(error.suggest("send what is to stand there instead"));
    }
    let things = things(db, &input, &find)?;
    if things.is_empty() {
        let error = Error::new(Code::EditNotFound, "the text to find is nowhere there");
        return Err(error.suggest("look for another spelling with findText"));
    }
    let field = input.within.field.as_deref();
    let swap = Swap { find: &input.find, replace: &input.replace, field };
    let mut out = ReplacedOut { replaced: 0, places: Vec::new(), left: Vec::new() };
    let mut first = None;
    for thing in things {
        let (done, left) = update::replace(db, &thing, &swap)?;
        out.replaced += done.iter().map(|spot| spot.times).sum::<usize>();
        out.places.extend(done.into_iter().map(|spot| thing.told(spot, None)));
        for (spot, why) in left {
            out.left.push(thing.told(spot, Some(why.message())));
            first.get_or_insert(why);
        }
    }
    // If nothing was replaced, the call fails rather than reporting success.
    match first {
        Some(why) if out.places.is_empty() => Err(why),
        _ => Ok(Resource::new(out)),
    }
}

/// The things with matches, each with its fields.
fn things(db: &TenantWrite<'_>, input: &Input, find: &Pattern) -> Result<Vec<Thing>> {
    let mut things: Vec<Thing> = Vec::new();
    let mut known: BTreeMap<(usize, String), usize> = BTreeMap::new();
    look_through(db, &input.within, find, |place| {
        // Computed columns follow from others and are not replaced.
        if place.column.derived {
            return Ok(false);
        }
        let id = (place.entity.rank(), place.key.to_owned());
        let at = *known.entry(id).or_insert(things.len());
        if at == things.len() {
            let label = place.label();
            let name = if place.source().is_some() { label.map(|it| clean(&it)) } else { label };
            things.push(Thing::new(place.entity, place.key, name));
        }
        if let Some(thing) = things.get_mut(at) {
            thing.spots.push(Spot::of(place));
        }
        Ok(true)
    })?;
    Ok(things)
}

impl Thing {
    fn told(&self, spot: &Spot, why: Option<&str>) -> SpotOut {
        SpotOut {
            entity: self.entity.name,
            id: self.key.clone(),
            name: self.name.clone(),
            field: spot.field.clone(),
            times: spot.times,
            why: why.map(str::to_owned),
        }
    }
}

//! `replaceText`.
//!
//! Each thing is changed by its own update operation, with arguments that the agent could have sent. So all rules of
//! that operation apply, and an agent that may not send an argument cannot replace text in it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Within,
    others::Others,
    pattern::Pattern,
    places::look_through,
    swap::Swap,
    update::{self, Spot, SpotOut, Thing},
};
use crate::{
    error::{Code, Error, Result},
    store::TenantWrite,
    tool::{Command, Resource, Spec},
    tools::cms::edits::{Sought, Verbatim},
    value::{clean, sought_digits},
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
    /// { entity?, field?, id? }; addresses change only if field or find names one
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

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<ReplacedOut>> {
    if input.find.is_empty() {
        let error = Error::new(Code::ArgumentInvalid, "find: it is empty");
        return Err(error.suggest("send the text to replace"));
    }
    if *input.find == *input.replace {
        let error = Error::new(Code::ArgumentInvalid, "replace: it is the text to find");
        return Err(error.suggest("send what is to stand there instead"));
    }
    let country = db.site()?.country.clone();
    let swap = Swap::new(&input.find, &input.replace, &country);
    let (things, others) = things(db, &input.within, &swap)?;
    if things.is_empty() {
        input.within.refuse_unknown_field(db)?;
        return Err(others.not_found());
    }
    let mut out = ReplacedOut { replaced: 0, places: Vec::new(), left: Vec::new() };
    let mut first = None;
    for thing in things {
        let (done, left) = update::replace(db, &thing, &swap)?;
        out.replaced += done.iter().map(|(_, times)| times).sum::<usize>();
        out.places.extend(done.into_iter().map(|(spot, times)| thing.told(spot, times, None)));
        for (spot, times, why) in left {
            out.left.push(thing.told(spot, times, Some(why.message())));
            first.get_or_insert(why);
        }
    }
    // If nothing was replaced, the call fails rather than reporting success.
    match first {
        Some(why) if out.places.is_empty() => Err(why),
        _ => {
            let note = others.note();
            out.left.extend(others.places);
            Ok(Resource::new(out).noting(note))
        }
    }
}

/// With fewer digits it is a year or a price, and no number of somebody.
const NUMBER_DIGITS_MIN: usize = 7;

/// The things in which it stands, each with its places, and where it stands in another spelling.
fn things(db: &TenantWrite<'_>, within: &Within, swap: &Swap<'_>) -> Result<(Vec<Thing>, Others)> {
    let empty = || Error::internal("nothing to find");
    let find = Pattern::exact(swap.find).ok_or_else(empty)?;
    let number = sought_digits(swap.find, &db.site()?.country)
        .filter(|digits| digits.len() >= NUMBER_DIGITS_MIN);
    let either = match &number {
        Some(_) => Pattern::loose(swap.find, &db.site()?.country),
        None => Pattern::either(swap.find),
    };
    let either = either.ok_or_else(empty)?;
    let mut things: Vec<Thing> = Vec::new();
    let mut known: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let mut others = Others::default();
    look_through(db, within, &either, |place| {
        // What follows from another column follows it.
        if place.column.derived {
            return Ok(false);
        }
        let label = place.label();
        let name = if place.source().is_some() { label.map(|it| clean(&it)) } else { label };
        let is_named = within.names(place.entity, &place.field);
        let is_told = others.add(place, (swap, is_named, number.as_deref()), name.as_ref());
        let times = find.count(place.text);
        if times == 0 {
            return Ok(is_told);
        }
        let id = (place.entity.rank(), place.key.to_owned());
        let at = *known.entry(id).or_insert(things.len());
        if at == things.len() {
            things.push(Thing::new(place.entity, place.key, name));
        }
        if let Some(thing) = things.get_mut(at) {
            thing.spots.push(Spot::of(place, times, is_named));
        }
        Ok(true)
    })?;
    Ok((things, others))
}

impl Thing {
    fn told(&self, spot: &Spot, times: usize, why: Option<&str>) -> SpotOut {
        SpotOut {
            entity: self.entity.name,
            id: self.key.clone(),
            name: self.name.clone(),
            field: spot.field.clone(),
            times,
            why: why.map(str::to_owned),
        }
    }
}

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
    places::{Place, look_through, look_through_languages},
    swap::Swap,
    update::{self, Spot, SpotOut, Thing},
};
use crate::{
    error::{Code, Error, Result},
    store::TenantWrite,
    tool::{Command, Resource, Spec},
    tools::cms::edits::{Sought, Verbatim},
    value::sought_digits,
};

/// The tool.
pub static TOOL: Command<Input, ReplacedOut> = Command::weighed(
    Spec {
        name: "replaceText",
        title: "Replace text",
        description: "Replace a text everywhere it stands, as one change.",
    },
    run,
    |out| out.replaced > UNASKED_MAX,
);

/// Replacing in more places than this needs a confirmation.
const UNASKED_MAX: usize = 20;

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    find: Sought,
    replace: Verbatim,
    /// { entity?, field?, id? }
    #[serde(default, rename = "where")]
    within: Within,
}

/// What it answers.
#[derive(Debug, Default, Serialize, JsonSchema)]
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
    let mut others = Others::default();
    let mut work = Work::default();
    work.replace(db, things(db, (&input.within, &swap), &mut others, Language::Own)?, &swap)?;
    // Read only now: what a language shows where it has no text of its own has just changed.
    work.replace(db, things(db, (&input.within, &swap), &mut others, Language::Other)?, &swap)?;
    let Work { mut out, things, first } = work;
    if things == 0 {
        input.within.refuse_unknown_field(db)?;
        return Err(others.not_found());
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

/// What has been replaced so far.
#[derive(Default)]
struct Work {
    out: ReplacedOut,
    /// The number of things that had the text.
    things: usize,
    /// Why the first place was left.
    first: Option<Error>,
}

impl Work {
    fn replace(
        &mut self,
        db: &mut TenantWrite<'_>,
        things: Vec<Thing>,
        swap: &Swap<'_>,
    ) -> Result<()> {
        let out = &mut self.out;
        self.things += things.len();
        for thing in things {
            let (done, left) = update::replace(db, &thing, swap)?;
            out.replaced += done.iter().map(|(_, times)| times).sum::<usize>();
            out.places.extend(done.into_iter().map(|(spot, times)| thing.told(spot, times, None)));
            for (spot, times, why) in left {
                out.left.push(thing.told(spot, times, Some(why.message())));
                self.first.get_or_insert(why);
            }
        }
        Ok(())
    }
}

/// Which texts are looked through.
#[derive(Clone, Copy)]
enum Language {
    /// Those in the site's own language.
    Own,
    /// Those in its other languages.
    Other,
}

/// With fewer digits it is a year or a price, and no number of somebody.
const NUMBER_DIGITS_MIN: usize = 7;

/// The things in which it stands, each with its places. Where it stands in another spelling is added to `others`.
fn things(
    db: &TenantWrite<'_>,
    (within, swap): (&Within, &Swap<'_>),
    others: &mut Others,
    language: Language,
) -> Result<Vec<Thing>> {
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
    let mut known: BTreeMap<(usize, String, Option<String>), usize> = BTreeMap::new();
    let visit = |place: &Place<'_>| {
        // What follows from another column follows it.
        if place.column.derived {
            return Ok(false);
        }
        let name = place.own_label();
        let is_named = within.names(place.entity, &place.field);
        let is_told = others.add(place, (swap, is_named, number.as_deref()), name.as_ref());
        let times = find.count(place.text);
        if times == 0 {
            return Ok(is_told);
        }
        let id = (place.entity.rank(), place.key.to_owned(), place.locale.map(str::to_owned));
        let at = *known.entry(id).or_insert(things.len());
        if at == things.len() {
            things.push(Thing::new(place, name));
        }
        if let Some(thing) = things.get_mut(at) {
            thing.spots.push(Spot::of(place, times, is_named));
        }
        Ok(true)
    };
    match language {
        Language::Own => look_through(db, within, &either, visit)?,
        Language::Other => look_through_languages(db, within, &either, visit)?,
    }
    Ok(things)
}

impl Thing {
    fn told(&self, spot: &Spot, times: usize, why: Option<&str>) -> SpotOut {
        SpotOut {
            entity: self.entity.name,
            id: self.key.clone(),
            name: self.name.clone(),
            field: spot.field.clone(),
            locale: self.locale.clone(),
            times,
            why: why.map(str::to_owned),
        }
    }
}

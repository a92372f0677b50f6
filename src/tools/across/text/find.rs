//! `findText`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Within,
    numbers::{self, NumberPlace},
    pattern::Pattern,
    places::{Place, look_through, look_through_languages},
};
use crate::{
    error::{Code, Error, Result},
    store::TenantRead,
    tool::{Listing, Paging, Query, Spec},
    value::{Line, Trust, clean},
};

/// The tool.
pub static TOOL: Query<Input, PlaceOut> = Query::new(
    Spec {
        name: "findText",
        title: "Find text",
        description: "Find every place where a text stands, in all fields of all things.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    text: Line<1, 1_000>,
    #[serde(default)]
    exact: bool,
    /// { entity?, field?, id? }
    #[serde(default, rename = "where")]
    within: Within,
}

/// A field of a thing in which the text stands.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct PlaceOut {
    entity: &'static str,
    id: String,
    /// What people call the thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    field: String,
    /// The language, if it is not the site's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<String>,
    /// The first place in it.
    snippet: String,
    times: usize,
    // Set if the text or the name is from outside.
    #[serde(skip_serializing_if = "Option::is_none")]
    trust: Option<Trust>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    source: Option<&'static str>,
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<PlaceOut>> {
    let pattern = if input.exact {
        Pattern::exact(&input.text)
    } else {
        Pattern::loose(&input.text, &db.site()?.country)
    };
    let pattern = pattern.ok_or_else(|| {
        Error::new(Code::ArgumentInvalid, "text: nothing in it can be looked for")
            .suggest("send letters or digits")
    })?;
    // The position is the number of matches before it.
    let start: usize = paging.after_or(0)?;
    let shown = start..start.saturating_add(paging.limit as usize + 1);
    let (mut total, mut found, mut by_digits) = (0, Vec::new(), false);
    let mut visit = |place: &Place<'_>| {
        total += 1;
        by_digits = by_digits || pattern.is_by_digits(place.text);
        if shown.contains(&(total - 1)) {
            found.push((total, PlaceOut::of(place, &pattern)));
        }
        // A match that is only counted is revealed as well.
        Ok(true)
    };
    look_through(db, &input.within, &pattern, &mut visit)?;
    look_through_languages(db, &input.within, &pattern, &mut visit)?;
    if let Some(number) = numbers::sought(&input.text) {
        numbers::look_through(db, &input.within, &number, |place| {
            total += 1;
            if shown.contains(&(total - 1)) {
                found.push((total, PlaceOut::number(place)));
            }
        })?;
    }
    if total == 0 {
        input.within.refuse_unknown_field(db)?;
    }
    let note = by_digits.then(|| BY_DIGITS.to_owned());
    let listing = Listing::page(found, paging, |(at, _)| *at).of_total(total).noting(note);
    listing.map(|(_, place)| Ok(place))
}

/// Said where a number was found that is written in another way.
const BY_DIGITS: &str =
    "Some have only the digits in common: other blanks or marks stand between them.";

impl PlaceOut {
    /// A field that holds a number.
    fn number(place: NumberPlace) -> PlaceOut {
        PlaceOut {
            entity: place.entity.name,
            id: place.id,
            name: place.name,
            field: place.field.to_owned(),
            locale: None,
            snippet: place.shown,
            times: 1,
            trust: None,
            source: None,
        }
    }

    fn of(place: &Place<'_>, pattern: &Pattern) -> PlaceOut {
        let source = place.source();
        let told = |text: String| if source.is_some() { clean(&text) } else { text };
        PlaceOut {
            entity: place.entity.name,
            id: place.key.to_owned(),
            name: place.label().map(told),
            field: place.field.clone(),
            locale: place.locale.map(str::to_owned),
            snippet: told(pattern.snippet(place.text)),
            times: place.times,
            trust: source.map(|_| Trust::Untrusted),
            source,
        }
    }
}

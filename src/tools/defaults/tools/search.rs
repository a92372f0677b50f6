//! `searchTools`.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::rank::{self, Found, Ranking};
use crate::{
    error::Result,
    tool::{Findable, Finder, Listing, Paging, Spec},
    value::Line,
};

/// The tool.
pub static TOOL: Finder<Input, ToolOut> = Finder::new(
    Spec {
        name: "searchTools",
        title: "Search tools",
        description: "Search tools by what you want to do. Returns items, best first.",
    },
    run,
);

/// How many of the nearest tools are shown if none fits.
const NEAREST: usize = 3;

/// Where the client's list leaves tools out, so many of an answer come with all that a call of them needs to know, and
/// the others with a line: a schema is a hundred tokens, and it is seldom the fourth that is meant.
const WITH_SCHEMA: usize = 3;

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    query: Line<1, 500>,
}

/// A tool as the search returns it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct ToolOut {
    name: &'static str,
    title: &'static str,
    /// How well it fits, from 0 to 1.
    score: f64,
    description: String,
    /// Arguments that it cannot do without.
    required: Vec<String>,
    /// The schema of its arguments, where the client's list leaves tools out.
    #[schemars(with = "Option<Map<String, Value>>")]
    input_schema: Option<Arc<Map<String, Value>>>,
}

fn run(
    findable: &Findable,
    input: Input,
    paging: &Paging,
) -> Result<(Listing<ToolOut>, Option<String>)> {
    let start: usize = paging.after_or(0)?;
    let Ranking { mut found, none } = rank::ranked(findable, &input.query);
    if none.is_some() {
        found.truncate(NEAREST);
    }
    let (wanted, total) = (paging.limit as usize + 1, found.len());
    let rows: Vec<(usize, Found<'_>)> = (1..).zip(found).skip(start).take(wanted).collect();
    let goes_on = start == 0 && rows.len() >= wanted;
    let page = Listing::page(rows, paging, |(place, _)| *place);
    let page = if goes_on { page.of_total(total) } else { page };
    let none = none.map(|who| format!("No tool here does this. Tell the person. {who}"));
    let none = none.map(|text| text.trim_end().to_owned());
    let item = |(place, found): (usize, Found<'_>)| {
        Ok(match (findable.with_schemas, place <= start + WITH_SCHEMA) {
            (false, _) => ToolOut::of(found),
            (true, true) => ToolOut::to_call(found),
            (true, false) => ToolOut::line(found),
        })
    };
    Ok((page.map(item)?, none))
}

impl ToolOut {
    fn of(Found { card, score }: Found<'_>) -> ToolOut {
        let required = card.input_schema.get("required").and_then(Value::as_array);
        let required = required.into_iter().flatten().filter_map(Value::as_str);
        ToolOut {
            name: card.name,
            title: card.title,
            score: (score * 100.0).round() / 100.0,
            description: card.description.clone(),
            required: required.map(str::to_owned).collect(),
            input_schema: None,
        }
    }

    /// With all that a call needs to know.
    fn to_call(found: Found<'_>) -> ToolOut {
        let input_schema = Some(Arc::clone(&found.card.input_schema));
        ToolOut { required: Vec::new(), input_schema, ..ToolOut::of(found) }
    }

    /// With the first sentence of what it does.
    fn line(found: Found<'_>) -> ToolOut {
        let whole = &found.card.description;
        let sentence =
            whole.split_once(". ").map_or(whole.clone(), |(first, _)| format!("{first}."));
        ToolOut { required: Vec::new(), description: sentence, ..ToolOut::of(found) }
    }
}

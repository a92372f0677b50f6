//! `searchTools`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::rank;
use crate::{
    error::Result,
    tool::{Card, Finder, Listing, Paging, Spec},
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

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    query: Line<1, 500>,
}

/// A tool as the search returns it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ToolOut {
    name: &'static str,
    title: &'static str,
    description: String,
    /// Arguments that it cannot do without.
    required: Vec<String>,
}

fn run(cards: &[Card], input: Input, paging: &Paging) -> Result<Listing<ToolOut>> {
    let start: usize = paging.after_or(0)?;
    let found = rank::ranked(cards, &input.query);
    let wanted = paging.limit as usize + 1;
    let rows: Vec<(usize, &Card)> = (1..).zip(found).skip(start).take(wanted).collect();
    Listing::page(rows, paging, |(place, _)| *place).map(|(_, card)| Ok(ToolOut::of(card)))
}

impl ToolOut {
    fn of(card: &Card) -> ToolOut {
        let required = card.input_schema.get("required").and_then(Value::as_array);
        let required = required.into_iter().flatten().filter_map(Value::as_str);
        ToolOut {
            name: card.name,
            title: card.title,
            description: card.description.clone(),
            required: required.map(str::to_owned).collect(),
        }
    }
}

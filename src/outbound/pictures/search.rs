//! Search queries in the terms that photo services share.

use schemars::JsonSchema;
use serde::Deserialize;

/// A search query.
#[derive(Clone, Debug)]
pub struct Search {
    /// In the user's words.
    pub query: String,
    pub orientation: Option<Orientation>,
    /// The main color. For services without a color filter it is added to the query.
    pub color: Option<Color>,
}

/// Upright, lying or square.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Orientation {
    Landscape,
    Portrait,
    Square,
}

/// A color, as people name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Color {
    Red,
    Orange,
    Yellow,
    Green,
    Turquoise,
    Blue,
    Purple,
    Pink,
    Brown,
    Black,
    Gray,
    White,
}

impl Color {
    /// The color as people and services write it: `red`.
    pub fn as_str(self) -> &'static str {
        match self {
            Color::Red => "red",
            Color::Orange => "orange",
            Color::Yellow => "yellow",
            Color::Green => "green",
            Color::Turquoise => "turquoise",
            Color::Blue => "blue",
            Color::Purple => "purple",
            Color::Pink => "pink",
            Color::Brown => "brown",
            Color::Black => "black",
            Color::Gray => "gray",
            Color::White => "white",
        }
    }
}

impl Search {
    /// The query for services without a color filter.
    pub(super) fn words_with_color(&self) -> String {
        match self.color {
            Some(color) => format!("{} {}", color.as_str(), self.query),
            None => self.query.clone(),
        }
    }
}

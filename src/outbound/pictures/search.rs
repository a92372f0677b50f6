//! What is looked for, in the words that services share.

use schemars::JsonSchema;
use serde::Deserialize;

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Search {
    /// In the user's words.
    pub query: String,
    /// Upright, lying or square.
    pub orientation: Option<Orientation>,
    /// What is prevalent. Services that cannot search by it get it as a word.
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
    /// Its name.
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
    /// What to look for where colors cannot be asked for.
    pub(super) fn words_with_color(&self) -> String {
        match self.color {
            Some(color) => format!("{} {}", color.as_str(), self.query),
            None => self.query.clone(),
        }
    }
}

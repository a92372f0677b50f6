//! Stock pictures: one port, and a file for each service that has them.
//!
//! A file says how its service is asked and how its answers are read, and does neither itself: asking, and
//! what a refusal means, is here and the same for all. An item that cannot be read, may not be used by a
//! business, or is no photo costs itself only. What comes is text of strangers; whoever shows it says so.

mod credit;
mod field;
mod openverse;
mod pexels;
mod trouble;
mod unsplash;
mod wikimedia;

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::credit::{Credit, Part};
pub use self::openverse::OPENVERSE;
pub use self::pexels::PEXELS;
pub use self::trouble::{Trouble, resting};
pub use self::unsplash::UNSPLASH;
pub use self::wikimedia::WIKIMEDIA;
use super::{Caps, Provider};

/// Every service, the one whose pictures suit a website best first.
pub const LIBRARIES: &[&Library] = &[&PEXELS, &UNSPLASH, &OPENVERSE, &WIKIMEDIA];

/// An answer has a few dozen photos of a few hundred bytes each.
const ANSWER_MAX: usize = 2 << 20;

/// Long enough for a slow service, and short enough that the others' answers still count.
const PATIENCE: Duration = Duration::from_secs(9);

/// A service that has pictures.
pub struct Library {
    /// Its name on the wire.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// How many photos a page of its results has, those that are left out counted.
    pub page_size: u32,
    ask: fn(&Provider, &Search, u32) -> String,
    read: Reading<Vec<Photo>>,
    ask_one: fn(&Provider, &str) -> String,
    read_one: Reading<Option<Photo>>,
}

/// How a body is read.
type Reading<T> = fn(&[u8]) -> serde_json::Result<T>;

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
#[expect(missing_docs, reason = "what each says; a comment would make another schema of it")]
pub enum Orientation {
    Landscape,
    Portrait,
    Square,
}

/// A color, as people name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
#[expect(missing_docs, reason = "colors")]
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
    fn words_with_color(&self) -> String {
        match self.color {
            Some(color) => format!("{} {}", color.as_str(), self.query),
            None => self.query.clone(),
        }
    }
}

/// A photo of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Photo {
    /// The service's own id of it.
    pub photo_id: String,
    /// What it shows, or what it is called; may be empty.
    pub title: String,
    /// Who took it.
    pub photographer: Option<String>,
    /// Where that person shows more.
    pub photographer_url: Option<String>,
    /// Where the photo is shown.
    pub page_url: String,
    /// `CC BY 4.0`, `Pexels License`, ….
    pub licence: String,
    /// Its text.
    pub licence_url: Option<String>,
    /// Who is to be named, and how.
    pub credit: Credit,
    /// In pixels, of the original.
    pub width: u32,
    /// In pixels, of the original.
    pub height: u32,
    /// A small version, for looking.
    pub preview_url: Option<String>,
    /// What to use on a page.
    pub file: File,
    /// Its average color: `#rrggbb`.
    pub color: Option<String>,
}

/// How a photo comes onto a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum File {
    /// Copied from here.
    Copied(String),
    /// Shown from where it is, because its service forbids a copy.
    Linked {
        /// Without a size; [`linked_at`] gives one.
        url: String,
        /// What the service is asked once when the photo is taken.
        told: Told,
    },
}

/// An address below a service's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    steps: Vec<String>,
    query: Vec<(String, String)>,
}

/// The address of a linked photo in that width.
pub fn linked_at(url: &str, width: u32) -> String {
    let mark = if url.contains('?') { '&' } else { '?' };
    format!("{url}{mark}w={width}&q=80&fit=max&fm=webp")
}

impl Library {
    /// The service of that name.
    pub fn named(name: &str) -> Option<&'static Library> {
        LIBRARIES.iter().find(|library| library.name == name).copied()
    }

    /// A page of what `search` finds; pages count from 1.
    ///
    /// # Errors
    /// See [`Trouble`].
    pub async fn search(
        &self,
        service: &Provider,
        search: &Search,
        page: u32,
    ) -> Result<Vec<Photo>, Trouble> {
        let address = (self.ask)(service, search, page);
        let mut photos = self.answer(service, &address, self.read).await?;
        if let Some(orientation) = search.orientation {
            photos.retain(|photo| photo.is(orientation));
        }
        Ok(photos)
    }

    /// The photo of that id.
    ///
    /// # Errors
    /// [`Trouble::Gone`] where there is none that may be used; see [`Trouble`].
    pub async fn photo(&self, service: &Provider, id: &str) -> Result<Photo, Trouble> {
        let address = (self.ask_one)(service, id);
        let found = self.answer(service, &address, self.read_one).await?;
        // Ids stand in addresses: what was asked for and what came are held against each other.
        found.filter(|photo| photo.photo_id == id).ok_or(Trouble::Gone)
    }

    /// Tells the service that one of its photos is being used, where it wants to know.
    ///
    /// # Errors
    /// See [`Trouble`].
    pub async fn tell(&self, service: &Provider, photo: &Photo) -> Result<(), Trouble> {
        let File::Linked { told: Told { steps, query }, .. } = &photo.file else { return Ok(()) };
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        let query: Vec<(&str, &str)> =
            query.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let answer = service.get(&service.address(&steps, &query), caps()).await;
        trouble::of(answer.map_err(Trouble::Failed)?).map(drop)
    }

    async fn answer<T>(
        &self,
        service: &Provider,
        address: &str,
        read: Reading<T>,
    ) -> Result<T, Trouble> {
        let answer = service.get(address, caps()).await.map_err(Trouble::Failed)?;
        let answer = trouble::of(answer)?;
        read(&answer.body).map_err(|wrong| Trouble::Unreadable(wrong.to_string()))
    }
}

fn caps() -> Caps {
    Caps { body_max: ANSWER_MAX, whole: PATIENCE, ..Caps::default() }
}

impl Photo {
    /// Whether it has that form. What is nearly square is all three.
    fn is(&self, orientation: Orientation) -> bool {
        let (width, height) = (u64::from(self.width), u64::from(self.height));
        match orientation {
            Orientation::Landscape => width * 20 >= height * 19,
            Orientation::Portrait => height * 20 >= width * 19,
            Orientation::Square => width * 4 <= height * 5 && height * 4 <= width * 5,
        }
    }
}

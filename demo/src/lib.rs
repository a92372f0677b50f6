//! The story that `deskhand demo` tells: a photographer's site, set up the way an assistant does it.
//!
//! It starts the server as a child process and talks MCP to it, as any client does, and shows every call with its
//! answer. It knows the server by its protocol alone: the program is a path, and its settings are arguments. Every
//! answer is checked, and one that is not as told ends the demo with an error.

mod answer;
mod client;
mod narrator;
mod site;
mod story;

use std::{io, path::Path};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

pub use self::{
    client::Client,
    site::{Business, Site},
};
use self::{narrator::Narrator, story::Story};

/// Where the story is shown.
pub trait Screen {
    /// Whether a program reads it: then it gets the calls and no prose.
    fn is_json(&self) -> bool;

    /// Characters in a line.
    fn width(&self) -> usize;

    /// Writes a line, made of pieces that look different.
    fn line(&self, pieces: &[(Style, &str)]) -> io::Result<()>;

    /// Writes one JSON value on a line of its own.
    fn json_line(&self, value: &Value) -> io::Result<()>;
}

/// What a piece of a line is, for a screen that has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Words of an answer.
    Plain,
    /// Words of the demo, whose blanks make columns.
    Own,
    Heading,
    /// Less important.
    Note,
    /// A tool, an address or a folder.
    Name,
    /// The sign of a call that was done.
    Done,
    /// The sign of a call that asks first.
    Asks,
    /// The sign of a call that was refused.
    Refused,
}

/// The demo, while it is told.
pub struct Demo<'s> {
    site: &'s Site,
    narrator: Narrator<'s>,
    folder: &'s Path,
}

/// Where the story leaves the reader.
pub struct Ending {
    /// The address of the site, where a preview shows it.
    pub url: Option<String>,
    /// The last changes, as `getHistory` gives them.
    pub changes: Vec<Value>,
}

impl<'s> Demo<'s> {
    /// A demo of that site whose server keeps its data in `folder`. Says so.
    ///
    /// # Errors
    /// When the screen cannot be written to, as all of them here.
    pub fn new(site: &'s Site, folder: &'s Path, screen: &'s dyn Screen) -> io::Result<Demo<'s>> {
        let narrator = Narrator::new(screen);
        narrator.opens(folder)?;
        Ok(Demo { site, narrator, folder })
    }

    /// Tells all of it through `client`. `check` holds what a visitor sees to what the story says.
    pub async fn tell(
        &self,
        client: &Client,
        check: impl FnOnce() -> Result<()>,
    ) -> Result<Ending> {
        let tools = client.list_tools().await?;
        self.narrator.introduces(&self.site.business.title, tools.len())?;
        let story = Story { client, narrator: &self.narrator, site: self.site };
        let url = story.tell().await?;
        check()?;
        self.narrator.visitor_saw()?;
        let changes = story.changes().await?;
        self.narrator.shows_history()?;
        Ok(Ending { url, changes })
    }

    /// Says how to go on. As JSON this is the line that ends the list of calls.
    pub fn close(&self, url: Option<&str>) -> io::Result<()> {
        self.narrator.closes(self.folder, url)
    }

    /// Says that the preview stays open.
    pub fn wait(&self, url: &str) -> io::Result<()> {
        self.narrator.waits(url)
    }
}

/// The text under that key; a failure of the demo where there is none.
fn text<'v>(answer: &'v Value, pointer: &str) -> Result<&'v str> {
    let found = answer.pointer(pointer).and_then(Value::as_str);
    found.with_context(|| format!("the answer has no {pointer}"))
}

/// Holds the story to what it says.
///
/// # Errors
/// When it does not hold.
pub fn expect(holds: bool, what: &str) -> Result<()> {
    ensure!(holds, "the demo went otherwise than it says: {what}");
    Ok(())
}

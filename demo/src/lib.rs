//! The story of `deskhand demo`: sets up a photographer's site like an assistant would.
//!
//! It starts the server as a child process, talks MCP to it like any client, and shows every call with its answer. It
//! depends only on the protocol: the program is a path, and its settings are arguments. Every answer is checked, and
//! an unexpected one ends the demo with an error.

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

/// The output of the story.
pub trait Screen {
    /// Whether the reader is a program: it gets the calls as JSON, without prose.
    fn is_json(&self) -> bool;

    /// The most characters in a line.
    fn width(&self) -> usize;

    /// Writes a line that consists of styled pieces.
    fn line(&self, pieces: &[(Style, &str)]) -> io::Result<()>;

    /// Writes one JSON value on a line of its own.
    fn json_line(&self, value: &Value) -> io::Result<()>;
}

/// The style of a piece of a line, for screens with colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Text of an answer.
    Plain,
    /// Text of the demo, whose blanks align columns.
    Own,
    Heading,
    Note,
    /// A tool, an address or a folder.
    Name,
    /// The mark of a successful call.
    Done,
    /// The mark of a call with a preview.
    Asks,
    /// The mark of a refused call.
    Refused,
}

/// The running demo.
pub struct Demo<'s> {
    site: &'s Site,
    narrator: Narrator<'s>,
    folder: &'s Path,
}

/// The result of the story.
pub struct Ending {
    /// The address of the site, if the preview shows it.
    pub url: Option<String>,
    /// The last changes, from `getHistory`.
    pub changes: Vec<Value>,
}

impl<'s> Demo<'s> {
    /// Starts a demo of that site, whose server keeps its data in `folder`, and prints that.
    ///
    /// # Errors
    /// If writing to the screen fails; the same for all functions here.
    pub fn new(site: &'s Site, folder: &'s Path, screen: &'s dyn Screen) -> io::Result<Demo<'s>> {
        let narrator = Narrator::new(screen);
        narrator.opens(folder)?;
        Ok(Demo { site, narrator, folder })
    }

    /// Runs the whole story through `client`. `check` compares the site with the story, as a visitor sees it.
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

    /// Prints how to continue. As JSON, this is the line that ends the list of calls.
    pub fn close(&self, url: Option<&str>) -> io::Result<()> {
        self.narrator.closes(self.folder, url)
    }

    /// Prints that the preview stays open.
    pub fn wait(&self, url: &str) -> io::Result<()> {
        self.narrator.waits(url)
    }
}

/// The text at a JSON pointer; an error of the demo if there is none.
fn text<'v>(answer: &'v Value, pointer: &str) -> Result<&'v str> {
    let found = answer.pointer(pointer).and_then(Value::as_str);
    found.with_context(|| format!("the answer has no {pointer}"))
}

/// Fails the demo unless `holds`.
///
/// # Errors
/// If `holds` is false.
pub fn expect(holds: bool, what: &str) -> Result<()> {
    ensure!(holds, "the demo went otherwise than it says: {what}");
    Ok(())
}

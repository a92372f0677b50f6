//! How the demo looks: what the person says, and each call with its answer below it.

use std::{cell::Cell, io, path::Path};

use serde_json::{Value, json};

use super::answer::{self, Tone};
use crate::cli::screen::{Look, Screen, Shown};

/// The column in which arguments and answers begin.
const COLUMN: usize = 24;

/// Tells it on a screen.
pub(super) struct Narrator<'s> {
    screen: &'s Screen,
    calls: Cell<usize>,
}

impl<'s> Narrator<'s> {
    /// A narrator who has said nothing yet.
    pub(super) fn new(screen: &'s Screen) -> Narrator<'s> {
        Narrator { screen, calls: Cell::new(0) }
    }

    /// How many calls have been shown.
    pub(super) fn calls(&self) -> usize {
        self.calls.get()
    }

    pub(super) fn opens(&self, folder: &Path) -> io::Result<()> {
        let title = "A photographer's site, set up the way an assistant does it";
        self.words(self.screen.look(Look::Bold, title))?;
        self.words("")?;
        let folder = self.screen.look(Look::Cyan, folder.display());
        self.words(
            Shown::from("The data goes to ").then(folder).then(", a folder of this demo only."),
        )
    }

    pub(super) fn introduces(&self, title: &str, tools: usize) -> io::Result<()> {
        self.words(format!("The tenant {title:?} is new; its home page is nearly empty."))?;
        self.words(format!(
            "`deskhand serve` runs as a child of this demo and offers {tools} tools over MCP."
        ))
    }

    /// What the person says to the assistant.
    pub(super) fn person(&self, words: &str) -> io::Result<()> {
        self.words("")?;
        self.words(self.screen.look(Look::Bold, format!("“{words}”")))
    }

    /// What the reader should know about the next call.
    pub(super) fn aside(&self, words: &str) -> io::Result<()> {
        self.words(Shown::from("  ").then(self.screen.look(Look::Dim, words)))
    }

    /// A call and its answer.
    pub(super) fn call(&self, tool: &str, arguments: &Value, answer: &Value) -> io::Result<()> {
        self.calls.set(self.calls.get() + 1);
        if self.screen.is_json() {
            let call = json!({ "tool": tool, "arguments": arguments, "answer": answer });
            return self.screen.json_line(&call);
        }
        let room = self.screen.width().saturating_sub(COLUMN).max(20);
        let asked = answer::cut(&answer::arguments(arguments), room);
        let pad = " ".repeat(COLUMN.saturating_sub(tool.chars().count() + 2));
        let tool = self.screen.look(Look::Cyan, tool);
        self.screen.line(Shown::from("  ").then(tool).then(pad).then(asked))?;
        let (tone, said) = answer::brief(answer);
        let (sign, look) = match tone {
            Tone::Done => ("✓", Look::Green),
            Tone::Asks => ("?", Look::Yellow),
            Tone::Refused => ("✗", Look::Red),
        };
        for (at, line) in said.iter().enumerate() {
            let sign = if at == 0 { self.screen.look(look, sign) } else { Shown::from(" ") };
            // The sign and its blank take two columns.
            let line = answer::cut(line, room);
            let indent = Shown::from(" ".repeat(COLUMN - 2));
            self.screen.line(indent.then(sign).then(" ").then(line))?;
        }
        Ok(())
    }

    pub(super) fn visitor_saw(&self) -> io::Result<()> {
        let sign = self.screen.look(Look::Green, "✓");
        self.words("")?;
        self.words(
            sign.then(" The Services page, rendered as a visitor gets it, shows all three"),
        )?;
        self.words("  packages, the Elopement Package at $2,500.")
    }

    pub(super) fn shows_history(&self) -> io::Result<()> {
        let heading = "What was changed last (deskhand history)";
        self.words("")?;
        self.words(self.screen.look(Look::Bold, heading))?;
        self.words("")
    }

    pub(super) fn closes(&self, folder: &Path, url: Option<&str>) -> io::Result<()> {
        let folder = folder.display();
        self.words("")?;
        self.words(format!("{} calls, all as told.", self.calls.get()))?;
        if url.is_none() {
            self.words(format!("Look at the site: deskhand preview --data-dir {folder}"))?;
        }
        self.words(format!("Look around:      deskhand history --data-dir {folder}"))?;
        self.words(format!("Take one back:    deskhand undo CHANGE --data-dir {folder}"))?;
        self.words("Delete the folder when you are done with it.")
    }

    pub(super) fn waits(&self, url: &str) -> io::Result<()> {
        let url = self.screen.look(Look::Cyan, url);
        let said = self.screen.look(Look::Bold, "The site is open at");
        self.words("")?;
        self.words(said.then(" ").then(url))?;
        self.words(self.screen.look(Look::Dim, "Ctrl-C ends the demo."))
    }

    /// Shown for people; a program gets the calls only.
    fn words(&self, words: impl Into<Shown>) -> io::Result<()> {
        if self.screen.is_json() {
            return Ok(());
        }
        self.screen.line(words)
    }
}

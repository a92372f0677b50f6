//! The output of the demo: what the person says, and each call with its answer.

use std::{cell::Cell, io, path::Path};

use serde_json::{Value, json};

use super::{
    Screen, Style,
    answer::{self, Tone},
};

/// The column in which arguments and answers begin.
const COLUMN: usize = 24;

/// Writes the story to a screen.
pub(crate) struct Narrator<'s> {
    screen: &'s dyn Screen,
    calls: Cell<usize>,
}

impl<'s> Narrator<'s> {
    pub(crate) fn new(screen: &'s dyn Screen) -> Narrator<'s> {
        Narrator { screen, calls: Cell::new(0) }
    }

    pub(crate) fn opens(&self, folder: &Path) -> io::Result<()> {
        let title = "A photographer's site, set up the way an assistant does it";
        self.line(&[(Style::Heading, title)])?;
        self.words("")?;
        self.line(&[
            (Style::Plain, "The data goes to "),
            (Style::Name, &folder.display().to_string()),
            (Style::Plain, ", a folder of this demo only."),
        ])
    }

    pub(crate) fn introduces(&self, title: &str, tools: usize) -> io::Result<()> {
        self.words(&format!("The tenant {title:?} is new; its home page is nearly empty."))?;
        self.words(&format!(
            "`deskhand serve` runs as a child of this demo and offers {tools} tools over MCP."
        ))
    }

    /// Prints what the person says to the assistant.
    pub(crate) fn person(&self, words: &str) -> io::Result<()> {
        self.words("")?;
        self.line(&[(Style::Heading, &format!("“{words}”"))])
    }

    /// Prints a remark about the next call.
    pub(crate) fn aside(&self, words: &str) -> io::Result<()> {
        self.line(&[(Style::Own, "  "), (Style::Note, words)])
    }

    /// Prints a call and its answer.
    pub(crate) fn call(&self, tool: &str, arguments: &Value, answer: &Value) -> io::Result<()> {
        self.calls.set(self.calls.get() + 1);
        if self.screen.is_json() {
            let call = json!({ "tool": tool, "arguments": arguments, "answer": answer });
            return self.screen.json_line(&call);
        }
        let room = self.screen.width().saturating_sub(COLUMN).max(20);
        let asked = answer::cut(&answer::arguments(arguments), room);
        let pad = " ".repeat(COLUMN.saturating_sub(tool.chars().count() + 2));
        self.line(&[
            (Style::Own, "  "),
            (Style::Name, tool),
            (Style::Own, &pad),
            (Style::Plain, &asked),
        ])?;
        let (tone, lines) = answer::brief(answer);
        let mut sign = match tone {
            Tone::Done => (Style::Done, "✓"),
            Tone::Asks => (Style::Asks, "?"),
            Tone::Refused => (Style::Refused, "✗"),
        };
        // The mark and its blank take two columns.
        let indent = " ".repeat(COLUMN - 2);
        for line in lines {
            let line = format!(" {}", answer::cut(&line, room));
            self.line(&[(Style::Own, &indent), sign, (Style::Plain, &line)])?;
            sign = (Style::Plain, " ");
        }
        Ok(())
    }

    pub(crate) fn visitor_saw(&self) -> io::Result<()> {
        self.words("")?;
        self.line(&[
            (Style::Done, "✓"),
            (Style::Plain, " The Services page, rendered as a visitor gets it, shows all three"),
        ])?;
        self.words("  packages, the Elopement Package at $2,500.")
    }

    pub(crate) fn shows_history(&self) -> io::Result<()> {
        self.words("")?;
        self.line(&[(Style::Heading, "What was changed last (deskhand history)")])?;
        self.words("")
    }

    pub(crate) fn closes(&self, folder: &Path, url: Option<&str>) -> io::Result<()> {
        let (folder, calls) = (folder.display().to_string(), self.calls.get());
        if self.screen.is_json() {
            let end = json!({ "verified": true, "folder": folder, "url": url, "calls": calls });
            return self.screen.json_line(&end);
        }
        self.words("")?;
        self.words(&format!("{calls} calls, all as told."))?;
        let command = |words| self.line(&[(Style::Own, words), (Style::Plain, &folder)]);
        if url.is_none() {
            command("Look at the site: deskhand preview --data-dir ")?;
        }
        command("Look around:      deskhand history --data-dir ")?;
        command("Take one back:    deskhand undo CHANGE --data-dir ")?;
        self.words("Delete the folder when you are done with it.")
    }

    pub(crate) fn waits(&self, url: &str) -> io::Result<()> {
        self.words("")?;
        self.line(&[
            (Style::Heading, "The site is open at"),
            (Style::Plain, " "),
            (Style::Name, url),
        ])?;
        self.line(&[(Style::Note, "Ctrl-C ends the demo.")])
    }

    fn words(&self, words: &str) -> io::Result<()> {
        self.line(&[(Style::Own, words)])
    }

    /// Writes a line for people; nothing if a program reads the calls.
    fn line(&self, pieces: &[(Style, &str)]) -> io::Result<()> {
        if self.screen.is_json() { Ok(()) } else { self.screen.line(pieces) }
    }
}

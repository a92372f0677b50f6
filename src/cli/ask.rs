//! Questions to the person at the terminal.

use std::io::{self, BufRead, IsTerminal, Write};

use super::{failure::Failure, screen::Screen};
use crate::{error::Error, value::visible};

/// Asks, or takes what would be suggested.
pub(super) struct Asker<'s> {
    takes_suggestions: bool,
    screen: &'s Screen,
}

impl<'s> Asker<'s> {
    /// Whether a person can be asked: they see the question and can type.
    pub(super) fn is_possible() -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// # Errors
    /// If there is nobody to ask, and not everything is to be taken as suggested.
    pub(super) fn new(takes_suggestions: bool, screen: &'s Screen) -> Result<Asker<'s>, Failure> {
        if takes_suggestions || Asker::is_possible() {
            return Ok(Asker { takes_suggestions, screen });
        }
        Err(Failure::Usage(
            "nobody can be asked here; say --yes, and as options what would be asked: --help lists them"
                .to_owned(),
        ))
    }

    /// Whether questions are asked at all.
    pub(super) fn asks(&self) -> bool {
        !self.takes_suggestions
    }

    /// Asks until the answer can be read. An empty answer is the suggestion.
    pub(super) fn until<T>(
        &self,
        question: &str,
        suggestion: Option<&str>,
        read: impl Fn(&str) -> Result<T, Error>,
    ) -> Result<T, Failure> {
        loop {
            let suggested =
                suggestion.map_or_else(String::new, |text| format!(" [{}]", visible(text)));
            let typed = self.line(&format!("{question}{suggested}"))?;
            let answer = if typed.is_empty() { suggestion.unwrap_or_default() } else { &typed };
            match read(answer) {
                Ok(value) => return Ok(value),
                Err(error) => {
                    let next = error.suggestion().map_or_else(String::new, |it| format!("; {it}"));
                    self.screen.note(format!("  {}{next}", error.message()));
                }
            }
        }
    }

    /// A question to which one says yes or no; yes unless they say no.
    pub(super) fn agrees(&self, question: &str) -> Result<bool, Failure> {
        if self.takes_suggestions {
            return Ok(true);
        }
        loop {
            match self.line(&format!("{question} [Y/n]"))?.to_lowercase().as_str() {
                "" | "y" | "yes" => return Ok(true),
                "n" | "no" => return Ok(false),
                _ => self.screen.note("  y or n"),
            }
        }
    }

    /// One line that was typed. The end of the input ends everything: nobody is there.
    fn line(&self, question: &str) -> Result<String, Failure> {
        let mut stderr = io::stderr();
        write!(stderr, "{question} ")?;
        stderr.flush()?;
        let mut line = String::new();
        if io::stdin().lock().read_line(&mut line)? == 0 {
            self.screen.note("");
            return Err(Failure::Failed("stopped; nothing more was done".to_owned()));
        }
        Ok(line.trim().to_owned())
    }
}

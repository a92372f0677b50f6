//! The text of a mail as HTML, in the colour of the business: paragraphs, lines, and addresses that can be followed.

use std::fmt::Write as _;

use linkify::{LinkKind, Span};
use minijinja::{Environment, HtmlEscape, Value, context};

use crate::{
    addresses::{FINDER, may_have_bare},
    error::{Error, Result},
    value::Color,
};

/// A mail as its HTML shows it.
#[derive(Clone, Copy, Debug)]
pub struct LetterView<'l> {
    /// BCP 47.
    pub locale: &'l str,
    pub subject: &'l str,
    /// Plain words, with empty lines between paragraphs.
    pub text: &'l str,
    /// Of the line above the text, where the business has a colour.
    pub color: Option<Color>,
    /// Who writes, and where they are found: a line each.
    pub below: &'l [String],
}

/// The colour of that line where the business has none.
const PLAIN: &str = "#444444";

/// What can be followed from a mail: pages and mailboxes.
const KNOWN: [&str; 3] = ["https://", "http://", "mailto:"];

/// The HTML of a mail: whole, and with nothing from elsewhere.
///
/// # Errors
/// `INTERNAL_ERROR` if the template is wrong.
pub fn letter(of: &LetterView<'_>) -> Result<String> {
    let color = of.color.map_or_else(|| PLAIN.to_owned(), |color| color.to_string());
    let mut environment = Environment::new();
    environment
        .add_template("letter.html", include_str!("../templates/letter.html"))
        .map_err(Error::internal)?;
    let template = environment.get_template("letter.html").map_err(Error::internal)?;
    let paragraphs = paragraphs(of.text).into_iter().map(Value::from_safe_string);
    let paragraphs: Vec<Value> = paragraphs.collect();
    template
        .render(context! {
            locale => of.locale,
            subject => of.subject,
            below => of.below.to_vec(),
            paragraphs,
            color,
        })
        .map_err(Error::internal)
}

/// The inside of each paragraph; an empty line stands between two.
fn paragraphs(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let of = lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty());
    of.map(|lines| lines.iter().map(|line| html(line)).collect::<Vec<_>>().join("<br>\n")).collect()
}

fn html(line: &str) -> String {
    if !may_have_bare(line) {
        return HtmlEscape(line).to_string();
    }
    let mut html = String::new();
    for span in FINDER.spans(line) {
        let words = HtmlEscape(span.as_str());
        // Writing to a text cannot fail.
        _ = match followed(&span) {
            Some(address) => {
                write!(html, "<a href=\"{}\">{words}</a>", HtmlEscape(&address))
            }
            None => write!(html, "{words}"),
        };
    }
    html
}

fn followed(span: &Span<'_>) -> Option<String> {
    let words = span.as_str();
    let kind = span.kind()?;
    let address = if *kind == LinkKind::Email {
        format!("mailto:{words}")
    } else if words.contains("://") {
        words.to_owned()
    } else {
        format!("https://{words}")
    };
    KNOWN.iter().any(|known| address.starts_with(known)).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_can_be_followed_and_nothing_else() {
        let read = paragraphs("Hi <b>,\n\n\nsee www.x.example or javascript://x\nada@x.example");
        let second = "see <a href=\"https:&#x2f;&#x2f;www.x.example\">www.x.example</a> or javascript:&#x2f;&#x2f;x<br>\n\
                      <a href=\"mailto:ada@x.example\">ada@x.example</a>";
        assert_eq!(read, ["Hi &lt;b&gt;,", second]);
    }
}

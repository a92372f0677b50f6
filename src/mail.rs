//! A mail as other programs read it (RFC 5322, MIME): a letter in, bytes out, as plain text and as simple HTML in the
//! colour of the business. No store, no tools, no network.

use lettre::{
    Address, Message,
    message::{
        Attachment as Attached, Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};

use crate::{
    error::{Error, Result},
    site::render::{self, LetterView},
    value::Color,
};

/// A letter to one recipient.
#[derive(Clone, Debug)]
pub struct Letter {
    /// What names it in the world, without angle brackets: `msg_01…@example.com`.
    pub id: String,
    pub from: Correspondent,
    pub to: Correspondent,
    pub subject: String,
    /// Plain words, with empty lines between paragraphs.
    pub text: String,
    /// The id of the mail that it answers, and of those before, oldest first.
    pub answers: Vec<String>,
    /// The language of the text (BCP 47).
    pub locale: String,
    pub look: Look,
}

/// A name and an address, whose domain is in ASCII.
#[derive(Clone, Debug)]
pub struct Correspondent {
    pub name: String,
    pub address: String,
}

/// What the HTML shows besides the text.
#[derive(Clone, Debug, Default)]
pub struct Look {
    pub color: Option<Color>,
    /// Who writes, and where they are found: a line each.
    pub below: Vec<String>,
}

/// A file that goes with a letter.
#[derive(Clone, Debug)]
pub struct Attachment {
    pub name: String,
    /// Such as `application/pdf`.
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// The mail as it is given to a server.
///
/// # Errors
/// `INTERNAL_ERROR` for addresses that are none.
pub fn message(letter: &Letter, attachments: Vec<Attachment>) -> Result<Vec<u8>> {
    let mut builder = Message::builder()
        .message_id(Some(format!("<{}>", letter.id)))
        .date_now()
        .from(mailbox(&letter.from)?)
        .to(mailbox(&letter.to)?)
        .subject(line(&letter.subject));
    if let Some(answered) = letter.answers.last() {
        let known: Vec<String> = letter.answers.iter().map(|id| format!("<{id}>")).collect();
        builder = builder.in_reply_to(format!("<{answered}>")).references(known.join(" "));
    }
    builder = builder.raw_header(HeaderValue::new(
        HeaderName::new_from_ascii_str("Content-Language"),
        letter.locale.clone(),
    ));
    let body = MultiPart::alternative_plain_html(plain(letter), html(letter)?);
    if attachments.is_empty() {
        return Ok(builder.multipart(body).map_err(Error::internal)?.formatted());
    }
    let mut whole = MultiPart::mixed().multipart(body);
    for attachment in attachments {
        whole = whole.singlepart(attached(attachment)?);
    }
    Ok(builder.multipart(whole).map_err(Error::internal)?.formatted())
}

fn attached(attachment: Attachment) -> Result<SinglePart> {
    let Attachment { name, media_type, bytes } = attachment;
    let kind = ContentType::parse(&media_type).map_err(Error::internal)?;
    Ok(Attached::new(line(&name)).body(bytes, kind))
}

fn mailbox(of: &Correspondent) -> Result<Mailbox> {
    let address: Address = of.address.parse().map_err(Error::internal)?;
    let name = line(&of.name);
    Ok(Mailbox::new(Some(name).filter(|name| !name.is_empty()), address))
}

/// Without what would end a line of the head: the library stops the program at one in a name.
fn line(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.collect::<String>().trim().to_owned()
}

/// The text as it is written, and below it who writes, as mail programs take a signature.
fn plain(letter: &Letter) -> String {
    let below = &letter.look.below;
    if below.is_empty() {
        return letter.text.clone();
    }
    format!("{}\n\n-- \n{}", letter.text, below.join("\n"))
}

fn html(letter: &Letter) -> Result<String> {
    let Letter { locale, subject, text, look: Look { color, below }, .. } = letter;
    render::letter(&LetterView { locale, subject, text, color: *color, below })
}

#[cfg(test)]
mod tests {
    use mail_parser::{MessageParser, MimeHeaders};

    use super::*;

    fn letter() -> Letter {
        let of = |name: &str, address: &str| Correspondent {
            name: name.to_owned(),
            address: address.to_owned(),
        };
        Letter {
            id: "msg_01@studio.example".to_owned(),
            from: of("Café Größe", "hello@studio.example"),
            to: of("Ada \"B\" Bell", "ada@wren.example"),
            subject: "Ihr Angebot über 1.190 €".to_owned(),
            text: "Hello Ada,\n\nsee https://studio.example/prices?a=1&b=2.\nLove <b>you</b>"
                .to_owned(),
            answers: vec!["a@x.example".to_owned(), "b@x.example".to_owned()],
            locale: "de".to_owned(),
            look: Look { color: None, below: vec!["Café Größe".to_owned()] },
        }
    }

    #[test]
    fn a_letter_reads_back_as_it_was_written() {
        let pdf = Attachment {
            name: "Rechnung 2026-0001.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            bytes: b"%PDF-1.7 \xff\x00".to_vec(),
        };
        let bytes = message(&letter(), vec![pdf]).unwrap();
        assert!(bytes.is_ascii(), "a server without 8BITMIME takes it");
        let read = MessageParser::new().parse(&bytes).unwrap();
        assert_eq!(read.message_id(), Some("msg_01@studio.example"));
        assert_eq!(read.subject(), Some("Ihr Angebot über 1.190 €"));
        assert_eq!(read.from().unwrap().first().unwrap().name(), Some("Café Größe"));
        assert_eq!(read.to().unwrap().first().unwrap().name(), Some("Ada \"B\" Bell"));
        assert_eq!(read.in_reply_to().as_text(), Some("b@x.example"));
        assert_eq!(read.references().as_text_list().unwrap(), ["a@x.example", "b@x.example"]);
        let text = read.body_text(0).unwrap();
        assert!(text.starts_with("Hello Ada,"), "{text}");
        assert!(text.trim_end().ends_with("-- \r\nCafé Größe"), "{text:?}");
        let html = read.body_html(0).unwrap();
        assert!(html.contains("Love &lt;b&gt;you&lt;&#x2f;b&gt;"), "{html}");
        assert!(
            html.contains("href=\"https:&#x2f;&#x2f;studio.example&#x2f;prices?a=1&amp;b=2\""),
            "{html}"
        );
        let attached = read.attachment(0).unwrap();
        assert_eq!(attached.attachment_name(), Some("Rechnung 2026-0001.pdf"));
        assert_eq!(attached.contents(), b"%PDF-1.7 \xff\x00");
    }

    #[test]
    fn no_text_ends_the_message_before_its_end() {
        for text in ["a\n.\nMAIL FROM:<eve@x.example>", "a\r.\rb", "a\r\n.\rb\n.\r\nc", "é\r.\n"] {
            let bytes = message(&Letter { text: text.to_owned(), ..letter() }, Vec::new()).unwrap();
            let bare = |at: usize, byte: u8| match byte {
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                b'\n' => at == 0 || bytes.get(at - 1) != Some(&b'\r'),
                _ => false,
            };
            let found = bytes.iter().enumerate().find(|(at, byte)| bare(*at, **byte));
            assert_eq!(found, None, "{text:?}: {}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn no_name_or_subject_breaks_out_of_its_line() {
        let mut bad = letter();
        bad.subject = "Hi\r\nBcc: eve@x.example".to_owned();
        bad.to.name = "Ada\r\nBcc: eve@x.example".to_owned();
        bad.from.name = "\0".to_owned();
        let bytes = message(&bad, Vec::new()).unwrap();
        let read = MessageParser::new().parse(&bytes).unwrap();
        assert!(read.bcc().is_none());
        assert_eq!(read.to().unwrap().first().unwrap().address(), Some("ada@wren.example"));
    }
}

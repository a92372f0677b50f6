//! Extracts readable text from web pages.

pub mod fetch;

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, timeout_at};

use crate::{
    background::{self, Capacity},
    error::{Code, Error, Result},
    outbound::{Answer, Caps, Failure, Headers, Outbound, spoken_wait},
    reading::{self, Article, Form, Unreadable},
    store::TenantRead,
};

/// The time limit of a fetch, slightly less than a call's deadline.
pub(super) const WHOLE: Duration = Duration::from_millis(12_500);

/// The largest page in bytes, decompressed. Several are in memory at once.
const BODY_MAX: usize = 3 << 20;

/// Fetches and parses pages: the network access, and the limit of pages parsed at once.
pub struct PageReader {
    door: Arc<Outbound>,
    capacity: Arc<Capacity>,
}

impl PageReader {
    /// From the settings of this launch.
    pub(super) fn of(db: &TenantRead<'_>) -> PageReader {
        let allowance = &db.policy().allowance;
        let door = Arc::clone(allowance.services.door());
        PageReader { door, capacity: Arc::clone(&allowance.capacity) }
    }

    /// The network access.
    pub(super) fn door(&self) -> &Outbound {
        &self.door
    }
}

/// The main content of the page at `url`, and its final address.
pub(super) async fn readable(
    PageReader { door, capacity }: &PageReader,
    url: &str,
    form: Form,
    (whole, until): (Duration, Instant),
) -> Result<(String, Article)> {
    let fetching = async {
        let caps = Caps { whole, body_max: BODY_MAX, ..Caps::default() };
        let accept = [(
            "accept",
            "text/html, text/markdown;q=0.9, text/*;q=0.8, application/json;q=0.7, */*;q=0.1",
        )];
        let headers = Headers::given(accept).map_err(Failure::into_error)?;
        let answer = door.get(url, headers, caps).await.map_err(Failure::into_error)?;
        refuse_failure(&answer)?;
        let source = answer.url().to_owned();
        let article = read(answer, form, capacity).await?;
        Ok((source, article))
    };
    timeout_at(until, fetching).await.map_err(|_| late())?
}

async fn read(answer: Answer, form: Form, capacity: &Capacity) -> Result<Article> {
    let permit = capacity.page().await?;
    let reading = background::compute(move || {
        let read = reading::read(&answer.body, answer.header("content-type"), answer.url(), form);
        drop(permit);
        read
    });
    // If parsing a page panics, only that page fails.
    let read = reading.await.unwrap_or(Err(Unreadable::Monstrous("stranger")));
    read.map_err(|unreadable| {
        Error::new(Code::ContentUnreadable, format!("this is not read: {unreadable}"))
            .suggest("take another page that says the same, or ask the person what it says")
    })
}

/// The error for a failure status.
fn refuse_failure(answer: &Answer) -> Result<()> {
    if answer.is_success() {
        return Ok(());
    }
    let limited = |sentence: String| Error::new(Code::OutsideLimited, sentence);
    Err(match (answer.status(), answer.retry_after().map(spoken_wait)) {
        // Too many requests or overloaded: the server says when to try again.
        (status @ (429 | 503), Some(wait)) => {
            limited(format!("the site asks to be left alone for {wait}: status {status}"))
                .suggest(format!("fetch it again after {wait}, or take another page"))
        }
        (429, None) => limited("the site has been asked too often for now: status 429".to_owned())
            .suggest("fetch it again in some minutes, or take another page"),
        (status, _) => of_status(status),
    })
}

fn of_status(status: u16) -> Error {
    let failed = |sentence: &str| {
        Error::new(Code::OutsideFailed, format!("{sentence}: status {status}"))
            .suggest("take another page that says the same, or ask the person what it says")
    };
    match status {
        404 | 410 => Error::new(
            Code::OutsideGone,
            format!("there is nothing at this address: status {status}"),
        )
        .suggest("check the address, or search for the page"),
        401 | 407 => failed("the page is for those who have signed in"),
        402 => failed("the site wants to be paid for this page"),
        403 => failed("the site does not show this page to programs"),
        451 => failed("the site may not show this page, for legal reasons"),
        _ => Error::new(Code::OutsideFailed, format!("the site answers with the status {status}"))
            .suggest("try again later, or take another page"),
    }
}

fn late() -> Error {
    Error::new(Code::OutsideTimeout, "it took too long to fetch and read")
        .suggest("fetch it alone, or take another page")
}

/// The beginning of a text, cut after a paragraph, sentence or word; and whether it was cut.
pub(super) fn shortened(mut text: String, max: usize) -> (String, bool) {
    if text.len() <= max {
        return (text, false);
    }
    text.truncate(reading::cut(&text, max));
    text.truncate(text.trim_end().len());
    (text, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_a_sentence_ends() {
        let (text, cut) = shortened("One sentence. Another one. A third".to_owned(), 30);
        assert_eq!((text.as_str(), cut), ("One sentence. Another one.", true));
        assert_eq!(shortened("日本語".to_owned(), 4), ("日".to_owned(), true));
    }
}

//! Downloads a picture from the web, which is then added like any other.

use std::time::Duration;

use crate::{
    error::{Code, Error, Result},
    outbound::{Caps, Failure, Headers, Outbound, spoken_wait},
};

/// Bytes. More than any photo for a website has.
const BYTES_MAX: usize = 20 << 20;

/// Leaves time of the call for converting the picture.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Downloads the bytes at `url`.
///
/// # Errors
/// `IMAGE_UNREACHABLE`, `IMAGE_INVALID` for a web page, and the errors of the network access.
pub(crate) async fn fetch(door: &Outbound, url: &str) -> Result<Vec<u8>> {
    let caps = Caps { body_max: BYTES_MAX, whole: TIMEOUT, ..Caps::default() };
    let answer = door.get(url, Headers::default(), caps).await.map_err(Failure::into_error)?;
    if !answer.is_success() {
        let status = answer.status();
        if let (429 | 503, Some(wait)) = (status, answer.retry_after().map(spoken_wait)) {
            let sentence = format!("the site asks to be left alone for {wait}: status {status}");
            return Err(Error::new(Code::OutsideLimited, sentence)
                .suggest(format!("take the picture after {wait}, or another one")));
        }
        return Err(Error::new(
            Code::ImageUnreachable,
            format!("the address of the picture answers with the status {status}"),
        )
        .suggest("check the address in a browser, or take another picture"));
    }
    // The format is detected by the bytes; only web pages are recognised by their Content-Type.
    let is_page = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
    if is_page {
        return Err(Error::new(
            Code::ImageInvalid,
            "there is a web page at the address, not a picture",
        )
        .suggest("use the address of the picture itself, which its page shows"));
    }
    Ok(answer.body)
}

/// The file name in an address.
pub(super) fn name_in(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next()?;
    let (_, rest) = path.split_once("://")?;
    let (_, name) = rest.rsplit_once('/')?;
    (!name.is_empty()).then(|| name.to_owned())
}

//! Reads a post: where it comes from, its size, its fields.

use std::{collections::BTreeMap, time::Duration};

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, StatusCode, Uri, header},
};
use percent_encoding::percent_decode;
use tokio::time::timeout;

/// Bytes. The longest form that is filled in whole has about 100,000.
const BODY_BYTES_MAX: usize = 128 * 1024;

/// How long a post may take to come.
const BODY_WAIT: Duration = Duration::from_secs(10);

/// The most fields of a post, ours and hidden ones.
const FIELDS_MAX: usize = 40;

/// Why a post is not read, in words for whoever sent it.
pub(super) type Refusal = (StatusCode, &'static str);

/// What was typed, by the names of the fields.
#[derive(Debug, Default)]
pub(super) struct Post {
    /// The fields of the form.
    pub(super) typed: BTreeMap<String, String>,
    /// What the form asked for when its page was made.
    pub(super) version: String,
    pub(super) language: String,
    pub(super) time: String,
    /// What nobody sees, and programs fill in.
    pub(super) trap: String,
}

/// Whether a post comes from a page of the site itself. Browsers say so; what says nothing is no browser, and gains
/// nothing that it could not have by opening the page first.
pub(super) fn is_own(headers: &HeaderMap, host: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    // Pages that send no referrer have an origin without a name.
    match text("origin").filter(|origin| *origin != "null") {
        None => true,
        Some(origin) => {
            let own = origin.split_once("://").map(|(_, host)| host);
            own.is_some() && own == host
        }
    }
}

/// Reads the fields of a post.
pub(super) async fn read(request: Request) -> Result<Post, Refusal> {
    let (parts, body) = request.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).map(str::trim);
    if !kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")) {
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, "A form is sent as a form.\n"));
    }
    let body = bytes(body).await?;
    let mut post = Post::default();
    for (at, pair) in body.split(|byte| *byte == b'&').filter(|it| !it.is_empty()).enumerate() {
        let mut sides = pair.splitn(2, |byte| *byte == b'=');
        let mut side = || decoded(sides.next().unwrap_or_default());
        let (Some(name), Some(value)) = (side(), side()) else {
            return Err((StatusCode::BAD_REQUEST, "That is not written in UTF-8.\n"));
        };
        if at >= FIELDS_MAX || name.len() > 64 {
            return Err((StatusCode::BAD_REQUEST, "No form has so many fields.\n"));
        }
        match name.as_str() {
            "_form" => post.version = value,
            "_language" => post.language = value,
            "_time" => post.time = value,
            "website" => post.trap = value,
            _ => {
                post.typed.insert(name, value);
            }
        }
    }
    Ok(post)
}

async fn bytes(body: Body) -> Result<Vec<u8>, Refusal> {
    match timeout(BODY_WAIT, to_bytes(body, BODY_BYTES_MAX)).await {
        Ok(Ok(body)) => Ok(body.into()),
        Ok(Err(_)) => Err((StatusCode::PAYLOAD_TOO_LARGE, "That is too long for a form.\n")),
        Err(_) => Err((StatusCode::REQUEST_TIMEOUT, "That took too long.\n")),
    }
}

/// What an address asks for after its `?`. What cannot be read is left out.
pub(super) fn query(uri: &Uri) -> BTreeMap<String, String> {
    let pairs = uri.query().unwrap_or_default().split('&').take(FIELDS_MAX);
    let read = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((decoded(name.as_bytes())?, decoded(value.as_bytes())?))
    };
    pairs.filter_map(read).collect()
}

/// A name or a value; `None` if it is not UTF-8.
fn decoded(text: &[u8]) -> Option<String> {
    let spaced: Vec<u8> =
        text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).decode_utf8().ok().map(|text| text.replace('\0', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_of_another_site_is_none_of_ours() {
        let own = |pairs: &[(&'static str, &'static str)]| {
            let headers =
                pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            is_own(&headers.collect(), Some("wren.example"))
        };
        for pairs in [
            &[][..],
            &[("sec-fetch-site", "same-origin"), ("origin", "null")],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://wren.example")],
            &[("origin", "null")],
        ] {
            assert!(own(pairs), "{pairs:?}");
        }
        for pairs in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site"), ("origin", "https://wren.example")],
            &[("origin", "https://evil.example")],
            &[("origin", "https://wren.example.evil.example")],
        ] {
            assert!(!own(pairs), "{pairs:?}");
        }
    }

    #[test]
    fn values_are_decoded_as_browsers_write_them() {
        assert_eq!(decoded(b"Zo%C3%AB+L%2B1").as_deref(), Some("Zoë L+1"));
        assert_eq!(decoded(b"a%00b%").as_deref(), Some("ab%"));
        assert_eq!(decoded(b"%ff"), None);
    }
}

//! Addresses of films: pages of `YouTube` and Vimeo, and files on the web.

use url::Url;

use crate::error::{Code, Error, Result};

/// A film, with what a page needs to show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Video {
    /// Where it can be watched: its page, or the file itself.
    pub page: String,
    /// What is framed to watch it within a page; `None` for a file.
    pub frame: Option<String>,
    /// Who shows it: `YouTube`; `None` for a file.
    pub place: Option<&'static str>,
}

/// How files end that every browser plays.
const FILES: [&str; 4] = [".mp4", ".webm", ".m4v", ".ogv"];

/// No address of a film is longer.
const LENGTH_MAX: usize = 2_000;

/// The length of an id of `YouTube`.
const YOUTUBE_ID: usize = 11;

impl Video {
    /// Reads an address as people copy it; also the code for embedding, which names it.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`, with what can be sent instead.
    pub fn parse(text: &str) -> Result<Video> {
        read(text).ok_or_else(|| {
            let shown: String = text.chars().take(60).collect();
            Error::new(
                Code::ArgumentInvalid,
                format!("`{shown}` is not the address of a film"),
            )
            .suggest(
                "send one such as https://www.youtube.com/watch?v=aqz-KE-bpKQ or https://vimeo.com/148751763, or an \
                 https: address that ends in .mp4 or .webm; for other places use a link",
            )
        })
    }
}

fn read(text: &str) -> Option<Video> {
    let text = source(text).unwrap_or(text).trim();
    let text = if text.starts_with("//") { format!("https:{text}") } else { with_scheme(text) };
    if text.len() > LENGTH_MAX || text.contains(char::is_whitespace) {
        return None;
    }
    let url = Url::parse(&text).ok()?;
    if !matches!(url.scheme(), "https" | "http") || !url.username().is_empty() {
        return None;
    }
    let host = url.host_str()?.to_ascii_lowercase();
    let host = ["www.", "m.", "music.", "player."]
        .iter()
        .fold(host.as_str(), |host, before| host.strip_prefix(before).unwrap_or(host));
    match host {
        "youtube.com" | "youtube-nocookie.com" | "youtu.be" => youtube(host, &url),
        "vimeo.com" => vimeo(&url),
        _ => file(&url),
    }
}

/// The address of a frame whose code was copied.
fn source(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("src=").filter(|_| text.contains('<'))?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest.get(1..)?.split(quote).next()
}

/// Addresses are copied from where a browser shows them without their scheme.
fn with_scheme(text: &str) -> String {
    let bare = ["youtube.com/", "www.youtube.com/", "m.youtube.com/", "youtu.be/", "vimeo.com/"];
    let is_bare = bare.iter().any(|start| text.starts_with(start));
    if is_bare { format!("https://{text}") } else { text.to_owned() }
}

fn youtube(host: &str, url: &Url) -> Option<Video> {
    let query =
        |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, it)| it.into_owned());
    let mut path = url.path_segments()?;
    let first = path.next()?;
    let id = match first {
        _ if host == "youtu.be" => first.to_owned(),
        "watch" => query("v")?,
        "embed" | "shorts" | "live" | "v" => path.next()?.to_owned(),
        _ => return None,
    };
    let is_id = id.len() == YOUTUBE_ID
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if !is_id {
        return None;
    }
    let start = query("t").or_else(|| query("start")).and_then(|time| seconds(&time));
    let (from, begin) = start.map_or((String::new(), String::new()), |start| {
        (format!("&t={start}s"), format!("&start={start}"))
    });
    Some(Video {
        page: format!("https://www.youtube.com/watch?v={id}{from}"),
        frame: Some(format!("https://www.youtube-nocookie.com/embed/{id}?autoplay=1{begin}")),
        place: Some("YouTube"),
    })
}

/// `90`, `90s` or `1m30s` in seconds.
fn seconds(time: &str) -> Option<u32> {
    let (mut total, mut digits) = (0_u32, String::new());
    for c in time.chars() {
        let unit = match c {
            '0'..='9' => {
                digits.push(c);
                continue;
            }
            'h' => 3600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        total = total.checked_add(digits.parse::<u32>().ok()?.checked_mul(unit)?)?;
        digits.clear();
    }
    let rest = if digits.is_empty() { Some(0) } else { digits.parse().ok() };
    total.checked_add(rest?).filter(|total| *total > 0)
}

fn vimeo(url: &Url) -> Option<Video> {
    let parts: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
    let is_number = |part: &&&str| part.bytes().all(|byte| byte.is_ascii_digit());
    let at = parts.iter().position(|part| is_number(&part))?;
    let id = parts.get(at)?;
    // A film that is not listed has a second part, without which nobody may see it.
    let is_hash = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let hash = parts.get(at + 1).map(|hash| (*hash).to_owned());
    let asked = url.query_pairs().find(|(key, _)| key == "h").map(|(_, it)| it.into_owned());
    let hash = hash.or(asked).filter(|hash| is_hash(hash));
    let (page, frame) = match hash {
        Some(hash) => (format!("{id}/{hash}"), format!("{id}?h={hash}&autoplay=1&dnt=1")),
        None => ((*id).to_owned(), format!("{id}?autoplay=1&dnt=1")),
    };
    Some(Video {
        page: format!("https://vimeo.com/{page}"),
        frame: Some(format!("https://player.vimeo.com/video/{frame}")),
        place: Some("Vimeo"),
    })
}

fn file(url: &Url) -> Option<Video> {
    let path = url.path().to_ascii_lowercase();
    let is_file = url.scheme() == "https" && FILES.iter().any(|end| path.ends_with(end));
    is_file.then(|| Video { page: url.to_string(), frame: None, place: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_is_found_in_every_address_that_people_copy() {
        let id = "aqz-KE-bpKQ";
        for (text, page) in [
            (
                format!("https://www.youtube.com/watch?v={id}"),
                format!("https://www.youtube.com/watch?v={id}"),
            ),
            (
                format!("https://youtu.be/{id}?si=abc&t=90"),
                format!("https://www.youtube.com/watch?v={id}&t=90s"),
            ),
            (format!("youtube.com/shorts/{id}"), format!("https://www.youtube.com/watch?v={id}")),
            (
                format!("https://m.youtube.com/watch?list=x&v={id}&t=1m30s"),
                format!("https://www.youtube.com/watch?v={id}&t=90s"),
            ),
            (
                format!("//www.youtube-nocookie.com/embed/{id}"),
                format!("https://www.youtube.com/watch?v={id}"),
            ),
            (
                format!(
                    "<iframe width=\"560\" src=\"https://www.youtube.com/embed/{id}?start=5\" allowfullscreen></iframe>"
                ),
                format!("https://www.youtube.com/watch?v={id}&t=5s"),
            ),
            ("https://vimeo.com/148751763".to_owned(), "https://vimeo.com/148751763".to_owned()),
            (
                "https://vimeo.com/channels/staffpicks/148751763".to_owned(),
                "https://vimeo.com/148751763".to_owned(),
            ),
            (
                "https://player.vimeo.com/video/148751763?h=ab12cd".to_owned(),
                "https://vimeo.com/148751763/ab12cd".to_owned(),
            ),
            (
                "https://example.com/film/Bowl.MP4?x=1".to_owned(),
                "https://example.com/film/Bowl.MP4?x=1".to_owned(),
            ),
        ] {
            assert_eq!(Video::parse(&text).unwrap().page, page, "{text}");
            // What is stored is read again as the same.
            assert_eq!(Video::parse(&page).unwrap().page, page);
        }
    }

    #[test]
    fn what_is_no_film_is_refused_with_what_one_looks_like() {
        for wrong in [
            "",
            "bowl",
            "https://www.youtube.com/",
            "https://www.youtube.com/@barro",
            "https://youtu.be/short",
            "https://www.youtube.com/watch?v=aqz-KE-bpK\"",
            "https://vimeo.com/about",
            "http://example.com/a.mp4",
            "https://example.com/page",
            "javascript:alert(1)",
            "https://evil.example/youtube.com/embed/aqz-KE-bpKQ",
            "https://youtube.com.evil.example/watch?v=aqz-KE-bpKQ",
            "https://a@example.com/a.mp4",
            "file:///a.mp4",
        ] {
            let error = Video::parse(wrong).unwrap_err();
            assert!(
                error.suggestion().unwrap_or_default().contains("youtube.com/watch"),
                "{wrong}"
            );
        }
    }
}

//! Detects the kind of a body by its first bytes, then by its Content-Type.

/// The kind of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentType {
    Html,
    /// JSON, by its Content-Type.
    Json,
    /// Any other text.
    Plain,
    /// Not text; the name of its format.
    Other(String),
}

/// The first bytes of binary formats, and their names for people.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PK\x03\x04", "an archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"\x1f\x8b", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"Rar!", "an archive"),
    (b"ID3", "a sound"),
    (b"OggS", "a sound"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
];

impl ContentType {
    /// The kind of a body with this Content-Type.
    pub fn of(body: &[u8], content_type: Option<&str>) -> ContentType {
        let declared = content_type.and_then(|declared| declared.split(';').next());
        let declared = declared.unwrap_or_default().trim().to_ascii_lowercase();
        let sign = SIGNATURES.iter().find(|(sign, _)| body.starts_with(sign));
        // "MZ" and "ID3" can also begin a text.
        if let Some((sign, name)) = sign
            && (sign.len() > 3 || !sign.is_ascii() || !declared.starts_with("text/"))
        {
            return ContentType::Other((*name).to_owned());
        }
        match declared.as_str() {
            "text/html" | "application/xhtml+xml" => ContentType::Html,
            "application/json" | "text/json" => ContentType::Json,
            "application/xml" | "application/javascript" | "application/x-ndjson" => {
                ContentType::Plain
            }
            "" | "application/octet-stream" | "unknown/unknown" => guess(body),
            other if other.ends_with("+json") => ContentType::Json,
            other if other.ends_with("+xml") && !other.starts_with("image/") => ContentType::Plain,
            other if other.starts_with("text/") => ContentType::Plain,
            other => ContentType::Other(name(other)),
        }
    }
}

/// The kind of a body without a Content-Type.
fn guess(body: &[u8]) -> ContentType {
    let head = body.get(..512).unwrap_or(body);
    let is_wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    if !is_wide && head.iter().any(|byte| *byte < 9) {
        return ContentType::Other("a file of no known type".to_owned());
    }
    let head = String::from_utf8_lossy(head).trim_start().to_ascii_lowercase();
    let starts = |some: &[&str]| some.iter().any(|start| head.starts_with(start));
    if starts(&["<!doctype html", "<html", "<head", "<body", "<!--", "<div", "<p", "<h1"]) {
        return ContentType::Html;
    }
    if starts(&["{", "["]) { ContentType::Json } else { ContentType::Plain }
}

fn name(declared: &str) -> String {
    let is = |part: &str| declared.contains(part);
    let known = match declared.split('/').next() {
        Some("image") => Some("a picture"),
        Some("video") => Some("a video"),
        Some("audio") => Some("a sound"),
        Some("font") => Some("a font"),
        _ if is("pdf") => Some("a PDF"),
        _ if is("officedocument") || is("msword") || is("ms-excel") || is("opendocument") => {
            Some("an Office document")
        }
        _ if is("zip") || is("tar") || is("compressed") => Some("an archive"),
        _ => None,
    };
    // It is repeated in an error, so only characters that a media type can have are kept.
    let is_type = |c: char| c.is_ascii_alphanumeric() || "/+-.".contains(c);
    known.map_or_else(
        || {
            let shown: String = declared.chars().filter(|c| is_type(*c)).take(60).collect();
            format!("of the type {shown}")
        },
        str::to_owned,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_is_told_by_its_bytes_and_then_by_its_server() {
        let other = |name: &str| ContentType::Other(name.to_owned());
        let cases: [(&[u8], Option<&str>, ContentType); 17] = [
            (b"<p>Hi", Some("text/html; charset=utf-8"), ContentType::Html),
            (b"<p>Hi", Some("Application/XHTML+XML"), ContentType::Html),
            (b"%PDF-1.7", Some("text/html"), other("a PDF")),
            (b"whatever", Some("application/pdf"), other("a PDF")),
            (b"\x89PNG\r\n\x1a\n", None, other("a picture")),
            (b"<svg/>", Some("image/svg+xml"), other("a picture")),
            (b"{}", Some("application/ld+json"), ContentType::Json),
            (b"{}", None, ContentType::Json),
            (b"<rss/>", Some("application/rss+xml"), ContentType::Plain),
            (b"a,b", Some("text/csv"), ContentType::Plain),
            (b"MZ is a car plate", Some("text/plain"), ContentType::Plain),
            (b"MZ\x90\0", Some("application/octet-stream"), other("a program")),
            (b"  <!DOCTYPE HTML><p>", None, ContentType::Html),
            (b"words", Some(""), ContentType::Plain),
            (b"\0\0\0", None, other("a file of no known type")),
            (
                b"x",
                Some("application/x-thing\u{202e}<b>"),
                other("of the type application/x-thingb"),
            ),
            (b"x", Some("application/vnd.ms-excel"), other("an Office document")),
        ];
        for (body, declared, expected) in cases {
            assert_eq!(ContentType::of(body, declared), expected, "{declared:?}");
        }
    }
}

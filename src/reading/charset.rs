//! Decodes text by the encoding that the server, a byte order mark or the page declares; UTF-8 or Windows-1252
//! otherwise.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The bytes in which a page may declare its encoding: browsers search no further.
const HEAD: usize = 1024;

/// The text; undecodable bytes become `�`.
pub(super) fn decode(body: &[u8], content_type: Option<&str>) -> String {
    let declared = || content_type.and_then(|declared| label(declared.as_bytes()));
    let encoding = Encoding::for_bom(body)
        .map(|(encoding, _)| encoding)
        .or_else(declared)
        .or_else(|| in_page(body))
        .unwrap_or_else(|| if std::str::from_utf8(body).is_ok() { UTF_8 } else { WINDOWS_1252 });
    encoding.decode(body).0.into_owned()
}

/// The encoding that the page declares. It could be read as ASCII, so it is not UTF-16, whatever it says.
fn in_page(body: &[u8]) -> Option<&'static Encoding> {
    let said = label(body.get(..HEAD).unwrap_or(body))?;
    Some(if said == UTF_16LE || said == UTF_16BE { UTF_8 } else { said })
}

/// The encoding after the first `charset=` with a known name.
fn label(text: &[u8]) -> Option<&'static Encoding> {
    const NAME: &[u8] = b"charset";
    let places = text.windows(NAME.len()).enumerate();
    let mut places = places.filter(|(_, word)| word.eq_ignore_ascii_case(NAME));
    places.find_map(|(at, _)| {
        let rest = text.get(at + NAME.len()..)?.trim_ascii_start().strip_prefix(b"=")?;
        let rest = rest.trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b"\"';>/".contains(byte);
        let name = rest.split(ends).next()?;
        Encoding::for_label(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_to_know_says_how_a_text_is_written() {
        let cafe = b"caf\xe9";
        let sjis = b"\x93\xfa\x96\x7b";
        let meta =
            [b"<html><META http-equiv=x content='text/html; CHARSET = Shift_JIS'>", &sjis[..]];
        for (body, declared, text) in [
            ("café".as_bytes().to_vec(), None, "café"),
            (cafe.to_vec(), None, "café"),
            (cafe.to_vec(), Some("text/html; charset=\"iso-8859-1\""), "café"),
            (cafe.to_vec(), Some("text/html; charset=nonsense"), "café"),
            (b"\xef\xbb\xbfcaf\xc3\xa9".to_vec(), Some("text/html; charset=latin1"), "café"),
            (b"\xff\xfec\0a\0f\0\xe9\0".to_vec(), None, "café"),
            (sjis.to_vec(), Some("text/plain;charset=shift_jis"), "日本"),
            ("<meta charset=utf-16>café".into(), None, "<meta charset=utf-16>café"),
        ] {
            assert_eq!(decode(&body, declared), text, "{body:?} {declared:?}");
        }
        assert!(decode(&meta.concat(), None).ends_with("日本"));
        assert!(decode(b"<meta charset=koi8-r>\xf0\xf2\xe9", Some("text/html")).ends_with("ПРИ"));
    }
}

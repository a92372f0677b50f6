//! Parses addresses of resources.

use super::Kind;

/// Longer than the address of any path or name in any encoding.
const ADDRESS_BYTES_MAX: usize = 16_384;

/// The kind and key of a URI. Clients differ in whether they encode slashes.
pub(super) fn read(uri: &str) -> Option<(Kind, String)> {
    if uri.len() > ADDRESS_BYTES_MAX {
        return None;
    }
    Kind::ALL.into_iter().find_map(|kind| {
        // The home page has an empty path.
        let key = match uri.strip_prefix(kind.uri("").trim_end_matches('/'))? {
            "" => "",
            rest => rest.strip_prefix('/')?,
        };
        Some((kind, decoded(key)?))
    })
}

/// The text without percent-encoding; `None` if it is malformed.
fn decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (hex, rest) = part.split_at_checked(2)?;
        let is_hex = hex.bytes().all(|digit| digit.is_ascii_hexdigit());
        bytes.push(u8::from_str_radix(hex, 16).ok().filter(|_| is_hex)?);
        bytes.extend(rest.bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_however_it_is_encoded() {
        for (uri, kind, key) in [
            ("site://pages/services/weddings", Kind::Page, "services/weddings"),
            ("site://pages/services%2Fweddings", Kind::Page, "services/weddings"),
            ("site://pages/", Kind::Page, ""),
            ("site://pages", Kind::Page, ""),
            ("site://packages/Caf%C3%A9%20Day", Kind::Package, "Café Day"),
        ] {
            assert_eq!(read(uri), Some((kind, key.to_owned())), "{uri}");
        }
        for uri in
            ["", "site://", "site://pagesx", "http://pages/a", "site://pages/%", "site://pages/%+f"]
        {
            assert_eq!(read(uri), None, "{uri}");
        }
        assert_eq!(read("site://posts/%ff"), None, "no UTF-8");
        assert_eq!(Kind::ALL.map(Kind::variable), ["path", "slug", "id"]);
    }
}

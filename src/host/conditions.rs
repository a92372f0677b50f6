//! What a request asks for besides a file: another form of it, a part, or only whether it has changed.

use hyper::header::{self, HeaderMap};

/// The form in which a file is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Encoding {
    Identity,
    Gzip,
    Brotli,
}

impl Encoding {
    /// Its name in headers.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Encoding::Identity => None,
            Encoding::Gzip => Some("gzip"),
            Encoding::Brotli => Some("br"),
        }
    }

    /// How the name of its file ends.
    pub(super) fn ending(self) -> &'static str {
        match self {
            Encoding::Identity => "",
            Encoding::Gzip => ".gz",
            Encoding::Brotli => ".br",
        }
    }
}

/// The part of a file that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Range {
    Whole,
    /// From the first to the last byte.
    Part(u64, u64),
    /// No byte of it is there.
    Unsatisfiable,
}

/// The best form that is there and the client takes.
pub(super) fn encoding(headers: &HeaderMap, has_gzip: bool, has_brotli: bool) -> Encoding {
    // A part is counted in the bytes of the file itself.
    if headers.contains_key(header::RANGE) {
        return Encoding::Identity;
    }
    let (mut gzip, mut brotli) = (false, false);
    for value in headers.get_all(header::ACCEPT_ENCODING) {
        for item in value.to_str().unwrap_or_default().split(',') {
            let mut parts = item.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default();
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            let takes = weight.is_none_or(|q| q.parse::<f32>().is_ok_and(|q| q > 0.0));
            match name {
                "gzip" | "x-gzip" => gzip = takes,
                "br" => brotli = takes,
                _ => {}
            }
        }
    }
    match (brotli && has_brotli, gzip && has_gzip) {
        (true, _) => Encoding::Brotli,
        (false, true) => Encoding::Gzip,
        (false, false) => Encoding::Identity,
    }
}

/// Whether the client has what has that tag already.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let values = headers.get_all(header::IF_NONE_MATCH).into_iter();
    let mut tags = values.flat_map(|value| value.to_str().unwrap_or_default().split(','));
    tags.any(|known| {
        let known = known.trim();
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
    })
}

/// The part that is asked for, of a file of `bytes` with that tag. Several parts at once are answered with all of it.
pub(super) fn range(headers: &HeaderMap, tag: &str, bytes: u64) -> Range {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(asked) = text(header::RANGE) else { return Range::Whole };
    // Who has a part of another file gets all of this one.
    if headers.contains_key(header::IF_RANGE) && text(header::IF_RANGE) != Some(tag) {
        return Range::Whole;
    }
    let Some((first, last)) = asked.strip_prefix("bytes=").and_then(|range| range.split_once('-'))
    else {
        return Range::Whole;
    };
    let end = bytes.saturating_sub(1);
    match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first > last => Range::Whole,
        (Ok(first), _) if first >= bytes => Range::Unsatisfiable,
        (Ok(first), Ok(last)) => Range::Part(first, last.min(end)),
        (Ok(first), Err(_)) if last.trim().is_empty() => Range::Part(first, end),
        (Err(_), Ok(0)) if first.trim().is_empty() => Range::Unsatisfiable,
        (Err(_), Ok(length)) if first.trim().is_empty() && bytes > 0 => {
            Range::Part(bytes.saturating_sub(length), end)
        }
        (Ok(_) | Err(_), _) => Range::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(all: &[(&'static str, &str)]) -> HeaderMap {
        all.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_best_form_is_sent_that_the_client_takes() {
        for (accepts, gzip, brotli, is) in [
            ("gzip, deflate, br", true, true, Encoding::Brotli),
            ("gzip, deflate, br", true, false, Encoding::Gzip),
            ("gzip;q=1.0, br;q=0", true, true, Encoding::Gzip),
            ("gzip;q=0", true, true, Encoding::Identity),
            ("br;q=0.5", true, true, Encoding::Brotli),
            ("", true, true, Encoding::Identity),
            ("br", false, false, Encoding::Identity),
            ("zstd, *", true, true, Encoding::Identity),
        ] {
            let asked = headers(&[("accept-encoding", accepts)]);
            assert_eq!(encoding(&asked, gzip, brotli), is, "{accepts}");
        }
        let part = headers(&[("accept-encoding", "br"), ("range", "bytes=0-1")]);
        assert_eq!(encoding(&part, true, true), Encoding::Identity);
    }

    #[test]
    fn a_part_is_inside_of_the_file_or_it_is_none() {
        for (asked, is) in [
            ("bytes=0-9", Range::Part(0, 9)),
            ("bytes=90-200", Range::Part(90, 99)),
            ("bytes=10-", Range::Part(10, 99)),
            ("bytes=-10", Range::Part(90, 99)),
            ("bytes=-1000", Range::Part(0, 99)),
            ("bytes=100-", Range::Unsatisfiable),
            ("bytes=-0", Range::Unsatisfiable),
            ("bytes=9-3", Range::Whole),
            ("bytes=0-1,5-6", Range::Whole),
            ("lines=0-1", Range::Whole),
            ("bytes=a-b", Range::Whole),
            ("bytes=-", Range::Whole),
        ] {
            assert_eq!(range(&headers(&[("range", asked)]), "\"t\"", 100), is, "{asked}");
        }
        let of = |tag: &str| headers(&[("range", "bytes=0-9"), ("if-range", tag)]);
        assert_eq!(range(&of("\"t\""), "\"t\"", 100), Range::Part(0, 9));
        assert_eq!(range(&of("\"other\""), "\"t\"", 100), Range::Whole);
        assert_eq!(range(&headers(&[("range", "bytes=-5")]), "\"t\"", 0), Range::Whole);
    }

    #[test]
    fn a_tag_is_known_as_it_is_or_weak() {
        for (sent, is) in [
            ("\"t\"", true),
            ("W/\"t\"", true),
            ("\"a\", \"t\"", true),
            ("*", true),
            ("\"a\"", false),
            ("t", false),
        ] {
            assert_eq!(is_known(&headers(&[("if-none-match", sent)]), "\"t\""), is, "{sent}");
        }
        assert!(!is_known(&HeaderMap::new(), "\"t\""));
    }
}

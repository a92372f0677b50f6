//! Turns bare addresses into links: `https://example.com`, `www.example.com` and `ada@example.com`.

use linkify::LinkKind;
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use crate::addresses::{FINDER, may_have_bare};

/// Passes text on to `put`, with addresses as links.
pub(super) fn linked<'t>(words: CowStr<'t>, mut put: impl FnMut(Event<'t>)) {
    if !may_have_bare(&words) {
        return put(Event::Text(words));
    }
    let text = |part: &str| Event::Text(CowStr::from(part.to_owned()));
    let mut end = 0;
    for link in FINDER.links(&words) {
        let Some(to) = target(link.as_str(), link.kind()) else { continue };
        let before = words.get(end..link.start()).unwrap_or_default();
        if !before.is_empty() {
            put(text(before));
        }
        put(Event::Start(Tag::Link {
            link_type: LinkType::Inline,
            dest_url: to.into(),
            title: "".into(),
            id: "".into(),
        }));
        put(text(link.as_str()));
        put(Event::End(TagEnd::Link));
        end = link.end();
    }
    if end == 0 {
        return put(Event::Text(words));
    }
    let rest = words.get(end..).unwrap_or_default();
    if !rest.is_empty() {
        put(text(rest));
    }
}

/// Where a link leads that reads like this; nothing for what only looks like one.
fn target(written: &str, kind: &LinkKind) -> Option<String> {
    let begins =
        |start: &str| written.get(..start.len()).is_some_and(|it| it.eq_ignore_ascii_case(start));
    if *kind == LinkKind::Email {
        Some(format!("mailto:{written}"))
    } else if begins("https://") || begins("http://") {
        Some(written.to_owned())
    } else {
        begins("www.").then(|| format!("https://{written}"))
    }
}

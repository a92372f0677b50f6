//! Finds images in a text that are on other servers.

use super::to_html;

/// The outside addresses from which a browser would load the images of a text automatically.
pub fn outside_pictures(markdown: &str) -> Vec<String> {
    // Uses the rendered HTML, so that both interpret every spelling alike.
    if !may_have_pictures(markdown) {
        return Vec::new();
    }
    let html = to_html(markdown, "");
    let sources = html.split("<img ").skip(1).filter_map(source);
    sources.filter(|source| !source.starts_with('/')).collect()
}

/// Whether a text may contain an image: it must contain the beginning of a Markdown image or of a tag `img` or
/// `image`. A cheap test before rendering.
pub fn may_have_pictures(markdown: &str) -> bool {
    let begins = |tag: &[u8]| tag.eq_ignore_ascii_case(b"<im");
    markdown.contains("![") || markdown.as_bytes().windows(3).any(begins)
}

/// The value of `src` in a tag. It ends at the first quotation mark, because those inside are escaped.
fn source(tag: &str) -> Option<String> {
    let mut parts = tag.split('"');
    while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
        if name.contains('>') {
            break;
        }
        if name.trim() == "src=" {
            return Some(unescaped(value));
        }
    }
    None
}

/// The unescaped value of an attribute.
fn unescaped(value: &str) -> String {
    let marks = [("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u{a0}")];
    let value = marks.iter().fold(value.to_owned(), |it, (code, mark)| it.replace(code, mark));
    value.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use proptest::prelude::*;

    use super::*;

    /// For comparison: the outside images that an HTML parser finds in the page.
    fn shown(markdown: &str) -> Vec<String> {
        let found = Arc::new(Mutex::new(Vec::new()));
        let noting = Arc::clone(&found);
        ammonia::Builder::new()
            .url_relative(ammonia::UrlRelative::PassThrough)
            .attribute_filter(move |tag, attribute, value| {
                if (tag, attribute) == ("img", "src") && !value.starts_with('/') {
                    noting.lock().unwrap().push(value.to_owned());
                }
                Some(value.into())
            })
            .clean(&to_html(markdown, ""));
        found.lock().unwrap().clone()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn what_is_found_is_what_the_page_shows(parts in prop::collection::vec(
            prop::sample::select(vec![
                "![", "]", "(", ")", "[b]", "\n\n[b]: ", "<", "</", ">", "img", "IMG", "image", "ImAge", "svg",
                "picture", "input", "video", "a", " ", "\n", "> ", "- ", "`", "\\", "/", "src", "href", "alt", "=", "'",
                "\"", "&lt;", "&quot;", "&#105;mg", "&nbsp;", "<!--", "-->", "<image src=", "<img alt=", "![x](",
                "https://x.example/?d=1&e=2", "HTTP://y.example/<a>", "//z.example", "data:image/png,x", "\0",
            ]),
            0..16,
        )) {
            let text = parts.concat();
            prop_assert_eq!(outside_pictures(&text), shown(&text));
        }
    }

    #[test]
    fn pictures_that_lie_elsewhere_are_found_however_they_are_written() {
        for (text, found) in [
            ("![ ](https://x.example/?d=1&e=2)", vec!["https://x.example/?d=1&e=2"]),
            ("![a][b]\n\n[b]: http://x.example/p", vec!["http://x.example/p"]),
            ("<IMG alt='>' SrC=hTTps://x.example/q>", vec!["hTTps://x.example/q"]),
            (
                "<img src='&#104;ttps://x.example/r' alt='src=&quot;y&quot;'>",
                vec!["https://x.example/r"],
            ),
            (
                "**a ![ ](https://x.example/1) b** ![](https://x.example/2)",
                vec!["https://x.example/1", "https://x.example/2"],
            ),
            ("<image src=https://x.example/3>", vec!["https://x.example/3"]),
            ("a <ImAgE alt=x src=https://x.example/4?b>", vec!["https://x.example/4?b"]),
            (
                "<img alt='> src=\"y\"' title='<img ' src=https://x.example/5>",
                vec!["https://x.example/5"],
            ),
            ("![a](/uploads/a.webp) <img src=b.webp>", vec![]),
            ("[a](https://x.example) `![](https://x.example)`", vec![]),
            (
                "![a](//x.example/a) ![b](data:image/png,x) <video poster=https://x.example/v>",
                vec![],
            ),
        ] {
            assert_eq!(outside_pictures(text), found, "{text}");
        }
    }
}

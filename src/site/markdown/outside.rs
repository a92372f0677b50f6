//! Which pictures of a text lie elsewhere.

use super::to_html;

/// The addresses elsewhere from which a browser would load the pictures of a text, without anybody's doing.
pub fn outside_pictures(markdown: &str) -> Vec<String> {
    let may_have = |mark: &str| {
        markdown.as_bytes().windows(mark.len()).any(|it| it.eq_ignore_ascii_case(mark.as_bytes()))
    };
    if !may_have("![") && !may_have("<img") {
        return Vec::new();
    }
    // Of what the page would have, so that no spelling means one thing here and another there.
    let html = to_html(markdown, "");
    let sources = html.split("<img ").skip(1).filter_map(|tag| {
        let tag = tag.split_once('>').map_or(tag, |(tag, _)| tag);
        let (source, _) = tag.split_once("src=\"")?.1.split_once('"')?;
        Some(source.replace("&amp;", "&"))
    });
    sources.filter(|source| !source.starts_with('/')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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

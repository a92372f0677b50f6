//! The site's own pictures in a text: in the sizes that a browser chooses from, with their measures, as everywhere
//! else.

use crate::site::{
    link::{Site, Use, address},
    view::{ImageView, Pictures},
};

/// How wide a picture in a text is, for the choice among its files.
const SIZES: &str = "(min-width: 46rem) 42rem, 100vw";

/// Completes the pictures in sanitised HTML, as the sanitiser writes it: every attribute in quotation marks.
pub(super) fn completed(html: String, site: Site<'_>, pictures: &Pictures) -> String {
    if pictures.is_empty() || !html.contains("<img ") {
        return html;
    }
    let mut out = String::with_capacity(html.len() * 2);
    let mut rest = html.as_str();
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        out.push_str(before);
        let end = end_of_tag(tag);
        let (tag, after) = tag.split_at(end);
        match tag.strip_prefix("<img ").and_then(|attributes| image(attributes, site, pictures)) {
            Some(image) => out.push_str(&image),
            None => out.push_str(tag),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Where a tag ends; a `>` in a value is none.
fn end_of_tag(tag: &str) -> usize {
    let mut is_quoted = false;
    let end = tag.bytes().position(|byte| {
        is_quoted ^= byte == b'"';
        byte == b'>' && !is_quoted
    });
    end.map_or(tag.len(), |end| end + 1)
}

/// The tag of a picture, of which these are the attributes; `None` where it is none of the site's.
fn image(attributes: &str, site: Site<'_>, pictures: &Pictures) -> Option<String> {
    let value = |name: &str| {
        let start = attributes.find(&format!("{name}=\""))? + name.len() + 2;
        let value = attributes.get(start..)?;
        value.get(..value.find('"')?)
    };
    let src = value("src")?;
    let found = pictures.at(src.strip_prefix(site.base).unwrap_or(src))?;
    let mut tag = format!("<img src=\"{src}\"");
    let mut add = |name: &str, value: &str| {
        tag.extend([" ", name, "=\"", &escaped(value), "\""]);
    };
    if let Some(files) = srcset(found, site) {
        add("srcset", &files);
        add("sizes", SIZES);
    }
    // What the writer said, as the sanitiser has escaped it, else what the picture has.
    let own = |name: &str| value(name).filter(|value| !value.is_empty());
    if own("width").is_none() && own("height").is_none() {
        for (name, side) in [("width", found.width), ("height", found.height)] {
            if let Some(side) = side {
                add(name, &side.to_string());
            }
        }
    }
    if own("alt").is_none() {
        add("alt", &found.alt);
    }
    if let Some((across, down)) = found.focus {
        add("class", &format!("fx-{across} fy-{down}"));
    }
    for name in ["alt", "title", "width", "height"] {
        if let Some(value) = own(name) {
            tag.extend([" ", name, "=\"", value, "\""]);
        }
    }
    tag.push_str(" loading=\"lazy\" decoding=\"async\">");
    Some(tag)
}

/// A text for an attribute in quotation marks.
fn escaped(text: &str) -> String {
    let marks = [("&", "&amp;"), ("\"", "&quot;"), ("<", "&lt;"), (">", "&gt;")];
    marks.iter().fold(text.to_owned(), |text, (mark, code)| text.replace(mark, code))
}

/// The files for `srcset`; `None` if there is only one.
fn srcset(image: &ImageView, site: Site<'_>) -> Option<String> {
    let files = image.sizes.iter().filter_map(|size| {
        // A comma would end the address in `srcset`.
        let url = address(site, &size.url, Use::Image).filter(|url| !url.contains([',', ' ']))?;
        Some(format!("{url} {}w", size.width))
    });
    let files: Vec<String> = files.collect();
    (files.len() > 1).then(|| files.join(", "))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{
        super::{Anchors, to_html_with},
        *,
    };
    use crate::site::view::SizeView;

    const ID: &str = "img_01h455vb4pex5vsknk084sn02q";
    const HASH: &str = "0123456789abcdef0123456789abcdef";

    fn pictures() -> Pictures {
        let size =
            |width| SizeView { url: format!("/uploads/{HASH}-{width}.webp"), width, still: None };
        let view = ImageView {
            url: format!("/uploads/{HASH}-900.webp"),
            alt: "Boats & \"ropes\"".to_owned(),
            width: Some(900),
            height: Some(600),
            sizes: vec![size(400), size(900)],
            focus: Some((30, 20)),
            credit: None,
            licence: None,
            source: None,
        };
        Pictures::new(BTreeMap::from([(ID.to_owned(), view)]))
    }

    fn html(markdown: &str) -> String {
        to_html_with(3, markdown, "/main", &pictures(), &mut Anchors::default())
    }

    #[test]
    fn a_picture_of_the_site_has_its_sizes_however_it_is_named() {
        let whole = format!(
            "srcset=\"/main/uploads/{HASH}-400.webp 400w, /main/uploads/{HASH}-900.webp 900w\" sizes=\"{SIZES}\" \
             width=\"900\" height=\"600\""
        );
        for written in [
            format!("![Two boats](/uploads/{HASH}-900.webp)"),
            format!("![Two boats](uploads/{HASH}-400.webp)"),
            format!("![Two boats](image:{ID})"),
            format!("![Two boats][b]\n\n[b]: image:{ID}"),
            format!("<img alt='Two boats' src='image:{ID}'>"),
        ] {
            let html = html(&written);
            assert!(html.contains(&whole) && html.contains("class=\"fx-30 fy-20\""), "{html}");
            assert!(
                html.contains("alt=\"Two boats\" loading=\"lazy\" decoding=\"async\">"),
                "{html}"
            );
            assert!(html.contains(&format!("src=\"/main/uploads/{HASH}-")), "{html}");
        }
        let empty = html(&format!("![](image:{ID})"));
        assert!(empty.contains("alt=\"Boats &amp; &quot;ropes&quot;\""), "{empty}");
        let own = html(&format!("<img src=\"/uploads/{HASH}-400.webp\" width=\"80\" alt=\"a\">"));
        assert!(own.contains("width=\"80\"") && !own.contains("600"), "{own}");
    }

    #[test]
    fn what_is_none_stays_as_it_is() {
        for (written, shown) in [
            (
                "![a](image:img_01h455vb4pex5vsknk084sn02r)",
                "<p><img loading=\"lazy\" alt=\"a\"></p>",
            ),
            ("![a](https://x.example/a.webp)", "https://x.example/a.webp\""),
            (
                "![a](/uploads/fedcba9876543210-400.webp)",
                "/main/uploads/fedcba9876543210-400.webp\"",
            ),
            ("[a](image:x)", "<a rel=\"noopener noreferrer\">a</a>"),
            ("`<img src=\"/uploads/x\">`", "&lt;img src="),
        ] {
            let html = html(written);
            assert!(html.contains(shown) && !html.contains("srcset"), "{html}");
        }
        // A title that looks like a tag is a title.
        let title = format!(
            "<a href='/b' title='&lt;img src=' name='/uploads/{HASH}-400.webp'>b</a> ![c](image:{ID})"
        );
        let html = html(&title);
        assert_eq!(html.matches("srcset").count(), 1, "{html}");
    }
}

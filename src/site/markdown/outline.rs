//! What a Markdown text leads to and shows, without rendering it.

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::events::parsed;

/// The links, pictures and the opening of a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Where its links lead, in order.
    pub links: Vec<String>,
    /// The address and the description of each picture.
    pub pictures: Vec<(String, String)>,
    /// The heading that it begins with, if it begins with one.
    pub heading: Option<String>,
}

/// The outline of a text. What tags in it lead to is left out.
pub fn outline(markdown: &str) -> Outline {
    let mut outline = Outline::default();
    // Cheap, where reading is not.
    if !markdown.contains(['[', '<', '#', '=', '-']) {
        return outline;
    }
    let (mut picture, mut heading): (Option<(String, String)>, Option<String>) = (None, None);
    for (at, event) in parsed(markdown).enumerate() {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => outline.links.push(dest_url.into_string()),
            Event::Start(Tag::Image { dest_url, .. }) => {
                picture = Some((dest_url.into_string(), String::new()));
            }
            Event::End(TagEnd::Image) => outline.pictures.extend(picture.take()),
            Event::Start(Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2, .. })
                if at == 0 =>
            {
                heading = Some(String::new());
            }
            Event::End(TagEnd::Heading(_)) => {
                outline.heading = outline.heading.take().or_else(|| heading.take());
                heading = None;
            }
            Event::Text(words) | Event::Code(words) => {
                let open = picture.as_mut().map(|(_, alt)| alt).or(heading.as_mut());
                if let Some(open) = open {
                    open.push_str(&words);
                }
            }
            Event::Start(_)
            | Event::End(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Rule
            | Event::TaskListMarker(_) => {}
        }
    }
    outline
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_has_links_pictures_and_the_first_heading() {
        let text = "# A *b*\n\n[c](/d \"e\") ![f `g`](/h.webp) <https://i.example> [j][k]\n\n## L\n\n[k]: /m";
        assert_eq!(
            outline(text),
            Outline {
                links: vec!["/d".into(), "https://i.example".into(), "/m".into()],
                pictures: vec![("/h.webp".into(), "f g".into())],
                heading: Some("A b".into()),
            }
        );
        for text in ["", "plain", "`[a](/b)`", "a\n\n# Not first", "\\[a](/b)"] {
            assert_eq!(outline(text), Outline::default(), "{text}");
        }
        assert_eq!(outline("![](/a.webp)").pictures, [("/a.webp".to_owned(), String::new())]);
        assert_eq!(outline("A\n=\n\nb").heading.as_deref(), Some("A"));
        assert_eq!(outline("[![a](/b.webp)](/c)").links, ["/c"]);
    }
}

//! Drawings (SVG), most of them logos: drawn to pixels, so that nothing of the file itself is ever served.
//!
//! A drawing is a program: it can run scripts, fetch addresses, and grow from a few lines to millions of shapes. What
//! would run or fetch is not drawn; what would cost too much is refused before it is drawn.

use std::collections::{BTreeSet, HashMap};

use image::RgbaImage;
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{
        Fill, Group, Node, Paint, Stroke, Tree,
        roxmltree::{self, Document, NodeId, ParsingOptions},
    },
};

use super::PictureError;
use crate::brand::draw;

/// Bytes.
pub(super) const BYTES_MAX: usize = 2 << 20;

/// The longer side that a drawing is drawn with, in pixels.
const SIDE: f32 = 1600.0;

/// How much longer one side may be than the other.
const RATIO_MAX: f32 = 30.0;

/// Elements, with those that others repeat.
const ELEMENTS_MAX: u32 = 50_000;

/// How deep they may be nested.
const DEPTH_MAX: u32 = 100;

/// The bytes in which the first tag of a drawing is looked for.
const HEAD: usize = 64 * 1024;

/// Effects that cost little.
const EFFECTS: [&str; 15] = [
    "feGaussianBlur",
    "feOffset",
    "feMerge",
    "feMergeNode",
    "feFlood",
    "feComposite",
    "feBlend",
    "feColorMatrix",
    "feDropShadow",
    "feComponentTransfer",
    "feFuncR",
    "feFuncG",
    "feFuncB",
    "feFuncA",
    "feDistantLight",
];

/// A drawing in pixels, and what of it was not drawn as it stands there.
pub(super) struct Drawn {
    pub(super) pixels: RgbaImage,
    pub(super) remarks: Vec<String>,
}

/// Whether the bytes are a drawing.
pub(super) fn is_drawing(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if !text.starts_with(b"<") || text.contains(&0) {
        return false;
    }
    // The first tag that is neither a declaration nor a comment.
    let mut rest = text;
    loop {
        let end: &[u8] = match rest {
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'!', ..] if rest.contains(&b'[') => b"]>",
            [b'<', b'!' | b'?', ..] => b">",
            _ => break,
        };
        let at = rest.windows(end.len()).position(|part| part == end);
        let Some(at) = at else { return false };
        rest = rest.get(at + end.len()..).unwrap_or_default().trim_ascii_start();
    }
    let name = rest.get(1..).unwrap_or_default();
    let name = name.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b':').next();
    name.is_some_and(|name| name == b"svg" || name.ends_with(b":svg"))
}

/// Draws it.
///
/// # Errors
/// `Drawing`, with what is wrong.
pub(super) fn draw(bytes: &[u8]) -> Result<Drawn, PictureError> {
    if bytes.len() > BYTES_MAX {
        return Err(PictureError::Drawing("is larger than 2 MiB"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| UNREADABLE)?;
    let options = ParsingOptions {
        allow_dtd: true,
        nodes_limit: 2 * ELEMENTS_MAX,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        let is_bomb = matches!(
            error,
            roxmltree::Error::NodesLimitReached | roxmltree::Error::EntityReferenceLoop(_)
        );
        if is_bomb { TOO_MUCH } else { UNREADABLE }
    })?;
    weigh(&document)?;
    let remarks = remarks(&document)?;
    let tree = Tree::from_xmltree(&document, &draw::options()).map_err(|_| UNREADABLE)?;
    let mut budget = Budget { nodes: 20_000, layers: 100, dashed: 100 };
    budget.spend(tree.root())?;
    let pixels = pixels(&tree)?;
    if pixels.pixels().all(|pixel| matches!(pixel.0, [.., 0])) {
        return Err(PictureError::Drawing("shows nothing"));
    }
    Ok(Drawn { pixels, remarks })
}

const UNREADABLE: PictureError =
    PictureError::Drawing("cannot be read: it is cut off, or not well-formed");
const TOO_MUCH: PictureError = PictureError::Drawing("repeats or nests more than is drawn");

fn pixels(tree: &Tree) -> Result<RgbaImage, PictureError> {
    let (width, height) = (tree.size().width(), tree.size().height());
    let longer = width.max(height);
    let ratio = longer / width.min(height);
    if !ratio.is_finite() || ratio > RATIO_MAX {
        return Err(PictureError::Drawing("is more than 30 times as long as it is high"));
    }
    let scale = SIDE / longer;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most the side that drawings are drawn with"
    )]
    let side = |length: f32| (length * scale).round().clamp(1.0, SIDE) as u32;
    let (wide, high) = (side(width), side(height));
    let mut pixmap = Pixmap::new(wide, high).ok_or(PictureError::Failed)?;
    resvg::render(tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    RgbaImage::from_raw(wide, high, pixmap.take_demultiplied()).ok_or(PictureError::Failed)
}

/// Refuses a drawing whose elements, with those that others repeat, are too many or too deep.
fn weigh(document: &Document<'_>) -> Result<(), PictureError> {
    let ids = document.descendants().filter_map(|node| Some((node.attribute("id")?, node)));
    let mut weights =
        Weights { ids: ids.collect(), by_style: by_style(document), known: HashMap::new() };
    let whole = weights.of(document.root_element(), 0).ok_or(TOO_MUCH)?;
    if whole > ELEMENTS_MAX { Err(TOO_MUCH) } else { Ok(()) }
}

/// How many elements each element is, with those that it repeats: `use` and what it is masked, cut and filled with.
struct Weights<'d> {
    ids: HashMap<&'d str, roxmltree::Node<'d, 'd>>,
    /// What style sheets have elements refer to, by the words of their selectors.
    by_style: HashMap<&'d str, Vec<&'d str>>,
    known: HashMap<NodeId, u32>,
}

impl<'d> Weights<'d> {
    /// `None` if it is nested too deep, or in itself.
    fn of(&mut self, node: roxmltree::Node<'d, 'd>, depth: u32) -> Option<u32> {
        if let Some(weight) = self.known.get(&node.id()) {
            return Some(*weight);
        }
        if depth > DEPTH_MAX {
            return None;
        }
        let mut whole = 1_u32;
        for id in self.references(node) {
            if let Some(target) = self.ids.get(id).copied() {
                whole = whole.saturating_add(self.of(target, depth + 1)?);
            }
        }
        for child in node.children().filter(roxmltree::Node::is_element) {
            whole = whole.saturating_add(self.of(child, depth + 1)?);
        }
        self.known.insert(node.id(), whole);
        Some(whole)
    }

    /// The ids of what is drawn again for an element.
    fn references(&self, node: roxmltree::Node<'d, 'd>) -> Vec<&'d str> {
        let is_use = node.tag_name().name() == "use";
        let used =
            if is_use { reference(node).and_then(|href| href.strip_prefix('#')) } else { None };
        let mut found: Vec<&'d str> = used.into_iter().collect();
        for attribute in node.attributes() {
            found.extend(urls(attribute.value()));
        }
        if !self.by_style.is_empty() {
            let classes = node.attribute("class").unwrap_or_default().split_whitespace();
            let words = classes.chain(node.attribute("id")).chain([node.tag_name().name(), "*"]);
            found.extend(words.filter_map(|word| self.by_style.get(word)).flatten());
        }
        found
    }
}

/// The ids in `url(#id)`.
fn urls(text: &str) -> impl Iterator<Item = &str> {
    text.split("url(").skip(1).filter_map(|rest| {
        let inside = rest.split(')').next()?.trim().trim_matches(['"', '\'']);
        inside.strip_prefix('#')
    })
}

/// What style sheets have elements refer to. Each word of a selector stands for the whole of it: that is more than it
/// selects, and never less.
fn by_style<'d>(document: &'d Document<'_>) -> HashMap<&'d str, Vec<&'d str>> {
    let mut found: HashMap<&str, Vec<&str>> = HashMap::new();
    let is_style = |node: &roxmltree::Node<'_, '_>| node.tag_name().name() == "style";
    for rule in document
        .descendants()
        .filter(is_style)
        .flat_map(|style| style.children().filter_map(|text| text.text()))
        .flat_map(|text| text.split('}'))
    {
        let Some((selectors, declared)) = rule.split_once('{') else { continue };
        let is_word = |letter: char| letter.is_alphanumeric() || "-_*".contains(letter);
        for word in selectors.split(|letter| !is_word(letter)).filter(|word| !word.is_empty()) {
            found.entry(word).or_default().extend(urls(declared));
        }
    }
    found.retain(|_, ids| !ids.is_empty());
    found
}

/// Where an element refers to: `href`, of old drawings `xlink:href`.
fn reference<'d>(node: roxmltree::Node<'d, '_>) -> Option<&'d str> {
    node.attributes().find(|attribute| attribute.name() == "href").map(|href| href.value().trim())
}

/// What is not drawn, or not as it stands there.
///
/// # Errors
/// For pictures and effects, without which a drawing is another one.
fn remarks(document: &Document<'_>) -> Result<Vec<String>, PictureError> {
    let mut left_out = BTreeSet::new();
    let mut words = Vec::new();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        match name {
            "image" | "feImage" => {
                let is_inside = reference(node).is_some_and(|href| href.starts_with("data:"));
                if is_inside {
                    return Err(PictureError::Drawing("holds a picture"));
                }
                left_out.insert("pictures from elsewhere");
            }
            "script" => drop(left_out.insert("scripts")),
            "foreignObject" => drop(left_out.insert("parts of web pages (foreignObject)")),
            "animate" | "animateTransform" | "animateMotion" | "set" => {
                left_out.insert("animation");
            }
            "use" if reference(node).is_some_and(|href| !href.starts_with('#')) => {
                left_out.insert("what is in other files");
            }
            "style" if node.text().is_some_and(|style| style.contains("@import")) => {
                left_out.insert("style sheets from elsewhere");
            }
            "text" => words.extend(node.descendants().filter_map(|it| it.text()).map(str::trim)),
            name if name.starts_with("fe") && !EFFECTS.contains(&name) && is_effect(node) => {
                return Err(PictureError::Drawing("has effects that are not drawn here"));
            }
            _ => {}
        }
        if node.attributes().any(|it| it.name().starts_with("on")) {
            left_out.insert("scripts");
        }
    }
    let mut remarks = Vec::new();
    words.retain(|word| !word.is_empty());
    words.dedup();
    if !words.is_empty() {
        let shown: String = words.join(" ").chars().take(60).collect();
        remarks.push(format!(
            "The drawing has text as letters (“{shown}”), which is drawn in a font of ours: for its own font, turn text \
             into paths in the drawing program and send it again."
        ));
    }
    if !left_out.is_empty() {
        let names: Vec<&str> = left_out.into_iter().collect();
        remarks.push(format!("Not taken from the drawing: {}.", names.join(", ")));
    }
    Ok(remarks)
}

fn is_effect(node: roxmltree::Node<'_, '_>) -> bool {
    node.parent_element().is_some_and(|parent| parent.tag_name().name() == "filter")
}

/// What drawing may cost. Masks, clips and patterns are drawn each time that they are used.
struct Budget {
    nodes: u32,
    /// Each takes the memory of the whole picture.
    layers: u32,
    /// Lines of dashes, of which one may have a million.
    dashed: u32,
}

impl Budget {
    fn spend(&mut self, group: &Group) -> Result<(), PictureError> {
        let take = |left: &mut u32, count: usize| {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            left.checked_sub(count).map(|less| *left = less).ok_or(TOO_MUCH)
        };
        let is_layer = group.should_isolate() || group.clip_path().is_some();
        take(&mut self.layers, usize::from(is_layer) + group.filters().len())?;
        take(&mut self.layers, usize::from(group.mask().is_some()))?;
        take(&mut self.nodes, group.children().len())?;
        for node in group.children() {
            if let Node::Path(path) = node {
                let paints = [path.fill().map(Fill::paint), path.stroke().map(Stroke::paint)];
                let is_pattern = |paint: &&Paint| matches!(paint, Paint::Pattern(_));
                take(&mut self.layers, paints.into_iter().flatten().filter(is_pattern).count())?;
                let is_dashed = path.stroke().is_some_and(|line| line.dasharray().is_some());
                take(&mut self.dashed, usize::from(is_dashed))?;
            }
            let mut within = Ok(());
            node.subroots(|root| {
                if within.is_ok() {
                    within = self.spend(root);
                }
            });
            within?;
            if let Node::Group(inner) = node {
                self.spend(inner)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::trivially_copy_pass_by_ref,
        clippy::format_push_string,
        clippy::format_collect,
        clippy::case_sensitive_file_extension_comparisons,
        clippy::large_stack_arrays,
        clippy::range_plus_one,
        reason = "helpers of tests"
    )]

    use super::*;

    const OPEN: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 40 20\">";
    const SQUARE: &str = "<rect x=\"0\" y=\"0\" width=\"20\" height=\"20\" fill=\"#c00\"/>";

    fn drawn(inside: &str) -> Result<Drawn, PictureError> {
        draw(format!("{OPEN}{inside}</svg>").as_bytes())
    }

    fn refused(inside: &str) -> String {
        let started = std::time::Instant::now();
        let said = drawn(inside).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
        said
    }

    #[test]
    fn a_drawing_is_known_by_its_first_tag() {
        for text in [
            "<svg/>",
            "  <svg xmlns='x'>",
            "<?xml version='1.0'?><!-- made <by> a program --><svg>",
            "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'x'><svg>",
            "<!DOCTYPE svg [ <!ENTITY a 'b'> ]><svg>",
            "<svg:svg xmlns:svg='x'>",
            "\u{feff}<svg>",
        ] {
            assert!(is_drawing(text.as_bytes()), "{text}");
        }
        for text in
            ["", "svg", "<html><svg/>", "<!doctype html><p><svg/>", "<svgx>", "<!-- svg", "<\0svg>"]
        {
            assert!(!is_drawing(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_drawing_is_drawn_large_and_on_nothing() {
        let Drawn { pixels, remarks } = drawn(SQUARE).unwrap();
        assert_eq!((pixels.dimensions(), remarks.len()), ((1600, 800), 0));
        assert_eq!(pixels.get_pixel(100, 100).0, [204, 0, 0, 255]);
        assert_eq!(pixels.get_pixel(1500, 100).0, [0; 4]);
    }

    #[test]
    fn what_would_run_or_fetch_is_not_drawn_and_said() {
        let whole = drawn(SQUARE).unwrap().pixels;
        for (inside, said) in [
            ("<script>alert(1)</script>", "scripts"),
            ("<g onclick=\"alert(1)\"/>", "scripts"),
            ("<foreignObject width=\"9\" height=\"9\"><p>x</p></foreignObject>", "foreignObject"),
            (
                "<image href=\"/etc/hostname\" width=\"40\" height=\"20\"/>",
                "pictures from elsewhere",
            ),
            (
                "<image xlink:href=\"http://127.0.0.1:1/x.png\" width=\"40\" height=\"20\"/>",
                "elsewhere",
            ),
            ("<use href=\"other.svg#a\"/>", "other files"),
            ("<style>@import url(http://127.0.0.1:1/x.css);</style>", "style sheets"),
            ("<animate attributeName=\"x\" to=\"9\"/>", "animation"),
        ] {
            let Drawn { pixels, remarks } = drawn(&format!("{SQUARE}{inside}")).unwrap();
            assert!(remarks.join(" ").contains(said), "{inside}: {remarks:?}");
            assert!(pixels == whole, "{inside}");
        }
    }

    #[test]
    fn text_is_drawn_and_said() {
        let Drawn { pixels, remarks } =
            drawn("<text y=\"15\" font-family=\"Nobody Has This\">Wren</text>").unwrap();
        assert!(remarks.join(" ").contains("“Wren”"), "{remarks:?}");
        assert!(pixels.pixels().any(|pixel| pixel.0[3] == 255));
    }

    #[test]
    fn what_costs_too_much_is_refused_before_it_is_drawn() {
        let nested =
            |count: usize| "<g opacity=\".9\">".repeat(count) + SQUARE + &"</g>".repeat(count);
        let mut uses = format!("<defs><g id=\"a0\">{SQUARE}</g>");
        let mut masks = format!("<defs><mask id=\"a0\">{SQUARE}</mask>");
        for level in 1..9 {
            let of = level - 1;
            let ten = format!("<use href=\"#a{of}\"/>").repeat(10);
            uses.push_str(&format!("<g id=\"a{level}\">{ten}</g>"));
            let ten = format!("<rect width=\"9\" height=\"9\" mask=\"url(#a{of})\"/>").repeat(10);
            masks.push_str(&format!("<mask id=\"a{level}\">{ten}</mask>"));
        }
        let uses = format!("{uses}</defs><use href=\"#a8\"/>");
        let masks = format!("{masks}</defs><rect width=\"40\" height=\"20\" mask=\"url(#a8)\"/>");
        let dashed = "<path d=\"M0 0H40\" stroke=\"#000\" stroke-dasharray=\".0001\"/>".repeat(101);
        let styled = masks.replace(" mask=\"url(#a", " class=\"m").replace(")\"/>", "\"/>");
        let rules: String =
            (0..9).map(|level| format!(".m{level}{{mask:url(#a{level})}}")).collect();
        let styled = format!("<style>{rules}</style>{styled}");
        for inside in [nested(150), uses, masks, styled, dashed, "<g/>".repeat(60_000)] {
            let said = refused(&inside);
            assert!(said.contains("repeats or nests"), "{said}: {}", inside.get(..80).unwrap());
        }
        let own = "<g id=\"a\"><use href=\"#a\"/></g>";
        assert!(refused(own).contains("nests"), "{}", refused(own));
        let noise = "<filter id=\"f\"><feTurbulence numOctaves=\"99\"/></filter>";
        assert!(refused(noise).contains("effects"));
        assert!(
            refused("<image href=\"data:image/png;base64,AAAA\"/>").contains("holds a picture")
        );
        assert!(refused("").contains("shows nothing"));
        assert!(refused(&"x".repeat(BYTES_MAX)).contains("larger than 2 MiB"));
        let long = SQUARE.replace("20", "0.1");
        let long = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4000 1\">{long}</svg>"
        );
        assert!(draw(long.as_bytes()).is_err_and(|it| it.to_string().contains("30 times")));
    }

    #[test]
    fn entities_that_multiply_are_refused() {
        let mut text = String::from("<!DOCTYPE svg [<!ENTITY a0 \"<g/><g/>\">");
        for level in 1..30 {
            let of = level - 1;
            text.push_str(&format!("<!ENTITY a{level} \"&a{of};&a{of};\">"));
        }
        text.push_str(&format!("]>{OPEN}&a29;{SQUARE}</svg>"));
        let started = std::time::Instant::now();
        assert!(draw(text.as_bytes()).is_err());
        assert!(started.elapsed().as_secs() < 10);
    }
}

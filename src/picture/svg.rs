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
/// `Damaged` for what cannot be read, `Drawing` for what is refused.
pub(super) fn draw(bytes: &[u8]) -> Result<Drawn, PictureError> {
    if bytes.len() > BYTES_MAX {
        return Err(PictureError::Drawing("is larger than 2 MiB"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| PictureError::Damaged)?;
    let options = ParsingOptions { allow_dtd: true, nodes_limit: 2 * ELEMENTS_MAX, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::NodesLimitReached | roxmltree::Error::EntityReferenceLoop(_) => TOO_MUCH,
        _ => PictureError::Damaged,
    })?;
    weigh(&document)?;
    let remarks = remarks(&document)?;
    let tree = Tree::from_xmltree(&document, &draw::options()).map_err(|_| PictureError::Damaged)?;
    let mut budget = Budget { nodes: 20_000, layers: 100, dashed: 100 };
    budget.spend(tree.root())?;
    let pixels = pixels(&tree)?;
    if pixels.pixels().all(|pixel| matches!(pixel.0, [.., 0])) {
        return Err(PictureError::Drawing("shows nothing"));
    }
    Ok(Drawn { pixels, remarks })
}

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

/// Refuses a drawing whose elements, with those that `use` repeats, are too many or too deep.
fn weigh(document: &Document<'_>) -> Result<(), PictureError> {
    let ids: HashMap<&str, roxmltree::Node<'_, '_>> = document
        .descendants()
        .filter_map(|node| Some((node.attribute("id")?, node)))
        .collect();
    let mut known = HashMap::new();
    let whole = weight(document.root_element(), &ids, &mut known, 0).ok_or(TOO_MUCH)?;
    if whole > ELEMENTS_MAX { Err(TOO_MUCH) } else { Ok(()) }
}

/// How many elements it is; `None` if it is nested too deep, or in itself.
fn weight<'d>(
    node: roxmltree::Node<'d, 'd>,
    ids: &HashMap<&str, roxmltree::Node<'d, 'd>>,
    known: &mut HashMap<NodeId, u32>,
    depth: u32,
) -> Option<u32> {
    if let Some(weight) = known.get(&node.id()) {
        return Some(*weight);
    }
    if depth > DEPTH_MAX {
        return None;
    }
    let mut whole = 1_u32;
    if node.tag_name().name() == "use"
        && let Some(target) = reference(node).and_then(|id| ids.get(id.strip_prefix('#')?))
    {
        whole = whole.saturating_add(weight(*target, ids, known, depth + 1)?);
    }
    for child in node.children().filter(roxmltree::Node::is_element) {
        whole = whole.saturating_add(weight(child, ids, known, depth + 1)?);
    }
    known.insert(node.id(), whole);
    Some(whole)
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

//! Draws pages into a PDF.

use std::num::NonZeroU16;

use krilla::{
    Data, Document as Pdf,
    color::rgb,
    geom::{PathBuilder, Point, Rect, Size, Transform},
    image::Image,
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, FillRule},
    surface::Surface,
    tagging::{
        Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TableHeaderScope, Tag,
        TagGroup, TagTree,
    },
    text::TextDirection,
};

use super::{
    Document, layout,
    page::{Mark, Pages, Part, Rgb, Role},
    type_face,
};
use crate::error::{Error, Result};

/// How a document looks.
#[derive(Clone, Debug)]
pub struct Style {
    /// Of headings and what is to be paid.
    pub color: [u8; 3],
    /// A WebP file.
    pub logo: Option<Vec<u8>>,
}

/// A PDF.
#[derive(Clone, Debug)]
pub struct Made {
    pub bytes: Vec<u8>,
    pub pages: usize,
    /// Letters that the font has not, which stand as `�`.
    pub missing: String,
}

/// The document as a PDF. The same document makes the same bytes.
///
/// # Errors
/// `INTERNAL`; a logo that cannot be read is left out.
pub fn pdf(document: &Document, style: &Style) -> Result<Made> {
    let faces = type_face::faces().ok_or_else(|| Error::internal("the font cannot be read"))?;
    let logo = style.logo.clone().and_then(|bytes| Image::from_webp(Data::from(bytes), true).ok());
    let size = logo.as_ref().map(Image::size);
    let pages = layout::laid_out(faces, document, style.color, size);
    let mut pdf = Pdf::new();
    let mut spoken: Vec<Vec<Identifier>> = vec![Vec::new(); pages.parts.len()];
    for marks in &pages.marks {
        let settings = PageSettings::from_wh(pages.size.0, pages.size.1)
            .ok_or_else(|| Error::internal("a page without a size"))?;
        let mut page = pdf.start_page_with(settings);
        let mut surface = page.surface();
        for (part, mark) in marks {
            let id = match part {
                Some(_) => surface.start_tagged(match mark {
                    Mark::Text { .. } => ContentTag::Span(SpanTag::empty()),
                    Mark::Block { .. } | Mark::Picture { .. } => ContentTag::Other,
                }),
                None => surface
                    .start_tagged(ContentTag::Artifact(Artifact::new(ArtifactType::Other, None))),
            };
            draw(&mut surface, mark, logo.as_ref(), &pages);
            surface.end_tagged();
            if let Some(spoken) = part.and_then(|part| spoken.get_mut(part)) {
                spoken.push(id);
            }
        }
        surface.finish();
        page.finish();
    }
    pdf.set_tag_tree(tree(&pages.parts, spoken, &document.locale));
    pdf.set_metadata(metadata(document));
    let bytes = pdf.finish().map_err(|error| Error::internal(format!("{error:?}")))?;
    Ok(Made { bytes, pages: pages.marks.len(), missing: pages.missing.into_iter().collect() })
}

/// Letters of the document that the font has not, the first twenty of them.
///
/// # Errors
/// `INTERNAL`
pub fn missing_letters(document: &Document) -> Result<String> {
    let faces = type_face::faces().ok_or_else(|| Error::internal("the font cannot be read"))?;
    let pages = layout::laid_out(faces, document, [0; 3], None);
    Ok(pages.missing.into_iter().take(20).collect())
}

fn metadata(document: &Document) -> Metadata {
    let date = document.issued_on.date();
    let (year, month, day) = (date.year(), date.month(), date.day());
    let date = DateTime::new(u16::try_from(year).unwrap_or_default())
        .month(u8::try_from(month).unwrap_or(1))
        .day(u8::try_from(day).unwrap_or(1));
    Metadata::new()
        .title(layout::title(document))
        .authors(vec![document.seller.name.clone()])
        .language(document.locale.clone())
        .creation_date(date)
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, logo: Option<&Image>, pages: &Pages<'_>) {
    match mark {
        Mark::Text { at: (x, y), size, bold, color, text } => {
            surface.set_fill(Some(fill(*color)));
            let font = pages.face(*bold).font.clone();
            let at = Point::from_xy(*x, *y);
            surface.draw_text(at, font, *size, text, false, TextDirection::Auto);
        }
        Mark::Block { at: (x, y), size: (width, height), color } => {
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
                path.push_rect(rect);
            }
            if let Some(path) = path.finish() {
                surface.set_fill(Some(fill(*color)));
                surface.draw_path(&path);
            }
        }
        Mark::Picture { at: (x, y), size: (width, height) } => {
            if let (Some(image), Some(size)) = (logo, Size::from_wh(*width, *height)) {
                surface.push_transform(&Transform::from_translate(*x, *y));
                surface.draw_image(image.clone(), size);
                surface.pop();
            }
        }
    }
}

fn fill([red, green, blue]: Rgb) -> Fill {
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::default(),
    }
}

/// What a screen reader goes through, in the order of the parts.
fn tree(parts: &[Part], spoken: Vec<Vec<Identifier>>, locale: &str) -> TagTree {
    let mut groups: Vec<Option<TagGroup>> = parts
        .iter()
        .zip(spoken)
        .map(|(part, ids)| {
            let mut group = group(&part.role);
            for id in ids {
                group.push(Node::from(id));
            }
            Some(group)
        })
        .collect();
    // A part stands behind the one that it is inside of, so the last is put into its own first; children are collected
    // in their order before that.
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); parts.len()];
    for (at, part) in parts.iter().enumerate() {
        if let Some(inside) = part.inside.and_then(|inside| children.get_mut(inside)) {
            inside.push(at);
        }
    }
    let mut tree = TagTree::new().with_lang(Some(locale.to_owned()));
    for (at, of) in children.iter().enumerate().rev() {
        for child in of {
            let child = groups.get_mut(*child).and_then(Option::take);
            if let (Some(Some(group)), Some(child)) = (groups.get_mut(at), child) {
                group.push(child);
            }
        }
    }
    groups.into_iter().flatten().for_each(|group| tree.push(group));
    tree
}

fn group(role: &Role) -> TagGroup {
    match role {
        Role::Heading(level, title) => {
            let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
            TagGroup::new(Tag::Hn(level, Some(title.clone())))
        }
        Role::Paragraph => TagGroup::new(Tag::P),
        Role::Table => TagGroup::new(Tag::Table),
        Role::Row => TagGroup::new(Tag::TR),
        Role::HeadCell => TagGroup::new(Tag::TH(TableHeaderScope::Column)),
        Role::Cell => TagGroup::new(Tag::TD),
        Role::Figure(alt) => TagGroup::new(Tag::Figure(Some(alt.clone()))),
    }
}

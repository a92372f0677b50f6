//! Adds images, from bytes or a link to the stored row; shared by createImage and importImage.

use std::collections::HashMap;

use serde_json::{Value, json};

pub(crate) use super::download::fetch;
use super::{get::ImageOut, row};
use crate::{
    error::{Code, Error, Result},
    id::ImageId,
    picture::{self, Motion, Picture, PictureError},
    progress::ProgressReport,
    store::{
        TenantRead, TenantWrite,
        entity::{ImageRow, Json, NewImage},
        uploads::{StagedFiles, Uploads},
    },
    tool::{PerformContext, Resource},
    value::one_line,
};

/// The data of an image besides the picture.
pub(crate) struct About {
    pub(crate) file_name: Option<String>,
    pub(crate) description: String,
    pub(crate) tags: Vec<String>,
    pub(crate) categories: Vec<String>,
    /// The source, if it is somebody else's picture.
    pub(crate) origin: Option<Origin>,
}

/// The source of somebody else's picture, and its licence.
pub(crate) struct Origin {
    pub(crate) provider: &'static str,
    pub(crate) id: String,
    pub(crate) page_url: Option<String>,
    /// `{ text, url?, caption?, parts?, required? }`, marked as untrusted.
    pub(crate) credit: Option<Value>,
    pub(crate) licence: Option<String>,
    pub(crate) licence_url: Option<String>,
}

/// A converted picture with staged files.
pub struct ConvertedPicture {
    picture: Picture,
    staged: StagedFiles,
    about: About,
}

/// A picture that is linked, not copied.
pub(crate) struct Link {
    /// The address of its largest size.
    pub(crate) url: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// `[{ url, width, height }]`, smallest first.
    pub(crate) sizes: Value,
}

/// Converts the picture and stages its files; progress starts at the given number of finished steps. CPU-bound: do not
/// call it on the event loop.
///
/// # Errors
/// `IMAGE_INVALID`, `STORAGE_FULL`, `CANCELLED`.
pub(crate) fn make(
    bytes: &[u8],
    uploads: &Uploads,
    about: About,
    (context, behind): (&PerformContext, usize),
) -> Result<ConvertedPicture> {
    let report = |done: usize, total: usize, what: &str| {
        tell(context, done + behind, total + behind, what);
    };
    let picture =
        picture::make(bytes, &report, &|| context.cancel.is_cancelled()).map_err(refused)?;
    let moving = picture.files.iter().map(|file| (file_name(&picture.hash, file.width), file));
    let stills = stills(&picture).iter();
    let stills = stills.map(|file| (still_name(&picture.hash, file.width), file));
    let files = moving.chain(stills).map(|(name, file)| (name, file.bytes.as_slice()));
    let staged = uploads.stage(files)?;
    Ok(ConvertedPicture { picture, staged, about })
}

/// Reports progress to the client.
pub(crate) fn tell(context: &PerformContext, done: usize, total: usize, what: &str) {
    #[expect(clippy::cast_precision_loss, reason = "there are a handful of steps")]
    if let Some(progress) = &context.progress {
        let (done, total) = (done as f64, Some(total as f64));
        progress(ProgressReport { done, total, message: what.to_owned() });
    }
}

fn refused(error: PictureError) -> Error {
    if error == PictureError::Cancelled {
        return Error::new(Code::Cancelled, "cancelled; nothing was changed");
    }
    Error::new(Code::ImageInvalid, error.to_string()).suggest(error.advice())
}

/// The name of a file: half of the hash is enough to identify the picture.
fn file_name(hash: &str, width: u32) -> String {
    format!("{}-{width}.webp", hash.get(..32).unwrap_or(hash))
}

/// The same for the first frame of an animation.
fn still_name(hash: &str, width: u32) -> String {
    format!("{}-{width}-still.webp", hash.get(..32).unwrap_or(hash))
}

/// The first frames of an animation; none of a picture that does not move.
fn stills(picture: &Picture) -> &[picture::File] {
    match &picture.motion {
        Motion::Moves(stills) => stills,
        Motion::Still | Motion::Stopped(_) => &[],
    }
}

/// The image that was imported from that source before.
pub(crate) fn known(db: &TenantRead<'_>, provider: &str, id: &str) -> Result<Option<ImageId>> {
    Ok(row::by_source(db, provider, id)?.map(|image| image.id))
}

/// The images that were made of files with these hashes.
pub(crate) fn known_files<'h>(
    db: &TenantRead<'_>,
    hashes: impl Iterator<Item = &'h str>,
) -> Result<HashMap<String, ImageId>> {
    let known = row::by_hashes(db, &hashes.collect::<Vec<_>>())?;
    Ok(known.into_iter().filter_map(|image| Some((image.hash?, image.id))).collect())
}

/// Whether the picture is an image already.
pub(crate) fn is_there(db: &TenantRead<'_>, made: &ConvertedPicture) -> Result<bool> {
    Ok(there(db, Some(&made.picture.hash), made.about.origin.as_ref())?.is_some())
}

/// The image with its current data.
fn again(db: &TenantRead<'_>, id: ImageId) -> Result<Resource<ImageOut>> {
    let image = ImageRow::by_id(db, id)?.ok_or_else(|| Error::internal("the image is gone"))?;
    let url = match image.url.strip_prefix('/') {
        Some(path) => db.page_url(path),
        None => Some(image.url.clone()),
    };
    Ok(Resource::at(ImageOut::of(image), url))
}

/// Updates the description of an image that was imported before.
pub(crate) fn said_again(
    db: &mut TenantWrite<'_>,
    id: ImageId,
    about: About,
) -> Result<Resource<ImageOut>> {
    let image = ImageRow::by_id(db, id)?.ok_or_else(|| Error::internal("the image is gone"))?;
    say(db, image, about)
}

/// Stores a picture; the same picture again is the same image.
pub(crate) fn keep(
    db: &mut TenantWrite<'_>,
    taken: ConvertedPicture,
) -> Result<Resource<ImageOut>> {
    let ConvertedPicture { picture, staged, about } = taken;
    let mut remarks = picture.remarks.clone();
    match &picture.motion {
        Motion::Stopped(why) => remarks.push(why.clone()),
        Motion::Still | Motion::Moves(_) => {}
    }
    if let Some(image) = there(db, Some(&picture.hash), about.origin.as_ref())? {
        let known = say(db, image, about)?;
        let notes: Vec<String> = known.note.clone().into_iter().chain(remarks).collect();
        return Ok(known.noting((!notes.is_empty()).then(|| notes.join(" "))));
    }
    let url = |width: u32| format!("/uploads/{}", file_name(&picture.hash, width));
    let mut sizes: Vec<Value> = picture
        .files
        .iter()
        .map(|file| json!({ "url": url(file.width), "width": file.width, "height": file.height }))
        .collect();
    for (size, file) in sizes.iter_mut().filter_map(Value::as_object_mut).zip(stills(&picture)) {
        let name = still_name(&picture.hash, file.width);
        size.insert("still".to_owned(), format!("/uploads/{name}").into());
    }
    let sizes = Value::Array(sizes);
    let Picture { hash, width, height, .. } = &picture;
    let link = Link { url: url(*width), width: *width, height: *height, sizes };
    let name = file_name(hash, *width);
    let id = add(db, link, Some(hash), &name, about)?;
    db.place_on_commit(staged);
    Ok(again(db, id)?.noting((!remarks.is_empty()).then(|| remarks.join(" "))))
}

/// Stores a linked picture.
pub(crate) fn keep_link(
    db: &mut TenantWrite<'_>,
    link: Link,
    about: About,
) -> Result<Resource<ImageOut>> {
    match there(db, None, about.origin.as_ref())? {
        Some(image) => say(db, image, about),
        None => add(db, link, None, "picture", about).and_then(|id| again(db, id)),
    }
}

/// Updates an existing image's description and notes that it existed. The source is only added if none is stored: the
/// same bytes may have been uploaded without it before.
fn say(db: &mut TenantWrite<'_>, image: ImageRow, about: About) -> Result<Resource<ImageOut>> {
    let About { file_name, description, tags, categories, origin } = about;
    let mut told = image.clone();
    if let Some(origin) = origin.filter(|_| image.source_provider.is_none()) {
        told.credit = origin.credit;
        told.licence = origin.licence;
        told.licence_url = origin.licence_url;
        told.source_provider = Some(origin.provider.to_owned());
        told.source_id = Some(origin.id);
        told.source_url = origin.page_url;
    }
    let mut new = Vec::new();
    if !description.is_empty() && description != image.description {
        new.push(match image.description.as_str() {
            "" => "its description is the one sent now".to_owned(),
            old => format!("its description is the one sent now, and was “{}”", one_line(old)),
        });
        told.description = description;
    }
    for (known, more, what) in [
        (&mut told.tags, tags, "its tags have those sent now as well"),
        (&mut told.categories, categories, "its categories have those sent now as well"),
    ] {
        let more: Vec<String> = more.into_iter().filter(|word| !known.contains(word)).collect();
        if !more.is_empty() {
            known.extend(more);
            new.push(what.to_owned());
        }
    }
    told.save(db)?;
    let has_other_name = file_name.is_some_and(|name| name != image.file_name);
    let note = (has_other_name || !new.is_empty()).then(|| {
        let here = format!("This picture was here already, as “{}”", image.file_name);
        let parts: Vec<String> = std::iter::once(here).chain(new).collect();
        format!("{}.", parts.join("; "))
    });
    Ok(again(db, image.id)?.noting(note))
}

/// The existing image with these bytes or this source.
fn there(
    db: &TenantRead<'_>,
    hash: Option<&str>,
    origin: Option<&Origin>,
) -> Result<Option<ImageRow>> {
    let same = origin.map(|origin| row::by_source(db, origin.provider, &origin.id)).transpose()?;
    match (same.flatten(), hash) {
        (None, Some(hash)) => row::by_hash(db, hash),
        (same, _) => Ok(same),
    }
}

/// Inserts the row of a picture.
fn add(
    db: &mut TenantWrite<'_>,
    link: Link,
    hash: Option<&str>,
    name: &str,
    about: About,
) -> Result<ImageId> {
    let About { file_name, description, tags, categories, origin } = about;
    let origin = origin.as_ref();
    let image = NewImage {
        id: ImageId::new(),
        file_name: file_name.unwrap_or_else(|| name.to_owned()),
        url: link.url,
        description,
        tags,
        categories,
        width: link.width.into(),
        height: link.height.into(),
        sizes: Json::of(&link.sizes)?,
        hash: hash.map(str::to_owned),
        focus: None,
        credit: origin.and_then(|origin| origin.credit.clone()),
        licence: origin.and_then(|origin| origin.licence.clone()),
        licence_url: origin.and_then(|origin| origin.licence_url.clone()),
        source_provider: origin.map(|origin| origin.provider.to_owned()),
        source_id: origin.map(|origin| origin.id.clone()),
        source_url: origin.and_then(|origin| origin.page_url.clone()),
    };
    image.insert(db).map(|()| image.id)
}

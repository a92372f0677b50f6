//! Pictures of images: what `getImage { show }` adds to its answer.

use std::{io::Read as _, path::PathBuf, sync::Arc};

use serde_json::Value;

use crate::{
    background::{self, Capacity},
    error::{Code, Error, Result},
    picture::view::{self, CELLS_MAX},
    store::{TenantRead, entity::ImageRow, open_named},
    tool::{PerformContext, PerformFuture, Show, Shown, View},
};

/// The width of the file that is shown among others, and alone, in pixels.
const SMALL: i64 = 400;
const LARGE: i64 = 800;

/// The file of an image; `None` where it is linked.
type File = Option<PathBuf>;

/// Shows one image.
pub(super) fn one(db: &TenantRead<'_>, image: &ImageRow) -> Result<Show> {
    let (file, capacity) = (file(db, image, LARGE)?, capacity(db));
    Ok(Box::new(move |_, _| Box::pin(alone(file, capacity))))
}

/// Shows a page of a list, each image with its place in it.
pub(super) fn several(db: &TenantRead<'_>, images: &[ImageRow]) -> Result<Show> {
    let files = images.iter().take(CELLS_MAX).map(|image| file(db, image, SMALL));
    let (files, capacity) = (files.collect::<Result<Vec<File>>>()?, capacity(db));
    Ok(Box::new(move |count, context| {
        Box::pin(together(files, count, capacity, context)) as PerformFuture<Shown>
    }))
}

fn capacity(db: &TenantRead<'_>) -> Arc<Capacity> {
    Arc::clone(&db.policy().allowance.capacity)
}

async fn alone(file: File, capacity: Arc<Capacity>) -> Result<Shown> {
    let Some(file) = file else {
        return Ok(Shown::nothing(
            "This picture is linked, not copied: it stays with its service and cannot be shown here.",
        ));
    };
    let permit = capacity.picture().await?;
    let view = background::compute(move || {
        let _permit = permit;
        view::view(&bytes(file)?, view::SIDE).map_err(Error::internal)
    });
    Ok(Shown { views: vec![View(view.await??)], note: None })
}

async fn together(
    mut files: Vec<File>,
    count: usize,
    capacity: Arc<Capacity>,
    context: PerformContext,
) -> Result<Shown> {
    let left = count.saturating_sub(CELLS_MAX);
    files.truncate(count);
    let notes = [linked(&files), (left > 0).then(|| rest(left))];
    if files.iter().all(Option::is_none) {
        return Ok(Shown { views: Vec::new(), note: joined(notes) });
    }
    let permit = capacity.picture().await?;
    let sheet = background::compute(move || {
        let _permit = permit;
        let cells = files.into_iter().map(|file| {
            if context.cancel.is_cancelled() {
                return Err(Error::new(Code::Cancelled, "cancelled while the sheet was made"));
            }
            // One damaged file leaves its place empty.
            Ok(file.and_then(|file| view::thumbnail(&bytes(file).ok()?).ok()))
        });
        view::sheet(&cells.collect::<Result<Vec<_>>>()?).map_err(Error::internal)
    });
    Ok(Shown { views: vec![View(sheet.await??)], note: joined(notes) })
}

/// Which of them have no picture here.
fn linked(files: &[File]) -> Option<String> {
    let linked = (1..).zip(files).filter(|(_, file)| file.is_none());
    let linked: Vec<String> = linked.map(|(number, _)| number.to_string()).collect();
    (!linked.is_empty()).then(|| {
        format!("Linked, not copied, so that they cannot be shown: {}.", linked.join(", "))
    })
}

fn rest(left: usize) -> String {
    format!(
        "The picture has the first {CELLS_MAX}; for the other {left}, ask with a smaller limit and cursor."
    )
}

fn joined(notes: [Option<String>; 2]) -> Option<String> {
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    (!notes.is_empty()).then(|| notes.join(" "))
}

/// The smallest file of an image that is as wide as wanted, or its largest.
fn file(db: &TenantRead<'_>, image: &ImageRow, wanted: i64) -> Result<File> {
    let sizes: Value = image.sizes.read()?;
    let sizes = sizes.as_array().into_iter().flatten();
    let width = |size: &&Value| size.get("width").and_then(Value::as_i64).unwrap_or_default();
    let wide_enough = sizes.filter(|size| width(size) >= wanted).min_by_key(width);
    let url = wide_enough.and_then(|size| size.get("url")).and_then(Value::as_str);
    Ok(db.picture_file(url.unwrap_or(&image.url)))
}

fn bytes(file: PathBuf) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = open_named(&file).and_then(|mut file| file.read_to_end(&mut bytes));
    read.map_err(Error::internal)?;
    Ok(bytes)
}

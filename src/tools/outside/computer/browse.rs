//! The person's pictures for `browseImages`: a page of them, with a sheet on which they are to be seen.

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    NAME, folders,
    scan::{self, Found, Scan},
};
use crate::{
    background::{self, Capacity},
    error::{Code, Error, Result},
    picture::{
        self, BYTES_MAX, PictureError,
        view::{self, Thumbnail},
    },
    store::{TenantRead, TenantWrite},
    tool::{FetchResult, PerformContext, View},
    tools::{
        cms::image::{ingest, source::bytes_below},
        outside::photos::photo_out::PhotoOut,
    },
    value::Untrusted,
};

/// How long pictures are drawn for the sheet; with what comes before and after it stays below the call's deadline.
const DRAWING_MAX: Duration = Duration::from_secs(8);

/// The characters of an item, about, by which the budget of an answer is shared out.
const ITEM_CHARS: usize = 400;

/// The most files of the inbox that are named although nothing reads them.
const OTHERS_MAX: usize = 10;

/// What is asked for.
pub(in crate::tools::outside) struct Browse {
    words: Vec<String>,
    page: usize,
    limit: usize,
    folders: Arc<[PathBuf]>,
    inbox: PathBuf,
    capacity: Arc<Capacity>,
}

/// What was found.
pub(in crate::tools::outside) struct Browsed {
    seen: Vec<Seen>,
    /// Files of the inbox that nothing reads.
    others: Vec<Found>,
    sheet: Option<View>,
    note: String,
}

/// A file that was looked at.
struct Seen {
    file: Found,
    number: usize,
    /// By which the same picture is known in the library.
    hash: Option<String>,
    size: Option<(u32, u32)>,
    problem: Option<String>,
}

impl Browse {
    pub(in crate::tools::outside) fn of(
        db: &TenantRead<'_>,
        query: Option<&str>,
        (page, limit): (u32, u32),
    ) -> Result<Browse> {
        // What lies in a person's folders is as private as what a customer tells.
        db.tells_of_people();
        Ok(Browse {
            words: scan::words(query.unwrap_or_default()),
            page: page as usize,
            limit: limit as usize,
            folders: folders(db)?,
            inbox: db.inbox(),
            capacity: Arc::clone(&db.policy().allowance.capacity),
        })
    }

    pub(in crate::tools::outside) async fn run(self, context: PerformContext) -> Result<Browsed> {
        let permit = self.capacity.picture().await?;
        let looking = background::compute(move || {
            let _permit = permit;
            self.look(&context)
        });
        looking.await?
    }

    fn look(self, context: &PerformContext) -> Result<Browsed> {
        let limit = self.limit.min((context.budget / ITEM_CHARS).max(1));
        let Scan { mut pictures, mut others, folders, is_partial } =
            scan::scan(&self.folders, &self.inbox);
        pictures.retain(|file| file.has(&self.words));
        let (total, skipped) = (pictures.len(), (self.page - 1).saturating_mul(limit));
        let page: Vec<Found> = pictures.into_iter().skip(skipped).take(limit).collect();
        others.truncate(if self.page == 1 && self.words.is_empty() { OTHERS_MAX } else { 0 });
        let mut note = vec![told(total, (skipped, page.len()), &folders)];
        if is_partial {
            note.push("The folders hold more files than are looked at.".to_owned());
        }
        let (seen, cells, late) = drawn(page, context)?;
        if late > 0 {
            note.push(format!(
                "There was no time to draw {late} of them: ask with a smaller limit."
            ));
        }
        let sheet = cells.iter().any(Option::is_some).then(|| view::sheet(&cells)).transpose();
        let sheet = sheet.map_err(Error::internal)?.map(View);
        Ok(Browsed { seen, others, sheet, note: note.join(" ") })
    }
}

/// How many there are, and which of them these are.
fn told(total: usize, (skipped, count): (usize, usize), folders: &[String]) -> String {
    let places = folders.join(", ");
    if folders.is_empty() {
        return "None of the allowed folders is there.".to_owned();
    }
    match (total, count) {
        (0, _) => format!("No picture in {places} fits."),
        (_, 0) => format!("There are {total} pictures in {places}; this page is behind the last."),
        _ => {
            let more = if skipped + count < total { "; page has more" } else { "" };
            let (first, last) = (skipped + 1, skipped + count);
            format!("{first} to {last} of {total} pictures in {places}, newest first{more}.")
        }
    }
}

/// Draws what can be drawn; the last number is of those for which there was no time.
fn drawn(
    page: Vec<Found>,
    context: &PerformContext,
) -> Result<(Vec<Seen>, Vec<Option<Thumbnail>>, usize)> {
    let (began, total) = (Instant::now(), page.len());
    let (mut seen, mut cells, mut late) = (Vec::new(), Vec::new(), 0);
    for (number, file) in (1..).zip(page) {
        if context.cancel.is_cancelled() {
            return Err(Error::new(Code::Cancelled, "cancelled while pictures were looked at"));
        }
        if began.elapsed() > DRAWING_MAX {
            late += 1;
            cells.push(None);
            seen.push(Seen { file, number, hash: None, size: None, problem: None });
            continue;
        }
        ingest::tell(context, number - 1, total, "looking at the pictures");
        let (hash, drawn) = match bytes(&file) {
            Ok(bytes) => {
                let drawn = view::thumbnail(&bytes).map_err(|error| error.to_string());
                (Some(picture::hash(&bytes)), drawn)
            }
            Err(problem) => (None, Err(problem)),
        };
        let (picture, problem) = match drawn {
            Ok(picture) => (Some(picture), None),
            Err(problem) => (None, Some(problem)),
        };
        let size = picture.as_ref().map(|picture| (picture.width, picture.height));
        cells.push(picture);
        seen.push(Seen { file, number, hash, size, problem });
    }
    Ok((seen, cells, late))
}

/// The bytes of a file, or why there are none.
fn bytes(file: &Found) -> std::result::Result<Vec<u8>, String> {
    if file.bytes > BYTES_MAX as u64 {
        return Err(PictureError::TooManyBytes.to_string());
    }
    let read = bytes_below(&file.root, &file.below);
    read.map(|(bytes, _)| bytes).map_err(|_| "the file cannot be read".to_owned())
}

/// The answer: which of them are in the library already is said.
pub(in crate::tools::outside) fn answered(
    db: &mut TenantWrite<'_>,
    browsed: Browsed,
) -> Result<FetchResult<Untrusted<PhotoOut>>> {
    let Browsed { seen, others, sheet, note } = browsed;
    let known = ingest::known_files(db, seen.iter().filter_map(|seen| seen.hash.as_deref()))?;
    let pictures = seen.into_iter().map(|Seen { file, number, hash, size, problem }| {
        let (width, height) = size.unwrap_or_default();
        PhotoOut {
            photo_id: file.id.clone(),
            number: Some(number),
            image_id: hash.and_then(|hash| known.get(&hash).copied()),
            problem,
            ..of_file(file, (width, height))
        }
    });
    let mut items: Vec<PhotoOut> = pictures.collect();
    let unread = "no picture: nothing here reads it";
    items.extend(
        others
            .into_iter()
            .map(|file| PhotoOut { problem: Some(unread.to_owned()), ..of_file(file, (0, 0)) }),
    );
    let items = items.into_iter().map(|item| Untrusted::new(NAME, item)).collect();
    let views = sheet.into_iter().collect();
    Ok(FetchResult { note: Some(note), views, ..FetchResult::all(items) })
}

fn of_file(file: Found, (width, height): (u32, u32)) -> PhotoOut {
    PhotoOut {
        title: file.name,
        folder: Some(file.folder),
        bytes: Some(file.bytes),
        modified: Some(file.modified),
        width,
        height,
        ..PhotoOut::of(NAME)
    }
}

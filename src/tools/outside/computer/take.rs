//! Takes the person's pictures in, for `importImage`: several at once, in one change.

use std::{
    collections::{HashMap, VecDeque},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use futures::{StreamExt as _, stream};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::time::Instant;

use super::{
    folders,
    scan::{self, Found},
};
use crate::{
    background::{self, Capacity},
    error::{Code, Error, Result},
    id::ImageId,
    store::{TenantRead, TenantWrite, uploads::Uploads},
    tool::{PerformContext, Resource},
    tools::cms::image::{
        get::ImageOut,
        ingest::{self, About, ConvertedPicture},
        source::bytes_below,
    },
};

/// After so long nothing further is waited for: the call has a deadline, and what is there is kept.
const TAKING_MAX: Duration = Duration::from_secs(45);

/// So many are converted at once.
const AT_ONCE: usize = 2;

/// A picture that is wanted: its id, and what is known of it.
pub(in crate::tools::outside) type Wanted = (String, About);

/// The pictures to take.
pub(in crate::tools::outside) struct Take {
    wanted: Vec<Wanted>,
    folders: Arc<[PathBuf]>,
    inbox: PathBuf,
    uploads: Uploads,
    capacity: Arc<Capacity>,
}

/// What became of each.
pub(in crate::tools::outside) struct Taken(Vec<(String, Result<ConvertedPicture>)>);

/// What became of one, as it is answered.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub(in crate::tools::outside) struct PhotoTaken {
    photo_id: String,
    state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<ImageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// Why it is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// What became of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
enum State {
    Taken,
    // It was in the library. A doc comment would make another schema of it.
    AlreadyThere,
    Refused,
}

impl Take {
    pub(in crate::tools::outside) fn of(db: &TenantWrite<'_>, wanted: Vec<Wanted>) -> Result<Take> {
        let read: &TenantRead<'_> = db;
        Ok(Take {
            wanted,
            folders: folders(read)?,
            inbox: read.inbox(),
            uploads: db.uploads(),
            capacity: Arc::clone(&read.policy().allowance.capacity),
        })
    }

    pub(in crate::tools::outside) async fn run(self, context: PerformContext) -> Result<Taken> {
        let Take { wanted, folders, inbox, uploads, capacity } = self;
        let (until, total) = (Instant::now() + TAKING_MAX, wanted.len());
        let mut waiting: VecDeque<String> = wanted.iter().map(|(id, _)| id.clone()).collect();
        ingest::tell(&context, 0, total + 1, "looking for the pictures");
        let scan = background::compute(move || scan::scan(&folders, &inbox)).await?;
        let mut known: HashMap<String, Found> =
            scan.pictures.into_iter().map(|file| (file.id.clone(), file)).collect();
        // Steps of several pictures at once would be out of order.
        let quiet = PerformContext { progress: None, ..context.clone() };
        let each = wanted.into_iter().map(|(id, about)| {
            let found = known.remove(&id);
            let (uploads, capacity, context) = (uploads.clone(), &capacity, quiet.clone());
            async move {
                match found {
                    None => Err(gone()),
                    Some(file) => converted(file, about, uploads, (capacity, context)).await,
                }
            }
        });
        let mut making = std::pin::pin!(stream::iter(each).buffered(AT_ONCE));
        let mut taken = Vec::new();
        while let Some(id) = waiting.pop_front() {
            // In the order in which they are wanted.
            let next = tokio::time::timeout_at(until, making.next()).await;
            let made = next.unwrap_or_else(|_| Some(Err(late())));
            match made.unwrap_or_else(|| Err(late())) {
                Err(error) if error.code() == Code::Cancelled => return Err(error),
                made => taken.push((id, made)),
            }
            ingest::tell(&context, taken.len(), total + 1, "taking the pictures in");
        }
        Ok(Taken(taken))
    }
}

async fn converted(
    file: Found,
    mut about: About,
    uploads: Uploads,
    (capacity, context): (&Capacity, PerformContext),
) -> Result<ConvertedPicture> {
    let permit = capacity.picture().await?;
    let making = background::compute(move || {
        let _permit = permit;
        let (bytes, now) = bytes_below(&file.root, &file.below)?;
        // It may have been replaced since the folders were looked through.
        if scan::id(&file.root, &file.below, &now) != file.id {
            return Err(gone());
        }
        about.file_name = Some(file.name).filter(|name| !name.is_empty());
        ingest::make(&bytes, &uploads, about, (&context, 0))
    });
    making.await?
}

fn gone() -> Error {
    Error::new(
        Code::PhotoNotFound,
        "no picture in the allowed folders has that photoId: it is gone, or has changed since",
    )
    .suggest("browse the computer again, and use photoId exactly as it is there")
}

fn late() -> Error {
    Error::new(Code::OutsideTimeout, "there was no time left for it in this call")
        .suggest("take it with another call")
}

impl Taken {
    /// The only one, which must be good.
    pub(in crate::tools::outside) fn only(
        self,
        db: &mut TenantWrite<'_>,
    ) -> Result<Resource<ImageOut>> {
        let only = self.0.into_iter().next().ok_or_else(|| Error::internal("no picture"))?;
        ingest::keep(db, only.1?)
    }

    /// Keeps those that are good, and says of each what became of it.
    pub(in crate::tools::outside) fn all(
        self,
        db: &mut TenantWrite<'_>,
    ) -> Result<Resource<Vec<PhotoTaken>>> {
        let (mut all, mut notes) = (Vec::new(), Vec::new());
        for (photo_id, made) in self.0 {
            let made = match made {
                Ok(made) => made,
                Err(error) => {
                    let reason = Some(error.message().to_owned());
                    all.push(PhotoTaken {
                        photo_id,
                        state: State::Refused,
                        id: None,
                        url: None,
                        reason,
                    });
                    continue;
                }
            };
            let is_there = ingest::is_there(db, &made)?;
            let Resource { data, note, .. } = ingest::keep(db, made)?;
            let state = if is_there { State::AlreadyThere } else { State::Taken };
            let (id, url) = data.which();
            // That it was there is its state.
            notes.extend(note.filter(|_| !is_there));
            all.push(PhotoTaken { photo_id, state, id: Some(id), url: Some(url), reason: None });
        }
        let note = (!notes.is_empty()).then(|| notes.join(" "));
        Ok(Resource::new(all).noting(note))
    }
}

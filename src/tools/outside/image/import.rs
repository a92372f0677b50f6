//! `importImage`.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    background::{self, Capacity},
    error::{Code, Error, Result},
    id::ImageId,
    outbound::{
        Outbound, Provider,
        pictures::{File, Library, Photo, ProviderError, linked_at, resting},
    },
    store::{TenantWrite, uploads::Uploads},
    tool::{Exchange, PerformContext, PerformFuture, Resource, Spec},
    tools::{
        cms::image::{
            Word,
            get::ImageOut,
            ingest::{self, About, ConvertedPicture, Link, Origin},
            words,
        },
        exactly_one,
        outside::{
            computer::take::{PhotoTaken, Take, Taken, Wanted},
            photos::{
                self, Source, cache,
                placeholder::{self, Drawing},
                quota,
            },
        },
    },
    value::{Line, Text, Untrusted},
};

/// The tool.
pub static TOOL: Exchange<Input, ImportRequest, ImportedPicture, ImportOut> = Exchange::new(
    Spec {
        name: "importImage",
        title: "Import photos",
        description: "Import what browseImages found.",
    },
    prepare,
    perform,
    record,
)
.long();

/// The most pictures of the computer at once.
const TAKEN_MAX: usize = 20;

/// The longer side of a linked photo, and the widths from which a browser chooses.
const LARGEST: u32 = 2_560;
const WIDTHS: [u32; 3] = [400, 800, 1_600];

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    provider: Source,
    photo_id: Option<Line<1, 100>>,
    #[serde(default)]
    #[schemars(length(max = TAKEN_MAX))]
    photo_ids: Vec<Line<1, 100>>,
    description: Option<Text<0, 5_000>>,
    #[serde(default)]
    #[schemars(length(max = TAKEN_MAX))]
    descriptions: Vec<Text<0, 5_000>>,
    #[serde(default)]
    #[schemars(length(max = 50))]
    tags: Vec<Word>,
}

/// The image, or what became of each of several photos.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ImportOut {
    #[serde(flatten)]
    image: Option<ImageOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    photos: Option<Vec<PhotoTaken>>,
}

/// What to import.
pub struct ImportRequest {
    way: Way,
    capacity: Arc<Capacity>,
}

enum Way {
    Here(Box<(ImageId, About)>),
    Draw(Drawing, Box<(Uploads, About)>),
    Fetch(Box<PhotoDownload>),
    Take(Take, HowMany),
}

/// How the answer is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HowMany {
    One,
    Several,
}

/// A photo to fetch from a service.
struct PhotoDownload {
    library: &'static Library,
    service: Provider,
    door: Arc<Outbound>,
    id: String,
    /// The cached search result for the photo.
    photo: Option<Photo>,
    uploads: Uploads,
    about: About,
}

/// The imported picture.
pub struct ImportedPicture(What);

enum What {
    Here(Box<(ImageId, About)>),
    Picture(Box<ConvertedPicture>),
    Link(Box<(Link, About)>),
    Taken(Taken, HowMany),
}

fn prepare(db: &mut TenantWrite<'_>, input: Input) -> Result<ImportRequest> {
    let capacity = Arc::clone(&db.policy().allowance.capacity);
    let scope = exactly_one(&[
        ("photoId", input.photo_id.is_some()),
        ("photoIds", !input.photo_ids.is_empty()),
    ])?;
    if input.provider == Source::Computer {
        let way = take(db, input)?;
        return Ok(ImportRequest { way, capacity });
    }
    if scope == "photoIds" || !input.descriptions.is_empty() {
        let several = "photoIds: several at once are taken from the computer only";
        return Err(Error::new(Code::ArgumentInvalid, several)
            .suggest("import one after the other, with photoId and description"));
    }
    let id = input.photo_id.map(|id| id.to_string()).unwrap_or_default();
    let library = input.provider.library();
    let name = library.map_or(placeholder::NAME, |library| library.name);
    let known = ingest::known(db, name, &id)?;
    let about = About {
        file_name: Some(format!("{name}-{id}")),
        description: input.description.map(|text| text.to_string()).unwrap_or_default(),
        tags: words(&input.tags),
        categories: words(&[]),
        origin: None,
    };
    if let Some(known) = known {
        return Ok(ImportRequest { way: Way::Here(Box::new((known, about))), capacity });
    }
    let uploads = db.uploads();
    let Some(library) = library else {
        let way = Way::Draw(Drawing::named(&id)?, Box::new((uploads, about)));
        return Ok(ImportRequest { way, capacity });
    };
    // Ids are parts of addresses and file names.
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_') {
        return Err(ProviderError::Gone.into_error(library.title));
    }
    let services = Arc::clone(&db.policy().allowance.services);
    let service = services.provider(photos::integration(library), &db.who().tenant.name)?;
    let photo = cache::photo(db, library, &id)?;
    let questions = i64::from(photo.is_none()) + i64::from(library.name == "unsplash");
    if let Some(seconds) = quota::take(db, library, questions)?.filter(|_| questions > 0) {
        return Err(resting(library.title, seconds));
    }
    let door = Arc::clone(services.door());
    let errand = PhotoDownload { library, service, door, id, photo, uploads, about };
    Ok(ImportRequest { way: Way::Fetch(Box::new(errand)), capacity })
}

fn perform(order: ImportRequest, context: PerformContext) -> PerformFuture<ImportedPicture> {
    Box::pin(async move {
        let ImportRequest { way, capacity } = order;
        match way {
            Way::Here(known) => Ok(ImportedPicture(What::Here(known))),
            Way::Draw(drawing, place) => {
                let (uploads, about) = *place;
                let drawn = move |context: &PerformContext| {
                    let bytes = drawing.draw().map_err(Error::internal)?;
                    ingest::make(&bytes, &uploads, about, (context, 0))
                };
                made(&capacity, context, drawn).await
            }
            Way::Fetch(errand) => errand.run(&capacity, context).await,
            Way::Take(take, how_many) => {
                Ok(ImportedPicture(What::Taken(take.run(context).await?, how_many)))
            }
        }
    })
}

/// The person's pictures to take.
fn take(db: &TenantWrite<'_>, input: Input) -> Result<Way> {
    let Input { photo_id, photo_ids, description, mut descriptions, tags, .. } = input;
    let how_many = if photo_id.is_some() { HowMany::One } else { HowMany::Several };
    let ids: Vec<Line<1, 100>> = photo_id.into_iter().chain(photo_ids).collect();
    let fits = match how_many {
        HowMany::One => descriptions.is_empty(),
        HowMany::Several => {
            description.is_none() && (descriptions.is_empty() || descriptions.len() == ids.len())
        }
    };
    if !fits {
        let words = "descriptions: as many as photoIds, in their order; description is for one";
        return Err(Error::new(Code::ArgumentInvalid, words)
            .suggest("send a text for each, \"\" where there is none"));
    }
    descriptions.extend(description);
    let mut descriptions = descriptions.into_iter().map(|text| text.to_string());
    let mut wanted: Vec<Wanted> = Vec::new();
    for id in ids {
        let description = descriptions.next().unwrap_or_default();
        if wanted.iter().all(|(known, _)| *known != *id) {
            let (tags, categories) = (words(&tags), words(&[]));
            let about = About { file_name: None, description, tags, categories, origin: None };
            wanted.push((id.to_string(), about));
        }
    }
    Ok(Way::Take(Take::of(db, wanted)?, how_many))
}

/// Decodes and encodes the picture on a background thread.
async fn made(
    capacity: &Capacity,
    context: PerformContext,
    make: impl FnOnce(&PerformContext) -> Result<ConvertedPicture> + Send + 'static,
) -> Result<ImportedPicture> {
    let permit = capacity.picture().await?;
    let making = background::compute(move || {
        let _permit = permit;
        make(&context)
    });
    let taken = making.await??;
    Ok(ImportedPicture(What::Picture(Box::new(taken))))
}

impl PhotoDownload {
    async fn run(self, capacity: &Capacity, context: PerformContext) -> Result<ImportedPicture> {
        let PhotoDownload { library, service, door, id, photo, uploads, mut about } = self;
        let failed = |trouble: ProviderError| trouble.into_error(library.title);
        let photo = if let Some(photo) = photo {
            photo
        } else {
            ingest::tell(&context, 0, 4, "asking for the photo");
            library.photo(&service, &id).await.map_err(failed)?
        };
        about.origin = Some(origin(library, &photo)?);
        match &photo.file {
            File::Copied(url) => {
                ingest::tell(&context, 1, 4, "fetching the photo");
                let bytes = ingest::fetch(&door, url).await?;
                let make = move |context: &PerformContext| {
                    ingest::make(&bytes, &uploads, about, (context, 2))
                };
                made(capacity, context, make).await
            }
            File::Linked { url, .. } => {
                let link = link(url, &photo);
                // A dry run is no use, so it is not reported.
                if !context.rehearses {
                    library.tell(&service, &photo).await.map_err(failed)?;
                }
                Ok(ImportedPicture(What::Link(Box::new((link, about)))))
            }
        }
    }
}

/// The photo's source. Its texts are stored as untrusted.
fn origin(library: &'static Library, photo: &Photo) -> Result<Origin> {
    let credit = json!({
        "text": photo.credit.text(),
        "url": photo.page_url,
        "caption": photo.title,
        "parts": photo.credit.parts,
        "required": photo.credit.required,
    });
    let credit = serde_json::to_value(Untrusted::new(library.name, credit));
    Ok(Origin {
        provider: library.name,
        id: photo.photo_id.clone(),
        page_url: Some(photo.page_url.clone()),
        credit: Some(credit.map_err(Error::internal)?),
        licence: Some(photo.licence.clone()),
        licence_url: photo.licence_url.clone(),
    })
}

/// The sizes of a linked photo.
fn link(url: &str, photo: &Photo) -> Link {
    let (width, height) = (u64::from(photo.width.max(1)), u64::from(photo.height.max(1)));
    let longer = width.max(height);
    let largest = u64::from(LARGEST).min(longer) * width / longer;
    let largest = u32::try_from(largest).unwrap_or(LARGEST).max(1);
    let high =
        |wide: u32| u32::try_from(u64::from(wide) * height / width).unwrap_or(LARGEST).max(1);
    let widths = WIDTHS.into_iter().filter(|width| *width < largest).chain([largest]);
    let sizes: Value = widths
        .map(|wide| json!({ "url": linked_at(url, wide), "width": wide, "height": high(wide) }))
        .collect();
    Link { url: linked_at(url, largest), width: largest, height: high(largest), sizes }
}

fn record(db: &mut TenantWrite<'_>, brought: ImportedPicture) -> Result<Resource<ImportOut>> {
    let one = match brought.0 {
        What::Here(known) => ingest::said_again(db, known.0, known.1),
        What::Picture(taken) => ingest::keep(db, *taken),
        What::Link(link) => ingest::keep_link(db, link.0, link.1),
        What::Taken(taken, HowMany::One) => taken.only(db),
        What::Taken(taken, HowMany::Several) => {
            return Ok(taken
                .all(db)?
                .map(|photos| ImportOut { image: None, photos: Some(photos) }));
        }
    };
    Ok(one?.map(|image| ImportOut { image: Some(image), photos: None }))
}

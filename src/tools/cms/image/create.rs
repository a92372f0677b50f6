//! `createImage`.

use std::{path::PathBuf, sync::Arc};

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Word, download,
    get::ImageOut,
    ingest::{self, About, ConvertedPicture},
    source::Source,
    words,
};
use crate::{
    background::{self, Capacity},
    error::Result,
    outbound::Outbound,
    store::{TenantRead, TenantWrite, uploads::Uploads},
    tool::{Departure, Exchange, PerformContext, PerformFuture, Resource, SessionReads, Spec},
    tools::{exactly_one, host},
    value::{Line, Name, Text, hidden},
};

/// The limit of names.
const NAME_CHARS_MAX: usize = 200;

/// The tool.
pub static TOOL: Exchange<Input, ImageRequest, ConvertedPicture, ImageOut> = Exchange::new(
    Spec {
        name: "createImage",
        title: "Create an image",
        description: "Create an image from one of path, url, base64.",
    },
    prepare,
    perform,
    record,
)
.asking(departure);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    /// File on this computer, or its name.
    path: Option<Line<1, 4_000>>,
    #[schemars(extend("x-address" = true))]
    url: Option<Line<1, 2_000>>,
    #[schemars(with = "Option<String>", extend("x-as-is" = true))]
    base64: Option<String>,
    filename: Option<Name>,
    description: Option<Text<0, 5_000>>,
    #[serde(default)]
    #[schemars(length(max = 50))]
    tags: Vec<Word>,
    #[serde(default)]
    #[schemars(length(max = 50))]
    categories: Vec<Word>,
}

/// The picture to add.
pub struct ImageRequest {
    source: Source,
    folders: Arc<[PathBuf]>,
    door: Arc<Outbound>,
    capacity: Arc<Capacity>,
    uploads: Uploads,
    about: About,
}

fn departure(
    db: &TenantRead<'_>,
    order: &ImageRequest,
    seen: &SessionReads,
) -> Result<Option<Departure>> {
    let Source::Url(url) = &order.source else { return Ok(None) };
    Ok(Some(host::reading(&[url]).asked_if(host::asks(db, url, false, seen)?)))
}

fn prepare(db: &mut TenantWrite<'_>, input: Input) -> Result<ImageRequest> {
    exactly_one(&[
        ("path", input.path.is_some()),
        ("url", input.url.is_some()),
        ("base64", input.base64.is_some()),
    ])?;
    let source = match (input.path, input.url, input.base64) {
        (Some(path), ..) => Source::Path(path.to_string()),
        (_, Some(url), _) => Source::Url(url.to_string()),
        (.., text) => Source::Base64(text.unwrap_or_default()),
    };
    Ok(ImageRequest {
        source,
        folders: Arc::clone(&db.policy().allowance.image_folders),
        door: Arc::clone(db.policy().allowance.services.door()),
        capacity: Arc::clone(&db.policy().allowance.capacity),
        uploads: db.uploads(),
        about: About {
            file_name: input.filename.map(|name| name.to_string()),
            description: input.description.map(|text| text.to_string()).unwrap_or_default(),
            tags: words(&input.tags),
            categories: words(&input.categories),
            origin: None,
        },
    })
}

fn perform(order: ImageRequest, context: PerformContext) -> PerformFuture<ConvertedPicture> {
    Box::pin(async move {
        let ImageRequest { source, folders, door, capacity, uploads, mut about } = order;
        let fetched = match &source {
            Source::Url(url) => {
                ingest::tell(&context, 0, 4, "fetching the picture");
                Some((ingest::fetch(&door, url).await?, download::name_in(url)))
            }
            Source::Path(_) | Source::Base64(_) => None,
        };
        let behind = usize::from(fetched.is_some());
        let permit = capacity.picture().await?;
        let making = background::compute(move || {
            let _permit = permit;
            let (bytes, name) = fetched.map_or_else(|| source.read(&folders), Ok)?;
            about.file_name = about.file_name.or_else(|| name_of(&name?));
            ingest::make(&bytes, &uploads, about, (&context, behind))
        });
        making.await?
    })
}

/// A file's name, cleaned for use as the image's name.
fn name_of(file: &str) -> Option<String> {
    let name = hidden::as_line(file, NAME_CHARS_MAX);
    (!name.is_empty()).then_some(name)
}

fn record(db: &mut TenantWrite<'_>, taken: ConvertedPicture) -> Result<Resource<ImageOut>> {
    ingest::keep(db, taken)
}

//! `createImage`.

use std::{path::PathBuf, sync::Arc};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Word, get::ImageOut, row, source::Source, words};
use crate::{
    clock,
    error::{Code, Error, Result},
    id::ImageId,
    picture::{self, Picture, PictureError},
    progress::ProgressReport,
    store::{
        Dml, TenantWrite,
        uploads::{Staged, Uploads},
    },
    tool::{Exchange, Performing, Resource, Spec, Watch},
    tools::exactly_one,
    value::{Name, Text},
};

/// The tool.
pub static TOOL: Exchange<Input, Order, Made, ImageOut> = Exchange::new(
    Spec {
        name: "createImage",
        title: "Create an image",
        description: "Create an image from exactly one of path, url, base64. The same picture again gives the same image. Returns the image with its url.",
    },
    prepare,
    perform,
    record,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    /// File on this computer.
    path: Option<Text<1, 4_000>>,
    url: Option<Text<1, 2_000>>,
    #[schemars(with = "Option<String>")]
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

/// A picture that is to be made.
pub struct Order {
    source: Source,
    folders: Arc<[PathBuf]>,
    uploads: Uploads,
    about: About,
}

/// What is noted of a picture besides itself.
struct About {
    file_name: Option<String>,
    description: String,
    tags: String,
    categories: String,
}

/// A picture that has been made, its files waiting for their row.
pub struct Made {
    picture: Picture,
    staged: Staged,
    about: About,
}

fn prepare(db: &mut TenantWrite<'_>, input: Input) -> Result<Order> {
    exactly_one(&[
        ("path", input.path.is_some()),
        ("url", input.url.is_some()),
        ("base64", input.base64.is_some()),
    ])?;
    let source = match (input.path, input.base64) {
        (Some(path), _) => Source::Path(path.to_string()),
        (_, Some(text)) => Source::Base64(text),
        (None, None) => {
            return Err(Error::new(
                Code::ImageUnreachable,
                "url: this version takes no pictures from the web",
            )
            .suggest("download it, then give `path`; or send base64"));
        }
    };
    Ok(Order {
        source,
        folders: Arc::clone(&db.who().allowance.image_folders),
        uploads: db.uploads(),
        about: About {
            file_name: input.filename.map(|name| name.to_string()),
            description: input.description.map(|text| text.to_string()).unwrap_or_default(),
            tags: words(&input.tags),
            categories: words(&input.categories),
        },
    })
}

/// Off the event loop: reading, decoding and encoding take a processor for a while.
fn perform(order: Order, watch: Watch) -> Performing<Made> {
    Box::pin(async move {
        let making = tokio::task::spawn_blocking(move || make(order, &watch));
        making.await.map_err(Error::internal)?
    })
}

fn make(order: Order, watch: &Watch) -> Result<Made> {
    let Order { source, folders, uploads, mut about } = order;
    let report = |done: usize, total: usize, what: &str| {
        #[expect(clippy::cast_precision_loss, reason = "there are a handful of steps")]
        if let Some(progress) = &watch.progress {
            let (done, total) = (done as f64, Some(total as f64));
            progress(ProgressReport { done, total, message: what.to_owned() });
        }
    };
    let (bytes, name) = source.read(&folders)?;
    let picture =
        picture::make(&bytes, &report, &|| watch.cancel.is_cancelled()).map_err(refused)?;
    about.file_name = about.file_name.or(name.map(|name| name.chars().take(200).collect()));
    let files = picture.files.iter();
    let files = files.map(|file| (file_name(&picture.hash, file.width), file.bytes.as_slice()));
    let staged = uploads.stage(files)?;
    Ok(Made { picture, staged, about })
}

fn refused(error: PictureError) -> Error {
    if error == PictureError::Cancelled {
        return Error::new(Code::Cancelled, "cancelled; nothing was changed");
    }
    Error::new(Code::ImageInvalid, error.to_string()).suggest(error.advice())
}

/// The name of a file: half a hash is enough to tell pictures apart.
fn file_name(hash: &str, width: u32) -> String {
    format!("{}-{width}.webp", hash.get(..32).unwrap_or(hash))
}

fn record(db: &mut TenantWrite<'_>, made: Made) -> Result<Resource<ImageOut>> {
    let Made { picture, staged, about } = made;
    let known = row::by_hash(db, &picture.hash)?;
    let id = known.map_or_else(ImageId::new, |known| known.id);
    if row::by_id(db, id)?.is_none() {
        add(db, id, &picture, about)?;
        db.place_on_commit(staged);
    }
    let image = row::by_id(db, id)?.ok_or_else(|| Error::internal("a new image is gone"))?;
    let url = db.who().page_url(image.url.trim_start_matches('/'));
    Ok(Resource::at(ImageOut::of(image), url))
}

/// Adds the row of a picture.
fn add(db: &mut TenantWrite<'_>, id: ImageId, picture: &Picture, about: About) -> Result<()> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO image (tenant_id, id, file_name, url, description, tags, categories, width, height,
                            status, sizes, hash, version, created_at, updated_at)
         VALUES (:tenant, :id, :name, :url, :description, :tags, :categories, :width, :height,
                 'completed', :sizes, :hash, 1, :now, :now)",
    );
    let url = |width: u32| format!("/uploads/{}", file_name(&picture.hash, width));
    let size = |file: &picture::File| json!({ "url": url(file.width), "width": file.width, "height": file.height });
    let sizes: Value = picture.files.iter().map(size).collect();
    let name = about.file_name.unwrap_or_else(|| file_name(&picture.hash, picture.width));
    db.execute(
        &ADD,
        &[
            (":id", id.into()),
            (":name", name.into()),
            (":url", url(picture.width).into()),
            (":description", about.description.into()),
            (":tags", about.tags.into()),
            (":categories", about.categories.into()),
            (":width", picture.width.into()),
            (":height", picture.height.into()),
            (":sizes", sizes.to_string().into()),
            (":hash", picture.hash.as_str().into()),
            (":now", clock::now().into()),
        ],
    )?;
    Ok(())
}

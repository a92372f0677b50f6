//! Taking in: what the tools that add images share, from bytes or a link to the row.

use serde_json::{Value, json};

pub(crate) use super::download::fetch;
use super::{ImageRow, get::ImageOut, row};
use crate::{
    clock,
    error::{Code, Error, Result},
    id::ImageId,
    picture::{self, Picture, PictureError},
    progress::ProgressReport,
    store::{
        Dml, Param, TenantRead, TenantWrite,
        uploads::{Staged, Uploads},
    },
    tool::{Resource, Watch},
};

/// What is noted of an image besides the picture.
pub(crate) struct About {
    pub(crate) file_name: Option<String>,
    pub(crate) description: String,
    /// As JSON, like the categories.
    pub(crate) tags: String,
    pub(crate) categories: String,
    /// Where it is from, if it is somebody else's.
    pub(crate) origin: Option<Origin>,
}

/// Where somebody else's picture is from, and on what terms.
pub(crate) struct Origin {
    pub(crate) provider: &'static str,
    pub(crate) id: String,
    pub(crate) page_url: Option<String>,
    /// `{ text, url?, caption?, parts?, required? }`, marked as a stranger's words.
    pub(crate) credit: Option<Value>,
    pub(crate) licence: Option<String>,
    pub(crate) licence_url: Option<String>,
}

/// A picture that has been made, its files waiting for their row.
pub struct Taken {
    picture: Picture,
    staged: Staged,
    about: About,
}

/// A picture that stays where it is.
pub(crate) struct Link {
    /// Of its largest size.
    pub(crate) url: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// `[{ url, width, height }]`, smallest first.
    pub(crate) sizes: Value,
}

/// Makes the picture and stages its files, where so many steps are behind the call already. Not for the
/// event loop: it computes for a while.
///
/// # Errors
/// `IMAGE_INVALID`, `STORAGE_FULL`, `CANCELLED`.
pub(crate) fn make(
    bytes: &[u8],
    uploads: &Uploads,
    about: About,
    (watch, behind): (&Watch, usize),
) -> Result<Taken> {
    let report = |done: usize, total: usize, what: &str| {
        tell(watch, done + behind, total + behind, what);
    };
    let picture =
        picture::make(bytes, &report, &|| watch.cancel.is_cancelled()).map_err(refused)?;
    let files = picture.files.iter();
    let files = files.map(|file| (file_name(&picture.hash, file.width), file.bytes.as_slice()));
    let staged = uploads.stage(files)?;
    Ok(Taken { picture, staged, about })
}

/// Tells whoever waits how far it has come.
pub(crate) fn tell(watch: &Watch, done: usize, total: usize, what: &str) {
    #[expect(clippy::cast_precision_loss, reason = "there are a handful of steps")]
    if let Some(progress) = &watch.progress {
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

/// The name of a file: half a hash is enough to tell pictures apart.
fn file_name(hash: &str, width: u32) -> String {
    format!("{}-{width}.webp", hash.get(..32).unwrap_or(hash))
}

/// The image that was taken from there before.
pub(crate) fn known(db: &TenantRead<'_>, provider: &str, id: &str) -> Result<Option<ImageId>> {
    Ok(row::by_source(db, provider, id)?.map(|image| image.id))
}

/// An image that is there already.
pub(crate) fn again(db: &TenantRead<'_>, id: ImageId) -> Result<Resource<ImageOut>> {
    let image = row::by_id(db, id)?.ok_or_else(|| Error::internal("the image is gone"))?;
    let url = match image.url.strip_prefix('/') {
        Some(path) => db.who().page_url(path),
        None => Some(image.url.clone()),
    };
    Ok(Resource::at(ImageOut::of(image), url))
}

/// Keeps a picture; the same one again is the same image.
pub(crate) fn keep(db: &mut TenantWrite<'_>, taken: Taken) -> Result<Resource<ImageOut>> {
    let Taken { picture, staged, about } = taken;
    if let Some(image) = there(db, Some(&picture.hash), about.origin.as_ref())? {
        if let Some(origin) = about.origin.filter(|_| image.source_provider.is_none()) {
            name_source(db, image.id, &origin)?;
        }
        return again(db, image.id);
    }
    let url = |width: u32| format!("/uploads/{}", file_name(&picture.hash, width));
    let size = |file: &picture::File| json!({ "url": url(file.width), "width": file.width, "height": file.height });
    let sizes: Value = picture.files.iter().map(size).collect();
    let Picture { hash, width, height, .. } = &picture;
    let link = Link { url: url(*width), width: *width, height: *height, sizes };
    let name = file_name(hash, *width);
    let id = add(db, &link, Some(hash), &name, &about)?;
    db.place_on_commit(staged);
    again(db, id)
}

/// Keeps a picture that stays where it is.
pub(crate) fn keep_link(
    db: &mut TenantWrite<'_>,
    link: &Link,
    about: &About,
) -> Result<Resource<ImageOut>> {
    let id = match there(db, None, about.origin.as_ref())? {
        Some(image) => image.id,
        None => add(db, link, None, "picture", about)?,
    };
    again(db, id)
}

/// The image that it is already.
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

/// Says of an image whose it is: its bytes were taken before without that.
fn name_source(db: &mut TenantWrite<'_>, id: ImageId, origin: &Origin) -> Result<()> {
    const NAME: Dml = Dml::scoped(
        "UPDATE image SET credit = :credit, licence = :licence,
                          licence_url = :licence_url, source_provider = :provider,
                          source_id = :source, source_url = :page,
                          version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id",
    );
    let mut params = vec![(":id", id.into()), (":now", clock::now().into())];
    params.extend(of_origin(Some(origin)));
    db.execute(&NAME, &params)?;
    Ok(())
}

/// The columns that say where a picture is from.
fn of_origin(origin: Option<&Origin>) -> [(&'static str, Param<'_>); 6] {
    let text = |of: fn(&Origin) -> Option<&str>| -> Param<'_> { origin.and_then(of).into() };
    let credit = origin.and_then(|origin| origin.credit.as_ref());
    [
        (":credit", credit.map(Value::to_string).into()),
        (":licence", text(|origin| origin.licence.as_deref())),
        (":licence_url", text(|origin| origin.licence_url.as_deref())),
        (":provider", text(|origin| Some(origin.provider))),
        (":source", text(|origin| Some(&origin.id))),
        (":page", text(|origin| origin.page_url.as_deref())),
    ]
}

/// Adds the row of a picture.
fn add(
    db: &mut TenantWrite<'_>,
    link: &Link,
    hash: Option<&str>,
    name: &str,
    about: &About,
) -> Result<ImageId> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO image (tenant_id, id, file_name, url, description, tags, categories, width, height,
                            status, sizes, hash, credit, licence, licence_url,
                            source_provider, source_id, source_url, version, created_at, updated_at)
         VALUES (:tenant, :id, :name, :url, :description, :tags, :categories, :width, :height,
                 'completed', :sizes, :hash, :credit, :licence, :licence_url,
                 :provider, :source, :page, 1, :now, :now)",
    );
    let id = ImageId::new();
    let mut params = vec![
        (":id", id.into()),
        (":name", about.file_name.as_deref().unwrap_or(name).into()),
        (":url", link.url.as_str().into()),
        (":description", about.description.as_str().into()),
        (":tags", about.tags.as_str().into()),
        (":categories", about.categories.as_str().into()),
        (":width", link.width.into()),
        (":height", link.height.into()),
        (":sizes", link.sizes.to_string().into()),
        (":hash", hash.into()),
        (":now", clock::now().into()),
    ];
    params.extend(of_origin(about.origin.as_ref()));
    db.execute(&ADD, &params)?;
    Ok(id)
}

//! A bucket of S3, or of what speaks like it, from which a web server or a network of caches takes the files.
//!
//! A bucket cannot change all files in one step. So what pages need comes first, then the pages, then what names them;
//! what went goes last, and style sheets and pictures of the release before stay for one more release. Whoever loads a
//! page meanwhile has it whole, with all that it needs; two pages may be of two releases for some seconds.
//!
//! Which objects are ours stands in an object beside them, before the first of them is there. Others are left alone,
//! and what is in the way of a page is not replaced.

mod manifest;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use futures::{StreamExt as _, TryStreamExt as _, stream};
use object_store::{
    Attribute, Attributes, BackoffConfig, Error as ObjectError, GetOptions, ObjectStore,
    ObjectStoreExt as _, PutOptions, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder, S3ConditionalPut},
    path::Path,
};

use self::manifest::{Manifest, NAME};
use super::{Delivery, upload};
use crate::{
    error::{Code, Error, Result},
    outbound::ObjectsDoor,
    release::{settings::BucketSettings, store::ReleaseFile},
};

/// A bucket, with all that is needed to reach it.
pub(crate) struct Bucket {
    pub(crate) door: ObjectsDoor,
    pub(crate) settings: BucketSettings,
    /// The id and the secret of an access key.
    pub(crate) key: (String, String),
}

const PUBLIC: &str = "what was public still is";
const MIXED: &str = "some pages are the new ones already";

/// The digest of an object's content, as it is kept with it.
const DIGEST: &str = "sha256";

/// A bucket on its way from one release to the next.
struct Way<'w> {
    store: AmazonS3,
    bucket: &'w Bucket,
    delivery: &'w Delivery<'w>,
}

/// What comes before what: pages come when all is there that they need, and what names pages when they are there.
fn rank(file: &ReleaseFile) -> u8 {
    if is_final(&file.path) {
        0
    } else if file.content_type.starts_with("text/html") {
        1
    } else {
        2
    }
}

/// Whether the file has its content in its name.
fn is_final(path: &str) -> bool {
    path.starts_with("assets/") || path.starts_with("uploads/")
}

pub(super) fn deliver(to: &Bucket, delivery: &Delivery<'_>) -> Result<String> {
    let way = Way { store: open(to)?, bucket: to, delivery };
    upload::run(way.go())?;
    let BucketSettings { name, prefix, .. } = &to.settings;
    Ok(if prefix.is_empty() {
        format!("bucket {name}")
    } else {
        format!("bucket {name}, {prefix}/")
    })
}

fn open(to: &Bucket) -> Result<AmazonS3> {
    let (id, secret) = &to.key;
    let backoff = BackoffConfig {
        init_backoff: Duration::from_millis(300),
        max_backoff: Duration::from_secs(5),
        base: 2.,
    };
    let tries = RetryConfig { backoff, max_retries: 3, retry_timeout: Duration::from_secs(20) };
    let store = AmazonS3Builder::new()
        .with_http_connector(to.door.clone())
        .with_endpoint(&to.settings.endpoint)
        .with_allow_http(true)
        .with_region(&to.settings.region)
        .with_bucket_name(&to.settings.name)
        .with_access_key_id(id)
        .with_secret_access_key(secret)
        .with_retry(tries)
        // Several services answer conditions, and deletions of many at once, with errors.
        .with_conditional_put(S3ConditionalPut::Disabled)
        .with_disable_bulk_delete(true)
        .build();
    store.map_err(|error| failure(error, PUBLIC))
}

impl Way<'_> {
    async fn go(&self) -> Result<()> {
        let there = self.there().await?;
        let before = self.manifest(there.contains(NAME)).await?;
        let wanted: BTreeMap<&str, &ReleaseFile> =
            self.delivery.files.iter().map(|file| (file.path.as_str(), file)).collect();
        self.refuse_foreign(&there, &before, &wanted)?;
        let missing = self.missing(&there, &before, &wanted).await?;
        let stale: BTreeSet<&str> =
            before.paths().filter(|path| !wanted.contains_key(path)).collect();
        // Who is ended from here on leaves nothing that is not known to be ours.
        let mut underway = before.clone();
        underway.unsure(missing.iter().map(|file| file.path.as_str()));
        self.write(&underway).await?;
        let mut done = Vec::new();
        if let Err(error) = self.upload(missing, &mut done).await {
            // Without it the next release only has more to ask.
            underway.sure(&done);
            let _ = self.write(&underway).await;
            return Err(error);
        }
        let (kept, gone): (Vec<&str>, Vec<&str>) = stale
            .iter()
            .partition(|path| is_final(path) && !before.is_kept(path) && there.contains(**path));
        self.delete(gone.into_iter().filter(|path| there.contains(*path))).await?;
        self.write(&Manifest::after(self.delivery, &before, &kept)).await
    }

    /// The names of all objects, below the prefix.
    async fn there(&self) -> Result<BTreeSet<String>> {
        let prefix = &self.bucket.settings.prefix;
        let below = (!prefix.is_empty()).then(|| Path::from(prefix.as_str()));
        let begin = below.as_ref().map_or_else(String::new, |below| format!("{below}/"));
        let mut listed = self.store.list(below.as_ref());
        let mut there = BTreeSet::new();
        while let Some(object) = listed.next().await {
            let object = object.map_err(|error| failure(error, PUBLIC))?;
            let name = object.location.as_ref();
            there.insert(name.strip_prefix(&begin).unwrap_or(name).to_owned());
        }
        Ok(there)
    }

    async fn manifest(&self, is_there: bool) -> Result<Manifest> {
        if !is_there {
            return Ok(Manifest::default());
        }
        let read = self.store.get(&self.place(NAME)).await;
        let bytes = match read {
            Ok(read) => read.bytes().await,
            Err(error) => Err(error),
        };
        let bytes = bytes.map_err(|error| failure(error, PUBLIC))?;
        Manifest::read(&bytes, &self.bucket.settings.name)
    }

    /// Refuses to replace what somebody else has put there.
    fn refuse_foreign(
        &self,
        there: &BTreeSet<String>,
        before: &Manifest,
        wanted: &BTreeMap<&str, &ReleaseFile>,
    ) -> Result<()> {
        let is_foreign = |path: &&&str| there.contains(**path) && before.digest(path).is_none();
        let foreign: Vec<&str> = wanted.keys().filter(is_foreign).copied().take(3).collect();
        if foreign.is_empty() {
            return Ok(());
        }
        let sentence = format!(
            "the bucket {} has files of somebody else's where the release has its own: {}; nothing was changed there",
            self.bucket.settings.name,
            foreign.join(", ")
        );
        Err(Error::new(Code::TargetRefused, sentence).suggest(
            "take them away there, or name another bucket or folder in it: deskhand target add",
        ))
    }

    /// The files that are not there as they should be.
    async fn missing<'f>(
        &self,
        there: &BTreeSet<String>,
        before: &Manifest,
        wanted: &BTreeMap<&str, &'f ReleaseFile>,
    ) -> Result<Vec<&'f ReleaseFile>> {
        let is_sure = |file: &ReleaseFile| {
            there.contains(&file.path) && before.digest(&file.path) == Some(&*file.sha256)
        };
        let unsure = wanted.values().copied().filter(|file| !is_sure(file));
        let looked = stream::iter(unsure.map(|file| async move {
            let is_asked = there.contains(&file.path) && before.digest(&file.path) == Some("");
            Ok((!is_asked || !self.has(file).await?).then_some(file))
        }));
        let found: Vec<Option<&ReleaseFile>> =
            looked.buffer_unordered(upload::AT_ONCE).try_collect().await?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Whether the object has the content of that file, where whoever uploaded it was ended.
    async fn has(&self, file: &ReleaseFile) -> Result<bool> {
        let options = GetOptions { head: true, ..GetOptions::default() };
        match self.store.get_opts(&self.place(&file.path), options).await {
            Ok(found) => {
                let digest = found.attributes.get(&Attribute::Metadata(DIGEST.into()));
                Ok(digest.is_some_and(|digest| **digest == *file.sha256))
            }
            Err(ObjectError::NotFound { .. }) => Ok(false),
            Err(error) => Err(failure(error, PUBLIC)),
        }
    }

    /// Uploads what is missing; what is there by then is added to `done`, also where it fails.
    async fn upload<'f>(
        &self,
        mut missing: Vec<&'f ReleaseFile>,
        done: &mut Vec<&'f ReleaseFile>,
    ) -> Result<()> {
        missing.sort_by_key(|file| (rank(file), &file.path));
        for step in missing.chunk_by(|one, other| rank(one) == rank(other)) {
            let puts = step.iter().map(|file| async move { self.put(file).await.map(|()| *file) });
            let mut puts = stream::iter(puts).buffer_unordered(upload::AT_ONCE);
            while let Some(put) = puts.next().await {
                done.push(put?);
            }
        }
        Ok(())
    }

    async fn put(&self, file: &ReleaseFile) -> Result<()> {
        let public = if rank(file) == 0 { PUBLIC } else { MIXED };
        if upload::is_late(self.delivery.until, Duration::ZERO) {
            return Err(upload::late("not all files could be uploaded", public));
        }
        let age = if is_final(&file.path) {
            "public, max-age=31536000, immutable"
        } else {
            "public, max-age=0, must-revalidate"
        };
        let attributes = Attributes::from_iter([
            (Attribute::ContentType, file.content_type.clone()),
            (Attribute::CacheControl, age.to_owned()),
            (Attribute::Metadata(DIGEST.into()), file.sha256.clone()),
        ]);
        let options = PutOptions { attributes, ..PutOptions::default() };
        let bytes = self.delivery.blobs.read(&file.sha256)?;
        let put = self.store.put_opts(&self.place(&file.path), bytes.into(), options).await;
        put.map(|_| ()).map_err(|error| failure(error, public))
    }

    async fn delete(&self, paths: impl Iterator<Item = &str>) -> Result<()> {
        for path in paths {
            match self.store.delete(&self.place(path)).await {
                Ok(()) | Err(ObjectError::NotFound { .. }) => {}
                Err(error) => return Err(failure(error, MIXED)),
            }
        }
        Ok(())
    }

    async fn write(&self, manifest: &Manifest) -> Result<()> {
        let bytes = manifest.text()?.into_bytes();
        let put = self.store.put(&self.place(NAME), bytes.into()).await;
        put.map(|_| ()).map_err(|error| failure(error, MIXED))
    }

    /// The object of a file.
    fn place(&self, path: &str) -> Path {
        let prefix = &self.bucket.settings.prefix;
        if prefix.is_empty() { Path::from(path) } else { Path::from(format!("{prefix}/{path}")) }
    }
}

/// Whether the key is the trouble. The library has a word for that with objects, and with lists only what was answered.
fn is_refusal(error: &ObjectError, said: &str) -> bool {
    matches!(error, ObjectError::Unauthenticated { .. } | ObjectError::PermissionDenied { .. })
        || ["401 Unauthorized", "403 Forbidden"].iter().any(|answer| said.contains(answer))
}

/// What the service answers, for people.
fn failure(error: ObjectError, public: &str) -> Error {
    let said = error.to_string();
    let is_missing = matches!(error, ObjectError::NotFound { .. });
    let (code, why, next) = if said.contains("RequestTimeTooSkewed") {
        (
            Code::TargetRefused,
            "the bucket's service says that the clock of this computer is wrong",
            "set the clock, then create the release again",
        )
    } else if is_refusal(&error, &said) {
        (
            Code::KeyRefused,
            "the bucket does not take the key, or the key may not read, write, list and delete there",
            "the operator gives another one: deskhand target token NAME",
        )
    } else if is_missing || said.contains("404 Not Found") {
        (
            Code::TargetRefused,
            "there is no such bucket at that address",
            "the operator checks its name, region and endpoint: deskhand target list",
        )
    } else if ["SlowDown", "429 Too Many Requests"].iter().any(|answer| said.contains(answer)) {
        (
            Code::OutsideLimited,
            "the bucket's service takes no more for now",
            "create the release again in a minute",
        )
    } else {
        (
            Code::OutsideUnreachable,
            "the bucket cannot be reached, or its service is in trouble",
            "check its endpoint with deskhand target list, and whether this computer is online",
        )
    };
    let said: String = said.chars().take(500).collect();
    Error::new(code, format!("{why}; {public}")).suggest(next).caused_by(said)
}

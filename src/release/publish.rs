//! Makes a release and brings it to its target: first all bytes, then the target in one step.
//!
//! One process makes releases of a tenant at a time: it holds a lock on a file, which ends with the process. Whatever
//! ends it in the middle, the target has the release that it had before, whole.

use std::{
    collections::HashMap,
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crate::{
    background,
    error::{Code, Error, Result},
    release::{
        blobs::{Blobs, full},
        build::Plan,
        store::ReleaseFile,
        targets::{self, Delivery},
    },
};

/// How long it takes at most, with its upload: a call has a minute, and most clients wait no longer.
const TIME: Duration = Duration::from_secs(45);

/// In it is a file for each target.
const MARKS: &str = "targets";

/// A release to be made, or one that is made and is to be public again.
pub(crate) struct Job {
    pub(crate) contents: Contents,
    /// The bytes of the tenant's releases.
    pub(crate) folder: PathBuf,
    /// The release's number.
    pub(crate) number: i64,
    /// Whether it goes back: then a newer release at the target is no obstacle.
    pub(crate) goes_back: bool,
    pub(crate) target: targets::Place,
}

/// What a job makes public.
pub(crate) enum Contents {
    /// A plan, with the files of the release before it, by path.
    Planned(Box<Plan>, HashMap<String, ReleaseFile>),
    Made(Vec<ReleaseFile>),
}

/// What a job has done. While it is kept, nobody else makes a release of the tenant.
pub(crate) struct Published {
    pub(crate) files: Vec<ReleaseFile>,
    /// Where it is, for people.
    pub(crate) place: Option<String>,
    _lock: File,
}

/// Makes the release and brings it to its target. Blocks, and computes much.
///
/// # Errors
/// `RELEASE_RUNNING`, `STORAGE_FULL`, and what targets answer. The target is as it was then.
pub(crate) fn publish(job: Job) -> Result<Published> {
    let until = Instant::now() + TIME;
    let lock = lock(&job.folder)?;
    let blobs = Blobs::new(job.folder.clone());
    blobs.sweep();
    let before = delivered(&job.folder, &job.target.id);
    if before.is_some_and(|before| before > job.number) && !job.goes_back {
        return Err(running("a newer release has been made public meanwhile"));
    }
    let files = match job.contents {
        Contents::Planned(plan, known) => bytes(&plan, &known, &blobs)?,
        Contents::Made(files) => files,
    };
    let delivery =
        Delivery { files: &files, blobs: &blobs, number: job.number, work: &job.folder, until };
    // Before the target changes: whoever is killed between the two has not lost what may be public.
    mark(&job.folder, &job.target.id, job.number)?;
    let place = match targets::deliver(&job.target, &delivery) {
        Ok(place) => place,
        Err(error) => {
            // What is elsewhere may have changed all the same, so nothing is taken for public there. Without the mark
            // the next release only has more to do.
            let before = before.filter(|_| !job.target.is_remote());
            let _ = mark(&job.folder, &job.target.id, before.unwrap_or_default());
            return Err(error);
        }
    };
    Ok(Published { files, place, _lock: lock })
}

/// The number of the release that has last been on its way to a target. When it is not what the target's row says,
/// whoever brought it there was ended, and what is public may be either.
pub(crate) fn delivered(folder: &Path, target: &str) -> Option<i64> {
    fs::read_to_string(folder.join(MARKS).join(target)).ok()?.trim().parse().ok()
}

fn mark(folder: &Path, target: &str, number: i64) -> Result<()> {
    let marks = folder.join(MARKS);
    fs::create_dir_all(&marks).map_err(full)?;
    crate::store::write_whole(&marks.join(target), number.to_string().as_bytes()).map_err(full)
}

/// Brings all bytes of a plan to the disk. Drawing, packing and waiting for the disk take most of a first release.
fn bytes(
    plan: &Plan,
    known: &HashMap<String, ReleaseFile>,
    blobs: &Blobs,
) -> Result<Vec<ReleaseFile>> {
    let all: Vec<_> = plan.files.iter().collect();
    background::each(&all, |(path, planned)| {
        let kept = known.get(*path).filter(|_| planned.is_final(path));
        if let Some(kept) = kept.filter(|kept| blobs.place(&kept.sha256, "").is_file()) {
            return Ok(kept.clone());
        }
        let blob = blobs.put(&plan.bytes(planned)?, planned.is_text())?;
        let length = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX);
        Ok(ReleaseFile {
            path: (*path).clone(),
            sha256: blob.sha256,
            bytes: length(blob.bytes),
            content_type: planned.content_type.to_owned(),
            gzip_bytes: blob.gzip.map(length),
            brotli_bytes: blob.brotli.map(length),
        })
    })
}

fn lock(folder: &Path) -> Result<File> {
    fs::create_dir_all(folder).map_err(full)?;
    let mut options = File::options();
    let file = options.create(true).truncate(false).write(true).open(folder.join("lock"));
    let file = file.map_err(full)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(running("another release is being made right now")),
        Err(TryLockError::Error(cause)) => Err(full(cause)),
    }
}

fn running(why: &str) -> Error {
    Error::new(Code::ReleaseRunning, format!("{why}; nothing was changed by this call")).suggest(
        "look with getRelease what is public, then create the release again if it is needed",
    )
}

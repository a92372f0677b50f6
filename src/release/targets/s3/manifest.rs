//! Which objects of a bucket are ours, and what is in them. It lies in the bucket itself: so two computers, or one that
//! was set up anew, know the same.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    error::{Code, Error, Result},
    release::{store::ReleaseFile, targets::Delivery},
};

/// The name of its object.
pub(super) const NAME: &str = ".deskhand-release.json";

/// What a release, or several, have put into a bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The number of the release.
    release: i64,
    /// By path the SHA-256 of the content; empty where an upload may have been interrupted.
    files: BTreeMap<String, String>,
    /// What only the release before needs.
    #[serde(default)]
    kept: Vec<String>,
}

impl Manifest {
    pub(super) fn read(bytes: &[u8], bucket: &str) -> Result<Manifest> {
        serde_json::from_slice(bytes).map_err(|cause| {
            let sentence = format!("{NAME} in the bucket {bucket} cannot be read, so what is ours there is not known");
            Error::new(Code::TargetRefused, sentence)
                .suggest("take all files of the site away there, and that one, then create the release again")
                .caused_by(cause)
        })
    }

    pub(super) fn text(&self) -> Result<String> {
        serde_json::to_string(self).map_err(Error::internal)
    }

    /// That of a bucket with a whole release, and what the one before it still needs.
    pub(super) fn after(delivery: &Delivery<'_>, before: &Manifest, kept: &[&str]) -> Manifest {
        let new = delivery.files.iter().map(|file| (file.path.clone(), file.sha256.clone()));
        let kept: Vec<String> = kept.iter().map(|path| (*path).to_owned()).collect();
        let old = kept
            .iter()
            .map(|path| (path.clone(), before.digest(path).unwrap_or_default().to_owned()));
        Manifest { release: delivery.number, files: old.chain(new).collect(), kept }
    }

    /// What is in the object of that path; `None` if it is not ours.
    pub(super) fn digest(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    pub(super) fn is_kept(&self, path: &str) -> bool {
        self.kept.iter().any(|kept| kept == path)
    }

    /// Notes that these are about to be written.
    pub(super) fn unsure<'p>(&mut self, paths: impl Iterator<Item = &'p str>) {
        for path in paths {
            self.files.insert(path.to_owned(), String::new());
        }
    }

    /// Notes that these have been written.
    pub(super) fn sure(&mut self, files: &[&ReleaseFile]) {
        for file in files {
            self.files.insert(file.path.clone(), file.sha256.clone());
        }
    }
}

//! Where releases go. A target has the whole release in one step, or it stays as it was; a bucket, which cannot, has it
//! in an order in which no page is broken.

mod folder;
mod git;
mod netlify;
mod s3;
mod upload;
mod zip;

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

pub(crate) use self::{netlify::NetlifySite, s3::Bucket, upload::CAPS as UPLOAD_CAPS};

use crate::{
    error::Result,
    release::{blobs::Blobs, store::ReleaseFile},
};

/// A release on its way.
pub(crate) struct Delivery<'d> {
    /// All files of the release, in the order of their paths.
    pub(crate) files: &'d [ReleaseFile],
    pub(crate) blobs: &'d Blobs,
    pub(crate) number: i64,
    /// A folder of ours, for what is kept between releases.
    pub(crate) work: &'d Path,
    /// When the call ends in which it is made.
    pub(crate) until: Instant,
}

/// A target, with all that is needed to reach it.
pub(crate) struct Place {
    pub(crate) id: String,
    pub(crate) kind: Kind,
}

/// Of which kind a target is.
pub(crate) enum Kind {
    Folder(PathBuf),
    Zip(PathBuf),
    Git(Box<Repository>),
    Netlify(Box<NetlifySite>),
    S3(Box<Bucket>),
    /// `deskhand host` serves it from here: that its row says which is current is all.
    Host {
        domain: String,
    },
}

/// A branch of a git repository.
pub(crate) struct Repository {
    pub(crate) remote: String,
    pub(crate) branch: String,
    /// Host of the site, for GitHub's `CNAME`.
    pub(crate) host: Option<String>,
    pub(crate) token: Option<String>,
}

impl Place {
    /// Whether there is still something at the target, as far as can be seen without asking anybody.
    pub(crate) fn has_release(&self) -> bool {
        match &self.kind {
            Kind::Folder(path) => path.join(folder::MARK).is_file(),
            Kind::Zip(path) => path.is_file(),
            Kind::Git(_) | Kind::Netlify(_) | Kind::S3(_) | Kind::Host { .. } => true,
        }
    }

    /// Whether a delivery that fails may have changed something there.
    pub(crate) fn is_remote(&self) -> bool {
        matches!(self.kind, Kind::Git(_) | Kind::Netlify(_) | Kind::S3(_))
    }
}

/// Brings a release to its target; where it is, for people.
///
/// # Errors
/// What the target answers; it is as it was then.
pub(crate) fn deliver(to: &Place, delivery: &Delivery<'_>) -> Result<Option<String>> {
    match &to.kind {
        Kind::Folder(path) => folder::deliver(path, delivery).map(Some),
        Kind::Zip(path) => zip::deliver(path, delivery).map(Some),
        Kind::Git(repository) => git::deliver(repository, &to.id, delivery).map(Some),
        Kind::Netlify(site) => netlify::deliver(site, delivery).map(Some),
        Kind::S3(bucket) => s3::deliver(bucket, delivery).map(Some),
        Kind::Host { domain } => Ok(Some(format!("https://{domain}/"))),
    }
}

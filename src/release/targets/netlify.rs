//! A site at Netlify, by its file digest method: it is told the digests of all files, asks for those that it has not,
//! and shows the whole when it has the last one. Until then the site is as it was. Going back asks for nothing.
//!
//! <https://docs.netlify.com/api-and-cli-guides/api-guides/get-started-with-api/>

use std::{collections::BTreeMap, fmt::Write as _, time::Duration};

use futures::{TryStreamExt as _, stream};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{Delivery, upload};
use crate::{
    error::{Code, Error, Result},
    outbound::{self, Answer, Failure, Provider, spoken_wait},
    release::store::ReleaseFile,
};

/// A site, and the way to Netlify with the business's key.
pub(crate) struct NetlifySite {
    pub(crate) api: Provider,
    pub(crate) id: String,
}

/// With more files, Netlify wants to compare them after its answer.
const AT_ONCE_MAX: usize = 100;

/// How often a request is sent that fails by no fault of its own.
const TRIES: u32 = 4;

/// The rest after the first failure; it doubles.
const REST: Duration = Duration::from_millis(500);

/// The rest between looks whether a deploy is ready.
const LOOK: Duration = Duration::from_millis(700);

/// How often it is looked whether a deploy that is ready is public.
const LOOKS: u32 = 5;

const PUBLIC: &str = "what was public still is";

/// A deploy, as Netlify tells of it.
#[derive(Deserialize)]
struct Deploy {
    id: String,
    #[serde(default)]
    state: String,
    /// The digests of the files that it has not.
    #[serde(default)]
    required: Option<Vec<String>>,
    #[serde(default)]
    error_message: Option<String>,
}

/// The part of a site that says what is public.
#[derive(Deserialize)]
struct Site {
    #[serde(default)]
    published_deploy: Option<Published>,
}

#[derive(Deserialize)]
struct Published {
    id: String,
}

/// A release on its way to a site.
struct Way<'w> {
    site: &'w NetlifySite,
    delivery: &'w Delivery<'w>,
    /// A file for each digest: what is there twice is uploaded once.
    by_digest: BTreeMap<String, &'w ReleaseFile>,
}

pub(super) fn deliver(to: &NetlifySite, delivery: &Delivery<'_>) -> Result<String> {
    let mut files = serde_json::Map::new();
    let mut by_digest = BTreeMap::new();
    for file in delivery.files {
        let sha1 = sha1(&delivery.blobs.read(&file.sha256)?);
        files.insert(format!("/{}", file.path), sha1.clone().into());
        by_digest.entry(sha1).or_insert(file);
    }
    let way = Way { site: to, delivery, by_digest };
    upload::run(async {
        let deploy = way.begin(&files.into()).await?;
        if let Err(error) = way.finish(&deploy).await {
            way.give_up(&deploy.id).await;
            return Err(error);
        }
        way.is_public(&deploy.id).await
    })?;
    Ok(format!("site {} at Netlify", to.id))
}

impl Way<'_> {
    /// Tells which files the release has.
    async fn begin(&self, files: &Value) -> Result<Deploy> {
        let is_much = self.delivery.files.len() > AT_ONCE_MAX;
        let title = format!("Release {}", self.delivery.number);
        let address = self.address(&["sites", &self.site.id, "deploys"], &[("title", &title)]);
        let body = json!({ "files": files, "draft": false, "async": is_much });
        // To begin twice does no harm: the second deploy is of the same files.
        let api = &self.site.api;
        let begun = self.tried(async || api.post(&address, &body, upload::CAPS).await).await?;
        let mut deploy: Deploy = read(&begun)?;
        while is_much && deploy.required.is_none() && deploy.state != "ready" {
            self.rest(LOOK, "Netlify has not compared the files").await?;
            deploy = self.look(&deploy.id).await?;
        }
        Ok(deploy)
    }

    /// Uploads what Netlify has not, and waits until it has all of it.
    async fn finish(&self, deploy: &Deploy) -> Result<()> {
        let required = deploy.required.iter().flatten().cloned();
        stream::iter(required.map(Ok))
            .try_for_each_concurrent(upload::AT_ONCE, |sha1: String| async move {
                self.upload(&deploy.id, &sha1).await
            })
            .await?;
        let mut deploy = self.look(&deploy.id).await?;
        while deploy.state != "ready" {
            if matches!(&*deploy.state, "error" | "rejected") {
                let said = deploy.error_message.unwrap_or_default();
                let sentence = format!("Netlify could not make the site of the files; {PUBLIC}");
                return Err(Error::new(Code::TargetRefused, sentence)
                    .suggest("look at the deploy at Netlify, then create the release again")
                    .caused_by(short(&said)));
            }
            self.rest(LOOK, "Netlify has not made the site of the files").await?;
            deploy = self.look(&deploy.id).await?;
        }
        Ok(())
    }

    async fn upload(&self, deploy: &str, sha1: &str) -> Result<()> {
        let Some(file) = self.by_digest.get(sha1) else {
            return Err(Error::new(
                Code::OutsideUnreadable,
                format!("Netlify asks for a file that is not in the release; {PUBLIC}"),
            )
            .suggest("create the release again"));
        };
        if upload::is_late(self.delivery.until, Duration::ZERO) {
            return Err(upload::late("not all files could be uploaded", PUBLIC));
        }
        let mut path = vec!["deploys", deploy, "files"];
        path.extend(file.path.split('/'));
        let address = self.address(&path, &[]);
        let api = &self.site.api;
        let bytes = self.delivery.blobs.read(&file.sha256)?;
        self.tried(async || api.put(&address, bytes.clone(), upload::CAPS).await).await.map(|_| ())
    }

    async fn look(&self, deploy: &str) -> Result<Deploy> {
        let address = self.address(&["sites", &self.site.id, "deploys", deploy], &[]);
        let api = &self.site.api;
        read(&self.tried(async || api.get(&address, upload::CAPS).await).await?)
    }

    /// What failed is not to become public later. If it cannot be said, a deploy without all of its files never does.
    async fn give_up(&self, deploy: &str) {
        let address = self.address(&["deploys", deploy, "cancel"], &[]);
        let _ = self.site.api.post(&address, &json!({}), upload::CAPS).await;
    }

    /// A site may be told to stay at a deploy, whatever becomes ready.
    async fn is_public(&self, deploy: &str) -> Result<()> {
        let address = self.address(&["sites", &self.site.id], &[]);
        let api = &self.site.api;
        for _ in 0..LOOKS {
            let site: Site =
                read(&self.tried(async || api.get(&address, upload::CAPS).await).await?)?;
            if site.published_deploy.is_some_and(|published| published.id == deploy) {
                return Ok(());
            }
            tokio::time::sleep(LOOK).await;
        }
        let sentence = format!(
            "Netlify has all files and does not show them: publishing is stopped there; {PUBLIC}"
        );
        Err(Error::new(Code::TargetRefused, sentence).suggest(
            "the operator starts auto publishing at Netlify again, then create the release again",
        ))
    }

    fn address(&self, path: &[&str], query: &[(&str, &str)]) -> String {
        let path: Vec<&str> = ["api", "v1"].iter().chain(path).copied().collect();
        self.site.api.address(&path, query)
    }

    /// Sends a request until it is answered well, a few times. All of them may arrive twice.
    async fn tried(&self, send: impl AsyncFn() -> outbound::Result<Answer>) -> Result<Answer> {
        let mut rest = REST;
        for left in (0..TRIES).rev() {
            let (error, wait) = match send().await {
                Ok(answer) if answer.is_success() => return Ok(answer),
                Ok(answer) => {
                    let is_passing = answer.status() == 429 || answer.status() >= 500;
                    let wait =
                        is_passing.then(|| answer.retry_after().map_or(rest, Duration::from_secs));
                    (refused(&answer), wait)
                }
                Err(failure) => {
                    let is_passing =
                        failure.may_have_arrived() || failure.kind() == outbound::Kind::Unreachable;
                    (unreached(failure), is_passing.then_some(rest))
                }
            };
            match wait {
                Some(wait) if left > 0 && !upload::is_late(self.delivery.until, wait) => {
                    tokio::time::sleep(wait).await;
                }
                _ => return Err(error),
            }
            rest *= 2;
        }
        Err(Error::internal("a request is sent at least once"))
    }

    async fn rest(&self, time: Duration, what: &str) -> Result<()> {
        if upload::is_late(self.delivery.until, time) {
            return Err(upload::late(what, PUBLIC));
        }
        tokio::time::sleep(time).await;
        Ok(())
    }
}

fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T> {
    answer.json().map_err(Failure::into_error)
}

fn unreached(failure: Failure) -> Error {
    let error = failure.into_error();
    let sentence = format!("{}; {PUBLIC}", error.message());
    Error::new(error.code(), sentence)
        .suggest("check whether this computer is online, then create the release again")
        .caused_by(error.cause().unwrap_or_default())
}

/// What Netlify refuses, for people.
fn refused(answer: &Answer) -> Error {
    let (code, why, next) = match answer.status() {
        401 | 403 => (
            Code::KeyRefused,
            "Netlify does not take the key".to_owned(),
            "the operator gives a new one: deskhand integration connect netlify",
        ),
        404 => (
            Code::TargetRefused,
            "Netlify has no such site for the account of the key".to_owned(),
            "the operator checks the id of the site: deskhand target list",
        ),
        429 => {
            let wait = answer.retry_after().map_or_else(|| "a minute".to_owned(), spoken_wait);
            let why = format!("Netlify takes no more for {wait}");
            (Code::OutsideLimited, why, "create the release again then")
        }
        400..500 => (
            Code::TargetRefused,
            "Netlify does not take the release".to_owned(),
            "look at the site at Netlify, then create the release again",
        ),
        _ => (
            Code::OutsideFailed,
            "Netlify is in trouble".to_owned(),
            "create the release again later",
        ),
    };
    let said = String::from_utf8_lossy(&answer.body);
    Error::new(code, format!("{why}; {PUBLIC}")).suggest(next).caused_by(format!(
        "{}: {}",
        answer.status(),
        short(&said)
    ))
}

/// The beginning of what somebody outside says, for the log.
fn short(said: &str) -> String {
    said.chars().take(300).collect()
}

/// The digest by which Netlify knows files.
fn sha1(bytes: &[u8]) -> String {
    let digest = digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes);
    digest.as_ref().iter().fold(String::with_capacity(40), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

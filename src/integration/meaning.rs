//! Asking the embedding service: what texts mean to a model, as `/embeddings` of `OpenAI` answers it.

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

use super::{MEANING, Services, services::CheckResult};
use crate::{
    error::{Code, Error, Result},
    outbound::{Answer, Caps, Failure, Provider, spoken_wait},
    value::{QueryMeaning, Vector},
};

/// How long a query waits for it: without an answer, words are all there is.
const QUERY: Duration = Duration::from_millis(1_500);

/// How long a batch of texts may take, which a model on this computer needs. Shorter than the lease of what is due.
const BATCH: Duration = Duration::from_secs(45);

/// Bytes of an answer: some dozens of texts of some thousand numbers, written out.
const ANSWER_MAX: usize = 16 << 20;

/// The wait in seconds after "too many requests", if the service does not say.
const WAIT: u64 = 60;

/// What the service answers; further members are ignored.
#[derive(Deserialize)]
struct Embeddings {
    data: Vec<Embedding>,
}

#[derive(Deserialize)]
struct Embedding {
    #[serde(default)]
    index: Option<usize>,
    embedding: Vec<f32>,
}

/// The service does not take these texts as they are.
#[derive(Debug)]
struct Refused(u16);

impl Services {
    /// The model of the embedding service, if the operator has named one.
    pub fn meaning_model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// What a query means; `None` if the service does not say in time. It is not asked again for a while then.
    pub async fn meaning_of_query(&self, tenant: &str, query: &str) -> Option<QueryMeaning> {
        let model = self.meaning_model()?;
        if let Some(known) = self.recent.find(tenant, query, model) {
            return Some(known);
        }
        if self.recent.is_silent() {
            return None;
        }
        let asked = async {
            let provider = self.provider(&MEANING, tenant)?;
            ask(&provider, model, &[query], QUERY).await?.map_err(|Refused(status)| failed(status))
        };
        let vector = asked.await.map(|vectors| vectors.into_iter().next());
        match vector {
            Ok(Some(vector)) => {
                let (query, model) = (query.to_owned(), model.to_owned());
                let meant = QueryMeaning { query, model, vector };
                self.recent.remember(tenant, &meant);
                Some(meant)
            }
            Ok(None) => None,
            Err(error) => {
                tracing::warn!(%error, "the embedding service does not answer; words are compared");
                self.recent.fell_silent();
                None
            }
        }
    }

    /// What these texts mean, in their order. One that the service refuses by itself means nothing.
    ///
    /// # Errors
    /// If it is not configured, does not answer, or refuses all of them.
    pub async fn meaning_of_texts(&self, tenant: &str, texts: &[&str]) -> Result<Vec<Vector>> {
        let model = self.meaning_model().ok_or_else(no_model)?;
        let provider = self.provider(&MEANING, tenant)?;
        let refused = match ask(&provider, model, texts, BATCH).await? {
            Ok(vectors) => return Ok(vectors),
            Err(Refused(status)) => status,
        };
        // One text that is too much for the model must not hold up the others.
        let (mut vectors, mut is_any) = (Vec::new(), false);
        for text in texts {
            let answer = ask(&provider, model, &[text], BATCH).await?;
            is_any |= answer.is_ok();
            vectors.push(answer.ok().and_then(|mut one| one.pop()).unwrap_or_else(Vector::none));
        }
        if is_any { Ok(vectors) } else { Err(failed(refused)) }
    }

    /// Whether the service puts a text into numbers.
    pub(super) async fn check_meaning(&self, provider: &Provider) -> Result<CheckResult> {
        let model = self.meaning_model().ok_or_else(no_model)?;
        let checked = match ask(provider, model, &["a mountain at dusk"], BATCH).await {
            Ok(Ok(_)) => ("connected", format!("it answers, with the model {model}")),
            Ok(Err(Refused(status))) => ("error", failed(status).message().to_owned()),
            Err(error) if error.code() == Code::KeyRefused => {
                ("expired", error.message().to_owned())
            }
            Err(error) => ("error", error.message().to_owned()),
        };
        let (status, detail) = checked;
        Ok(CheckResult { status, detail })
    }
}

/// One question. Texts that the service refuses are told from a service that cannot be asked.
async fn ask(
    provider: &Provider,
    model: &str,
    texts: &[&str],
    whole: Duration,
) -> Result<std::result::Result<Vec<Vector>, Refused>> {
    let caps = Caps { body_max: ANSWER_MAX, whole, ..Caps::default() };
    let body = json!({ "model": model, "input": texts });
    let address = provider.address(&["embeddings"], &[]);
    let answer = provider.post(&address, &body, caps).await.map_err(Failure::into_error)?;
    if let Some(error) = trouble(&answer) {
        return Err(error);
    }
    if !answer.is_success() {
        return Ok(Err(Refused(answer.status())));
    }
    read(&answer, texts.len()).map(Ok)
}

fn trouble(answer: &Answer) -> Option<Error> {
    match answer.status() {
        401 | 403 => Some(
            Error::new(Code::KeyRefused, "the embedding service refuses the key")
                .suggest("the person who runs deskhand gives another one: deskhand integration connect meaning"),
        ),
        429 => {
            let wait = spoken_wait(answer.retry_after().unwrap_or(WAIT));
            let limited = format!("the embedding service takes no more texts for {wait}");
            Some(Error::new(Code::OutsideLimited, limited).suggest("it is asked again by itself"))
        }
        status @ 500.. => Some(failed(status)),
        _ => None,
    }
}

fn read(answer: &Answer, count: usize) -> Result<Vec<Vector>> {
    let odd = || {
        Error::new(Code::OutsideUnreadable, "the embedding service does not answer with a vector for each text")
            .suggest("check that its address ends in /v1 where its documentation says so, and that the model makes embeddings")
    };
    let Embeddings { mut data } = answer.json().map_err(|_| odd())?;
    if data.iter().all(|one| one.index.is_some()) {
        data.sort_by_key(|one| one.index);
    }
    let vectors: Option<Vec<Vector>> = data.iter().map(|one| Vector::of(&one.embedding)).collect();
    vectors.filter(|vectors| vectors.len() == count).ok_or_else(odd)
}

fn failed(status: u16) -> Error {
    Error::new(
        Code::OutsideFailed,
        format!("the embedding service answers with status {status}: it may not have that model"),
    )
    .suggest("deskhand integration test meaning says whether it works")
}

fn no_model() -> Error {
    Error::new(Code::IntegrationKeyMissing, "the model of the embedding service is not configured")
        .suggest("the operator names it in deskhand.toml: [meaning] model = \"nomic-embed-text\"")
}

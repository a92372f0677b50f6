//! Parses the requests of the console's page; access is checked before the content.
//!
//! An invalid request gets the same form of error as everywhere, with what is accepted, because the reader may be
//! developing the page.

use axum::{
    Json,
    extract::rejection::JsonRejection,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{Console, pages::without_key};
use crate::{
    error::{Code, Error, Result},
    id::{ConfirmationId, ProposalId},
};

/// The most proposals decided at once: more than the page shows.
const IDS_MAX: usize = 100;

/// A body after deserialising.
pub(super) type Body<T> = std::result::Result<Json<T>, JsonRejection>;

/// A decision about proposals.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DecisionRequest {
    pub(super) tenant: String,
    ids: Vec<String>,
    #[serde(default)]
    pub(super) reason: String,
}

/// What to undo.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct UndoRequest {
    pub(super) tenant: String,
    pub(super) change_id: Option<String>,
    pub(super) request_id: Option<String>,
}

/// A request of the page.
pub(super) trait RequestForm {
    /// Its format, for the error.
    const FORM: &'static str;
}

impl RequestForm for DecisionRequest {
    const FORM: &'static str = "send { tenant, ids: [ids of proposals], reason? }";
}

impl RequestForm for UndoRequest {
    const FORM: &'static str = "send { tenant, changeId } or { tenant, requestId }";
}

impl DecisionRequest {
    /// The ids of what is decided about, without duplicates: proposals, and previews that wait for a yes.
    pub(super) fn ids(&self) -> Result<Vec<&str>> {
        if self.ids.is_empty() || self.ids.len() > IDS_MAX {
            let sentence = format!("ids: {} are named; it takes 1 to {IDS_MAX}", self.ids.len());
            return Err(Error::new(Code::ArgumentInvalid, sentence).suggest(DecisionRequest::FORM));
        }
        let mut ids = Vec::new();
        for text in &self.ids {
            let text = id_of(text)?;
            if !ids.contains(&text) {
                ids.push(text);
            }
        }
        Ok(ids)
    }
}

fn id_of(text: &str) -> Result<&str> {
    let shown: String = text.chars().take(100).collect();
    let unknown = || {
        Error::new(Code::ProposalNotFound, format!("there is no proposal `{shown}`"))
            .suggest("reload the page; it shows what waits")
    };
    let is_id = matches!(ProposalId::read(text), Ok(Some(_)))
        || matches!(ConfirmationId::read(text), Ok(Some(_)));
    if is_id { Ok(text) } else { Err(unknown()) }
}

/// The parsed request if it comes from our own page and is valid; otherwise the error response.
pub(super) fn understood<T: RequestForm>(
    console: &Console,
    headers: &HeaderMap,
    said: Body<T>,
) -> std::result::Result<T, Box<Response>> {
    if !console.key.admits_change(headers) {
        return Err(Box::new(without_key()));
    }
    said.map(|Json(said)| said).map_err(|wrong| {
        let sentence = match wrong.status() {
            StatusCode::PAYLOAD_TOO_LARGE => "that is too long",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "that is not sent as application/json",
            StatusCode::UNPROCESSABLE_ENTITY => "that has other fields than this takes",
            _ => "that is not JSON",
        };
        let error = Error::new(Code::ArgumentInvalid, sentence).suggest(T::FORM);
        Box::new((wrong.status(), Json(error.to_answer())).into_response())
    })
}

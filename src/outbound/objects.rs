//! The way of `object_store` to the network: each of its requests goes through the door, with the certificates and
//! limits of all others.

use std::sync::Arc;

use async_trait::async_trait;
use http_body_util::BodyExt as _;
use hyper::Response;
use object_store::{
    ClientOptions,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
    },
};

use super::{
    Caps, Outbound, Provider,
    failure::{Failure, Kind, Result},
};

/// A service that keeps objects, at an address that the operator has set.
#[derive(Clone, Debug)]
pub struct ObjectsDoor {
    service: Provider,
    caps: Caps,
}

impl Outbound {
    /// The way to the service at `endpoint`. Requests are signed by who makes them.
    ///
    /// # Errors
    /// [`Kind::Invalid`] for the address.
    pub fn objects(self: &Arc<Self>, endpoint: &str, caps: Caps) -> Result<ObjectsDoor> {
        Ok(ObjectsDoor { service: self.provider(endpoint, &[])?, caps })
    }
}

impl HttpConnector for ObjectsDoor {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for ObjectsDoor {
    async fn call(&self, request: HttpRequest) -> std::result::Result<HttpResponse, HttpError> {
        let (head, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let address = head.uri.to_string();
        let sent = self.service.send(head.method, &address, head.headers, body, self.caps);
        let answer = sent.await.map_err(|failure| HttpError::new(kind(&failure), failure))?;
        let mut response = Response::new(answer.body.clone().into());
        *response.status_mut() = answer.code();
        *response.headers_mut() = answer.head().clone();
        Ok(response)
    }
}

/// Whether it is tried again: what has perhaps arrived only where that does no harm.
fn kind(failure: &Failure) -> HttpErrorKind {
    match failure.kind() {
        Kind::HostUnknown | Kind::Unreachable | Kind::Busy => HttpErrorKind::Connect,
        Kind::Timeout => HttpErrorKind::Timeout,
        Kind::Broken => HttpErrorKind::Interrupted,
        Kind::Unreadable | Kind::Encoding | Kind::TooLarge | Kind::Bomb => HttpErrorKind::Decode,
        Kind::Invalid(_)
        | Kind::Refused
        | Kind::Header(_)
        | Kind::Tls
        | Kind::Redirects
        | Kind::Downgrade
        | Kind::MailOpen
        | Kind::MailLogin(_)
        | Kind::MailRecipient(_)
        | Kind::MailRefused(_)
        | Kind::MailLater(_)
        | Kind::MailEnded => HttpErrorKind::Unknown,
    }
}

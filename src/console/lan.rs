//! The door for phones of the same network.
//!
//! The console's key never goes over the network. `deskhand console --lan` prints a link that opens for ten minutes;
//! the browser that opens it gets a cookie of its own for a day, which says nothing but until when it is good. Both are
//! signed with the folder's secret. Behind the door a request has the key, so everything there is as on this machine.
//! What goes over the network is not encrypted: whoever can read along in it can do what the phone can.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::{PATH, access::Key};
use crate::{
    clock::{self, Time},
    error::{Error, Result},
    store::Store,
};

/// Milliseconds that a printed link opens.
const LINK_MS: i64 = 10 * 60 * 1000;

/// Milliseconds that a browser stays in.
const STAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Wrong links that are looked at in a minute, of everybody together.
const WRONG_MAX: usize = 20;

const COOKIE: &str = "deskhand_phone";

const CLOSED: &str = "This page needs your key, once a day in each browser: on your computer, run `deskhand console --lan` and open \
    the address that it prints here. It is good for ten minutes.\n";

/// What a signature is for, so that none stands for another.
#[derive(Clone, Copy)]
enum Purpose {
    Link,
    Stay,
}

#[derive(Clone)]
struct Door {
    secret: Arc<[u8; 32]>,
    /// The cookie with the console's key, for requests that are let in.
    cookie: HeaderValue,
    /// When wrong links came, in the last minute.
    wrong: Arc<Mutex<Vec<Time>>>,
}

/// Puts the door around what is served to the network; nothing is served without the folder's secret.
pub fn behind_door(routes: Router, store: &Store) -> Router {
    match Door::of(store) {
        Ok(door) => routes.layer(middleware::from_fn_with_state(door, through)),
        Err(error) => {
            tracing::warn!(cause = error.cause(), "phones are not let in");
            Router::new()
        }
    }
}

/// The address that lets a phone in, for a server that the network reaches at `base`.
///
/// # Errors
/// If the secret can be neither read nor created.
pub fn phone_address(store: &Store, base: &str) -> Result<String> {
    let link = signed(&store.secret()?, Purpose::Link, clock::now().plus_ms(LINK_MS))?;
    Ok(format!("{base}{PATH}?key={link}"))
}

impl Door {
    fn of(store: &Store) -> Result<Door> {
        let key = Key::of(store)?;
        let cookie = key.sent_cookie().ok_or_else(|| Error::internal("a key that is no header"))?;
        Ok(Door { secret: Arc::new(store.secret()?), cookie, wrong: Arc::default() })
    }

    fn admits(&self, headers: &HeaderMap) -> bool {
        let cookies = headers.get_all(header::COOKIE).iter();
        let pairs =
            cookies.filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(';'));
        pairs
            .filter_map(|pair| pair.trim().split_once('='))
            .any(|(name, value)| name == COOKIE && self.is_good(Purpose::Stay, value))
    }

    fn is_good(&self, purpose: Purpose, text: &str) -> bool {
        is_good(&self.secret, purpose, text)
    }

    /// The answer to an address with a link in it.
    fn entered(&self, link: &str, path: &str) -> Response {
        if !self.may_try() {
            return (
                StatusCode::TOO_MANY_REQUESTS,
                "Too many wrong addresses; try again in a minute.\n",
            )
                .into_response();
        }
        if !self.is_good(Purpose::Link, link) {
            self.wrong.lock().unwrap_or_else(PoisonError::into_inner).push(clock::now());
            return closed();
        }
        let Ok(stay) = signed(&self.secret, Purpose::Stay, clock::now().plus_ms(STAY_MS)) else {
            return closed();
        };
        // The frames with pages of the site need it as well, so it is for all paths.
        let cookie =
            format!("{COOKIE}={stay}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax", STAY_MS / 1000);
        let mut response = Redirect::to(path).into_response();
        if let Ok(cookie) = HeaderValue::try_from(cookie) {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        response
    }

    fn may_try(&self) -> bool {
        let minute_ago = clock::now().plus_ms(-60_000);
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.retain(|at| *at > minute_ago);
        wrong.len() < WRONG_MAX
    }
}

async fn through(State(door): State<Door>, mut request: Request, next: Next) -> Response {
    let uri = request.uri();
    let query = uri.query().unwrap_or_default();
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    if let Some((_, link)) = pairs.find(|(name, _)| *name == "key") {
        return door.entered(link, uri.path());
    }
    if !door.admits(request.headers()) {
        return closed();
    }
    request.headers_mut().insert(header::COOKIE, door.cookie.clone());
    next.run(request).await
}

/// Does not reveal whether anything exists.
fn closed() -> Response {
    (StatusCode::NOT_FOUND, CLOSED).into_response()
}

/// `until.signature`, good until then.
fn signed(secret: &[u8; 32], purpose: Purpose, until: Time) -> Result<String> {
    let signature = mac(secret, purpose, until.0)?.finalize().into_bytes();
    Ok(format!("{}.{}", until.0, URL_SAFE_NO_PAD.encode(signature)))
}

fn is_good(secret: &[u8; 32], purpose: Purpose, text: &str) -> bool {
    let checked = || {
        let (until, signature) = text.split_once('.')?;
        let until: i64 = until.parse().ok()?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        mac(secret, purpose, until).ok()?.verify_slice(&signature).ok()?;
        Some(until)
    };
    checked().is_some_and(|until| clock::now().0 < until)
}

fn mac(secret: &[u8; 32], purpose: Purpose, until: i64) -> Result<Hmac<Sha256>> {
    let purpose = match purpose {
        Purpose::Link => "phone link",
        Purpose::Stay => "phone stay",
    };
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(Error::internal)?;
    mac.update(purpose.as_bytes());
    mac.update(&until.to_be_bytes());
    Ok(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_good_for_its_purpose_until_its_time_and_for_its_folder() {
        let (ours, other) = ([7; 32], [8; 32]);
        let soon = clock::now().plus_ms(60_000);
        let link = signed(&ours, Purpose::Link, soon).unwrap();
        assert!(is_good(&ours, Purpose::Link, &link));
        assert!(!is_good(&ours, Purpose::Stay, &link), "a link is no cookie");
        assert!(!is_good(&other, Purpose::Link, &link));
        let over = signed(&ours, Purpose::Link, clock::now().plus_ms(-1)).unwrap();
        assert!(!is_good(&ours, Purpose::Link, &over));
        // Another time with the same signature.
        let (_, signature) = link.split_once('.').unwrap();
        let longer = format!("{}.{signature}", soon.0 + 60_000);
        for wrong in [longer.as_str(), "", ".", "1.", signature, &link[..link.len() - 2]] {
            assert!(!is_good(&ours, Purpose::Link, wrong), "{wrong}");
        }
    }
}

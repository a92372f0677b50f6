//! When a page with a form was made, signed, so that nobody says another time. Programs send a form as soon as they
//! have it.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::hex;
use crate::{clock::Time, error::Error};

/// Milliseconds. People take longer to fill in a form.
const FASTEST_MS: i64 = 2_000;

/// Milliseconds.
const OLDEST_MS: i64 = 24 * 60 * 60 * 1000;

/// What a nonce says of a form that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// The page was kept somewhere, and does not say.
    Untold,
    Fresh,
    /// Faster than people are.
    TooFast,
    TooOld,
    /// Not ours, or of another form.
    Forged,
}

/// A nonce for a form that is shown now; `of` says which one.
///
/// # Errors
/// None that happens: the key has the right length.
pub fn nonce(secret: &[u8], of: impl fmt::Display, now: Time) -> Result<String, Error> {
    Ok(format!("{:x}.{}", now.0, seal(secret, of, now.0)?))
}

/// What a nonce says.
///
/// # Errors
/// As of `nonce`.
pub fn age(secret: &[u8], of: impl fmt::Display, text: &str, now: Time) -> Result<Age, Error> {
    if text.is_empty() {
        return Ok(Age::Untold);
    }
    let read =
        text.split_once('.').and_then(|(at, seal)| Some((i64::from_str_radix(at, 16).ok()?, seal)));
    let Some((at, given)) = read else { return Ok(Age::Forged) };
    let ours = seal(secret, of, at)?;
    let differ = ours.bytes().zip(given.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    if ours.len() != given.len() || differ != 0 {
        return Ok(Age::Forged);
    }
    Ok(match now.0.saturating_sub(at) {
        ..FASTEST_MS => Age::TooFast,
        FASTEST_MS..OLDEST_MS => Age::Fresh,
        OLDEST_MS.. => Age::TooOld,
    })
}

fn seal(secret: &[u8], of: impl fmt::Display, at: i64) -> Result<String, Error> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(Error::internal)?;
    mac.update(format!("form {of} {at}").as_bytes());
    Ok(hex(&mac.finalize().into_bytes(), 16))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::SectionId;

    #[test]
    fn a_nonce_says_its_age_to_whoever_made_it_and_for_its_own_form() {
        let (secret, form, other) = ([7; 32], SectionId::new(), SectionId::new());
        let made = nonce(&secret, form, Time(1_000_000)).unwrap();
        let read = |secret: [u8; 32], form, text: &str, later_ms: i64| {
            age(&secret, form, text, Time(1_000_000 + later_ms)).unwrap()
        };
        assert_eq!(read(secret, form, &made, 5_000), Age::Fresh);
        assert_eq!(read(secret, form, &made, 100), Age::TooFast);
        assert_eq!(read(secret, form, &made, -5_000), Age::TooFast);
        assert_eq!(read(secret, form, &made, 86_400_000), Age::TooOld);
        assert_eq!(read(secret, other, &made, 5_000), Age::Forged);
        assert_eq!(read([8; 32], form, &made, 5_000), Age::Forged);
        assert_eq!(read(secret, form, &made.replace('.', "0."), 5_000), Age::Forged);
        assert_eq!(read(secret, form, "x", 5_000), Age::Forged);
        assert_eq!(read(secret, form, "", 5_000), Age::Untold);
    }
}

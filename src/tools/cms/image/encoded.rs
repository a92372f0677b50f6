//! Pictures as base64 in the call itself.

use std::borrow::Cow;

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::error::{Code, Error, Result};

/// Padding is optional, because models sometimes leave it out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Decodes a base64 text or a `data:` URL.
///
/// # Errors
/// `IMAGE_INVALID`
pub(super) fn decode(text: &str) -> Result<Vec<u8>> {
    let text = match text.strip_prefix("data:") {
        Some(rest) => rest.split_once("base64,").map_or(rest, |(_, data)| data),
        None => text,
    };
    // Most texts have no line breaks and need not be copied.
    let text = if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
        Cow::Owned(text.chars().filter(|letter| !letter.is_ascii_whitespace()).collect::<String>())
    } else {
        Cow::Borrowed(text)
    };
    BASE64.decode(text.as_bytes()).map_err(|error| {
        Error::new(Code::ImageInvalid, "base64: the text is damaged or cut off")
            .suggest("send the whole picture again, or give `path` to a file instead")
            .caused_by(error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_accepts_data_urls_line_breaks_and_missing_padding() {
        for text in ["aGVsbG8=", "aGVsbG8", "data:image/png;base64,aGVs\nbG8="] {
            assert_eq!(decode(text).unwrap(), b"hello");
        }
        assert_eq!(decode("aGVsbG8=x").unwrap_err().code(), Code::ImageInvalid);
        assert_eq!(decode("a").unwrap_err().code(), Code::ImageInvalid);
    }
}

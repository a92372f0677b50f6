//! The settings of a bucket, as a person gives them.

use crate::{
    error::{Code, Error, Result},
    outbound::target::Target,
    release::settings::BucketSettings,
};

/// The region of services that have none.
const REGION: &str = "us-east-1";

/// The settings of `BUCKET` or `BUCKET/FOLDER`, checked. Without an endpoint it is Amazon's own.
///
/// # Errors
/// `ARGUMENT_INVALID`, in words for the person.
pub(super) fn settings(
    place: &str,
    region: Option<&str>,
    endpoint: Option<&str>,
) -> Result<BucketSettings> {
    let (name, prefix) = place.split_once('/').unwrap_or((place, ""));
    let prefix = prefix.trim_end_matches('/');
    refuse_name(name)?;
    refuse_prefix(prefix)?;
    let region = region.unwrap_or(REGION);
    if region.is_empty() || !region.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Err(invalid(format!("`{region}` is no region"), "such as eu-central-1, or auto"));
    }
    let amazon = || format!("https://s3.{region}.amazonaws.com");
    let endpoint = endpoint.map_or_else(|| Ok(amazon()), address)?;
    Ok(BucketSettings {
        name: name.to_owned(),
        prefix: prefix.to_owned(),
        endpoint,
        region: region.to_owned(),
    })
}

fn refuse_name(name: &str) -> Result<()> {
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
    let is_good = (3..=63).contains(&name.len())
        && name.chars().all(is_letter)
        && !name.starts_with(['-', '.'])
        && !name.ends_with(['-', '.'])
        && !name.contains("..");
    if is_good {
        return Ok(());
    }
    Err(invalid(
        format!("`{name}` is no name of a bucket"),
        "write the name alone, or with a folder in it: my-bucket/site",
    ))
}

fn refuse_prefix(prefix: &str) -> Result<()> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let is_step =
        |step: &str| !step.is_empty() && !step.starts_with('.') && step.chars().all(is_letter);
    if prefix.is_empty() || (prefix.len() <= 200 && prefix.split('/').all(is_step)) {
        return Ok(());
    }
    Err(invalid(format!("`{prefix}` is no folder of a bucket"), "such as site or sites/studio"))
}

/// Scheme, host and port of a service.
fn address(endpoint: &str) -> Result<String> {
    let no_address = || {
        invalid(
            format!("`{endpoint}` is no address of a service"),
            "write scheme and host alone, such as https://ACCOUNT.r2.cloudflarestorage.com",
        )
    };
    // On this computer or in its network is as good: the operator says it.
    let target = Target::parse(endpoint).map_err(|_| no_address())?;
    let is_plain = target.path_and_query() == "/" && !endpoint.contains('#');
    let parsed = target.as_str().trim_end_matches('/').to_owned();
    if is_plain { Ok(parsed) } else { Err(no_address()) }
}

fn invalid(sentence: String, next: &str) -> Error {
    Error::new(Code::ArgumentInvalid, sentence).suggest(next.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_named_with_or_without_a_folder() {
        let amazon = settings("my-bucket", Some("eu-central-1"), None).unwrap();
        assert_eq!(amazon.endpoint, "https://s3.eu-central-1.amazonaws.com");
        let other = settings("sites/studio/", None, Some("http://127.0.0.1:9000/")).unwrap();
        assert_eq!((&*other.name, &*other.prefix), ("sites", "studio"));
        assert_eq!((&*other.endpoint, &*other.region), ("http://127.0.0.1:9000", REGION));
        for (place, region, endpoint) in [
            ("My-Bucket", None, None),
            ("s3://my-bucket", None, None),
            ("ab", None, None),
            ("my-bucket/../other", None, None),
            ("my-bucket//a", None, None),
            ("my-bucket", Some("eu central"), None),
            ("my-bucket", None, Some("example.com")),
            ("my-bucket", None, Some("https://example.com/path")),
            ("my-bucket", None, Some("https://me@example.com")),
        ] {
            assert!(settings(place, region, endpoint).is_err(), "{place} {region:?} {endpoint:?}");
        }
    }
}

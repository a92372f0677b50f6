//! Telling search engines which addresses of a site have changed: <https://www.indexnow.org/documentation>.

use serde_json::json;

use super::{INDEX_NOW, Services};
use crate::{
    error::{Code, Error, Result},
    outbound::{Caps, Failure},
};

impl Services {
    /// Tells addresses of one host, whose key is in a file there.
    ///
    /// # Errors
    /// If it cannot be reached, or does not take them.
    pub async fn tell_index_now(
        &self,
        tenant: &str,
        (root, key): (&str, &str),
        addresses: &[String],
    ) -> Result<()> {
        let provider = self.provider(&INDEX_NOW, tenant)?;
        let host = root.split_once("://").map_or(root, |(_, host)| host);
        let location = format!("{root}/{key}.txt");
        let body =
            json!({ "host": host, "key": key, "keyLocation": location, "urlList": addresses });
        let address = provider.address(&["indexnow"], &[]);
        let answer = provider.post(&address, &body, Caps::default()).await;
        match answer.map_err(Failure::into_error)?.status() {
            200..=299 => Ok(()),
            status => Err(Error::new(
                Code::OutsideFailed,
                format!("IndexNow does not take the addresses of {host}: status {status}"),
            )
            .suggest(format!("see whether {location} can be read by everybody"))),
        }
    }
}

//! Clients as the log names them, made once and not with every call: nearly every call of a session is of the same one.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Client, IncomingCall, incoming::short};
use crate::value::{hidden, redact};

/// Who called, as the log says it.
#[derive(Debug, Default)]
pub(super) struct ClientName {
    /// The client as it calls itself, on one line.
    pub(super) client: Option<String>,
    pub(super) protocol: Option<String>,
}

/// The name of the last call's client.
#[derive(Default)]
pub(super) struct ClientNames(Mutex<Option<Known>>);

struct Known {
    client: Option<Client>,
    protocol: Option<String>,
    name: Arc<ClientName>,
}

impl ClientName {
    pub(super) fn of(incoming: &IncomingCall) -> ClientName {
        const CHARS_MAX: usize = 200;
        let named = |client: &Client| {
            let name = format!("{} {}", short(&client.name), short(&client.version));
            hidden::as_line(&redact::redacted(&name), CHARS_MAX)
        };
        let protocol = incoming.protocol.as_deref();
        ClientName {
            client: incoming.client.as_ref().map(named),
            protocol: protocol.map(|name| redact::redacted(&short(name))),
        }
    }
}

impl ClientNames {
    /// The name of the call's client.
    pub(super) fn of(&self, incoming: &IncomingCall) -> Arc<ClientName> {
        let IncomingCall { client, protocol, .. } = incoming;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*known
            && known.client == *client
            && known.protocol == *protocol
        {
            return Arc::clone(&known.name);
        }
        let name = Arc::new(ClientName::of(incoming));
        let (client, protocol) = (client.clone(), protocol.clone());
        *known = Some(Known { client, protocol, name: Arc::clone(&name) });
        name
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;

    #[test]
    fn each_client_has_its_own_name_whoever_called_before() {
        let names = ClientNames::default();
        let call = |client: &str, protocol: Option<&str>| {
            let mut call = IncomingCall::of_ours("getPage", Map::new(), client);
            call.protocol = protocol.map(str::to_owned);
            call
        };
        let version = env!("CARGO_PKG_VERSION");
        for (client, protocol, name) in [
            ("studio", Some("2025-11-25"), "studio"),
            ("studio", Some("2025-11-25"), "studio"),
            ("studio", Some("2026-07-28"), "studio"),
            ("studio", None, "studio"),
            ("two\nlines", None, "two lines"),
            ("ada@wren.example", None, "[personal]"),
        ] {
            let logged = names.of(&call(client, protocol));
            assert_eq!(logged.client.as_deref(), Some(format!("{name} {version}").as_str()));
            assert_eq!(logged.protocol.as_deref(), protocol);
        }
        let (one, other) = (call("a", None), call("a", None));
        assert!(Arc::ptr_eq(&names.of(&one), &names.of(&other)));
    }
}

//! Decisions from the card that a client shows its person (MCP Apps).
//!
//! Only the card may call this: the host keeps the tool from its model, and each card has a key that the model is not
//! given. What is done is held to what was shown, as everywhere (`proposals`).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{
    Session,
    incoming::short,
    proposals::{Decision, DecisionView, Inbox},
};
use crate::{
    error::{Code, Error, Result},
    value::{hidden, redact},
};

/// Characters of the key of a card.
const KEY_CHARS: usize = 32;

/// What the person wants to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardDecision {
    /// Only see it.
    Show,
    Approve,
    /// With a reason, or an empty one.
    Reject(String),
}

/// Characters of a client's name in history.
const CLIENT_CHARS_MAX: usize = 60;

/// Who decided, as history says it. How the client calls itself is its own word.
fn person_at(client: Option<&str>) -> String {
    let named =
        client.map(|name| hidden::as_line(&redact::redacted(&short(name)), CLIENT_CHARS_MAX));
    match named.filter(|name| !name.is_empty()) {
        Some(name) => format!("the owner (card in {name})"),
        None => "the owner (card)".to_owned(),
    }
}

impl Session {
    /// The key of the card for this proposal or preview: of the data folder, this tenant and this agent.
    ///
    /// # Errors
    /// If the folder's secret is not available.
    pub fn card_key(&self, id: &str) -> Result<String> {
        let who = self.principal();
        let mut hash = Sha256::new();
        hash.update("approval card");
        hash.update(self.secret()?);
        for part in [&who.tenant.id.to_string(), &who.agent.id.to_string(), id] {
            hash.update([0]);
            hash.update(part);
        }
        let text = URL_SAFE_NO_PAD.encode(hash.finalize());
        Ok(text.get(..KEY_CHARS).unwrap_or(&text).to_owned())
    }

    /// Carries out what the person wants to do in the card, and says how things are then: `{ success, message?,
    /// decision }`.
    ///
    /// # Errors
    /// `PERMISSION_DENIED` without the card's key; what deciding returns.
    pub async fn decide(
        &self,
        id: &str,
        key: &str,
        what: CardDecision,
        client: Option<&str>,
    ) -> Result<Value> {
        let ours = self.card_key(id)?;
        let differ = ours.bytes().zip(key.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
        if ours.len() != key.len() || differ != 0 {
            let sentence = "only the person decides, in the card that shows it";
            return Err(Error::new(Code::PermissionDenied, sentence)
                .suggest("wait for what the person decides"));
        }
        let inbox = Inbox::new(self.gate.store.clone(), self.caller.policy.allowance.clone());
        let tenant = &self.principal().tenant;
        let by = person_at(client);
        let mut shown = id.to_owned();
        let mut message = None;
        match what {
            CardDecision::Show => {}
            CardDecision::Approve => {
                let proposal = inbox.decidable(tenant, id).await?;
                if let Decision::Changed(newer, why) =
                    inbox.approve(tenant, &[proposal.id], &by).await?
                {
                    shown = newer.id.to_string();
                    message =
                        Some(format!("Nothing was done: {why}. This is what it would do now."));
                }
            }
            CardDecision::Reject(reason) => {
                let proposal = inbox.decidable(tenant, id).await?;
                inbox.reject(tenant, proposal.id, &reason, &by).await?;
            }
        }
        let decision: DecisionView = inbox.view(tenant, &shown)?;
        let key = if shown == id { ours } else { self.card_key(&shown)? };
        let mut answer = json!({ "success": true, "key": key, "decision": decision });
        if let (Some(message), Some(fields)) = (message, answer.as_object_mut()) {
            fields.insert("message".to_owned(), message.into());
        }
        Ok(answer)
    }
}

//! The answer of a tool, with the checks that hold for every answer.

use serde_json::Value;

/// The types of errors that a tool may return.
const FAILURE_TYPES: [&str; 10] = [
    "validation_error",
    "not_found",
    "duplicate",
    "conflict",
    "confirmation_required",
    "permission_denied",
    "rate_limited",
    "timeout",
    "external_api_error",
    "internal_error",
];

/// The answer to one call.
#[derive(Debug, Clone)]
pub struct Answer {
    tool: String,
    reply: Value,
    /// The text of an answer with pictures, which has no structure.
    beside_pictures: Option<Value>,
}

impl Answer {
    /// Wraps a reply; the text and the structure of a success must be equal, and one with pictures has no structure.
    pub fn new(tool: &str, reply: Value) -> Self {
        let mut answer = Self { tool: tool.to_owned(), reply, beside_pictures: None };
        if !answer.pictures().is_empty() {
            let result = &answer.reply["result"];
            assert_eq!(result.get("structuredContent"), None, "{tool}: clients would hide them");
            answer.beside_pictures = Some(answer.text());
        }
        if let Some(structure) = answer.structure() {
            // What did nothing is called no success.
            let undone = ["dryRun", "requiresConfirmation", "proposed"];
            let undone = undone.iter().any(|word| structure.get(*word).is_some());
            let said = if undone { ("done", false) } else { ("success", true) };
            assert_eq!(structure[said.0], said.1, "{tool}: {structure}");
            assert_eq!(structure.get("success").is_some(), !undone, "{tool}: {structure}");
            assert_eq!(&answer.text(), structure, "{tool}: text and structure differ");
        }
        answer
    }

    /// The result of a successful call.
    #[track_caller]
    pub fn ok(&self) -> Value {
        let structure = self.structure();
        structure.unwrap_or_else(|| panic!("{} failed: {}", self.tool, self.reply)).clone()
    }

    /// The error of a call that was refused with this code.
    #[track_caller]
    pub fn refused(&self, code: &str) -> Value {
        let result = &self.reply["result"];
        assert_eq!(result["isError"], true, "{} did not fail: {}", self.tool, self.reply);
        assert_eq!(result.get("structuredContent"), None, "a failure is text only: {result}");
        let failure = self.text();
        assert_eq!(failure["success"], false, "{failure}");
        let error = &failure["error"];
        let kind = error["type"].as_str().unwrap_or_default();
        assert!(FAILURE_TYPES.contains(&kind), "unknown type: {error}");
        assert_eq!(error["code"], code, "{error}");
        assert!(error["message"].as_str().is_some_and(|text| !text.is_empty()), "{error}");
        assert!(error["retryable"].is_boolean(), "{error}");
        assert!(error.get("suggestion").is_none_or(Value::is_string), "{error}");
        error.clone()
    }

    /// The error code of a call that never reached a tool.
    #[track_caller]
    pub fn protocol_error(&self) -> i64 {
        let code = self.reply["error"]["code"].as_i64();
        code.unwrap_or_else(|| panic!("{} is not a protocol error: {}", self.tool, self.reply))
    }

    /// The answer as it is, a success or not.
    #[track_caller]
    pub fn whole(&self) -> Value {
        self.text()
    }

    /// Whether it is no failure.
    pub fn is_ok(&self) -> bool {
        self.structure().is_some()
    }

    /// The whole reply.
    pub fn reply(&self) -> &Value {
        &self.reply
    }

    /// The structure of a successful answer.
    pub fn structure(&self) -> Option<&Value> {
        let result = self.reply.get("result")?;
        if result["isError"] == true {
            return None;
        }
        if self.beside_pictures.is_some() {
            return self.beside_pictures.as_ref();
        }
        let structure = result.get("structuredContent");
        Some(structure.unwrap_or_else(|| panic!("{}: no structure: {result}", self.tool)))
    }

    /// The pictures behind the text: WebP, of at most 100 KB as text.
    pub fn pictures(&self) -> Vec<Vec<u8>> {
        let content = self.reply["result"]["content"].as_array();
        let pictures = content.into_iter().flatten().filter(|block| block["type"] == "image");
        let bytes = pictures.map(|block| {
            assert_eq!(block["mimeType"], "image/webp");
            let data = block["data"].as_str().expect("base64");
            assert!(data.len() <= 100_000, "{}: {} bytes", self.tool, data.len());
            super::picture::from_base64(data)
        });
        bytes.collect()
    }

    /// The text of the answer, parsed as JSON.
    #[track_caller]
    fn text(&self) -> Value {
        let content = self.reply["result"]["content"].as_array().expect("content is an array");
        let texts = content.len() - self.pictures().len();
        assert_eq!(texts, 1, "one text: {content:?}");
        assert_eq!(content[0]["type"], "text");
        let text = content[0]["text"].as_str().expect("a text");
        serde_json::from_str(text).unwrap_or_else(|error| panic!("not JSON ({error}): {text}"))
    }
}

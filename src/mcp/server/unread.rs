//! Requests that could not be parsed: an unknown method, or a known one with invalid parameters.

use rmcp::model::{ErrorCode, ErrorData};

/// The methods of this server. An unparsable call of one of them has invalid parameters; any other method does not
/// exist.
const METHODS: [&str; 12] = [
    "initialize",
    "server/discover",
    "ping",
    "tools/list",
    "tools/call",
    "subscriptions/listen",
    "prompts/list",
    "prompts/get",
    "resources/list",
    "resources/read",
    "resources/templates/list",
    "completion/complete",
];

/// The error for a request that rmcp treats as an unknown method, although it may be a known one with invalid
/// parameters.
pub(super) fn refuse(method: &str) -> ErrorData {
    if !METHODS.contains(&method) {
        let message = "this method does not exist here";
        return ErrorData::new(ErrorCode::METHOD_NOT_FOUND, message, None);
    }
    let message = match method {
        "tools/call" => {
            "tools/call needs params with a name (text), each name once; arguments, where given, is an \
             object"
        }
        "resources/read" => "resources/read needs params with a uri (text)",
        "prompts/get" => {
            "prompts/get needs params with a name (text); arguments, where given, is an object"
        }
        "completion/complete" => {
            "completion/complete needs params with a ref ({ type: ref/prompt, name } or { type: \
             ref/resource, uri }) and an argument ({ name, value }, both text)"
        }
        _ => "the parameters of this request have the wrong shape",
    };
    ErrorData::invalid_params(message, None)
}

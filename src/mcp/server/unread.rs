//! Requests that could not be read: a method that does not exist, or one that does, in a wrong shape.

use rmcp::model::{ErrorCode, ErrorData};

/// The methods that this server has. A call to one of them that cannot be read has wrong
/// parameters; anything else is a method that does not exist.
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

/// rmcp takes a known method with parameters that it cannot read for an unknown one.
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

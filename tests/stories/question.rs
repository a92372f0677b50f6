//! Questions to the person, in the words of both generations of the protocol.

use serde_json::{Value, json};

use super::desk::text;
use crate::common::{Answer, Era, Server};

/// What a person does with the question.
pub enum Says {
    Yes,
    No,
    Cancels,
    Nonsense,
}

impl Says {
    /// As the client says it.
    pub fn result(&self) -> Value {
        match self {
            Says::Yes => json!({ "action": "accept", "content": { "confirm": true } }),
            Says::No => json!({ "action": "decline" }),
            Says::Cancels => json!({ "action": "cancel" }),
            Says::Nonsense => json!({ "action": "accept", "content": { "confirm": "certainly" } }),
        }
    }
}

/// A call whose question has come.
pub struct Open {
    pub tool: &'static str,
    pub arguments: Value,
    /// The id of the call, or of the question to answer.
    pub call: i64,
    pub question: Value,
    /// The state to bring back; null where the call waits.
    pub state: Value,
}

/// Calls, and waits for the question.
pub fn ask(server: &mut Server, era: Era, tool: &'static str, arguments: Value) -> Open {
    let call = server.begin(tool, arguments.clone());
    if era == Era::Modern {
        let reply = server.reply(call);
        let result = reply["result"].clone();
        assert_eq!(result["resultType"], "input_required", "{reply}");
        let question = result["inputRequests"]["confirm"].clone();
        return Open { tool, arguments, call, question, state: result["requestState"].clone() };
    }
    let question = server.notification("elicitation/create");
    Open { tool, arguments, call, question, state: Value::Null }
}

impl Open {
    /// What the person reads.
    pub fn text(&self) -> String {
        let message = text(&self.question["params"]["message"]);
        assert_eq!(self.question["params"]["requestedSchema"]["required"], json!(["confirm"]));
        message
    }

    /// What the call answers when the person says this.
    pub fn answer(&self, server: &mut Server, says: &Says) -> Answer {
        if self.state.is_null() {
            let reply =
                json!({ "jsonrpc": "2.0", "id": self.question["id"], "result": says.result() });
            server.send_raw(format!("{reply}\n"));
            return server.finish(self.tool, self.call);
        }
        self.bring_back(server, says, self.state.clone())
    }

    /// What the call answers when a client that is asked while the call waits cannot ask.
    pub fn fails(&self, server: &mut Server) -> Answer {
        let error = json!({ "code": -32601, "message": "no" });
        let reply = json!({ "jsonrpc": "2.0", "id": self.question["id"], "error": error });
        server.send_raw(format!("{reply}\n"));
        server.finish(self.tool, self.call)
    }

    /// The question that comes instead of an answer when the person says this.
    pub fn asks_anew(&self, server: &mut Server, says: &Says) -> Open {
        let (tool, arguments) = (self.tool, self.arguments.clone());
        if self.state.is_null() {
            let reply =
                json!({ "jsonrpc": "2.0", "id": self.question["id"], "result": says.result() });
            server.send_raw(format!("{reply}\n"));
            let question = server.notification("elicitation/create");
            return Open { tool, arguments, call: self.call, question, state: Value::Null };
        }
        let call = server.send("tools/call", self.brought(says, &self.state));
        let reply = server.reply(call);
        let result = reply["result"].clone();
        assert_eq!(result["resultType"], "input_required", "{reply}");
        let question = result["inputRequests"]["confirm"].clone();
        Open { tool, arguments, call, question, state: result["requestState"].clone() }
    }

    fn brought(&self, says: &Says, state: &Value) -> Value {
        json!({
            "name": self.tool,
            "arguments": self.arguments,
            "inputResponses": { "confirm": says.result() },
            "requestState": state,
        })
    }

    /// The same with a state of somebody's choice.
    pub fn bring_back(&self, server: &mut Server, says: &Says, state: Value) -> Answer {
        let params = self.brought(says, &state);
        let id = server.send("tools/call", params);
        server.finish(self.tool, id)
    }
}

//! The same with a client that others have written: rmcp's, in both lifecycles.

use std::sync::Mutex;

use rmcp::model::{
    CallToolRequestParams, ClientCapabilities, ClientConfig, ElicitRequestParams, ElicitResult,
    ElicitationAction, ElicitationCapability, ErrorData, Implementation, ProtocolVersion,
};
use rmcp::service::{ClientLifecycleMode, ClientServiceExt, RequestContext};
use rmcp::transport::TokioChildProcess;
use rmcp::{ClientHandler, RoleClient};
use serde_json::{Value, json};

/// A person who has made up their mind, and remembers what they were asked.
struct Owner {
    agrees: bool,
    asked: &'static Mutex<Vec<String>>,
}

impl ClientHandler for Owner {
    fn get_info(&self) -> ClientConfig {
        let mut can = ClientCapabilities::default();
        can.elicitation = Some(ElicitationCapability::default());
        ClientConfig::new(can, Implementation::new("owner", "1"))
    }

    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _context: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        let ElicitRequestParams::FormElicitationParams { message, .. } = request else {
            panic!("a form was expected")
        };
        self.asked.lock().unwrap().push(message);
        let mut result = ElicitResult::new(ElicitationAction::Decline);
        if self.agrees {
            result.action = ElicitationAction::Accept;
            result.content = Some(json!({ "confirm": true }));
        }
        Ok(result)
    }
}

#[tokio::test]
async fn a_client_of_others_asks_its_person_in_both_lifecycles() {
    let modern =
        ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] };
    for lifecycle in [ClientLifecycleMode::Initialize, modern] {
        let folder = tempfile::tempdir().unwrap();
        for agrees in [false, true] {
            let asked: &'static Mutex<Vec<String>> = Box::leak(Box::default());
            let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_deskhand"));
            command.args(["serve", "--preview", "off", "--data-dir"]).arg(folder.path());
            let child = TokioChildProcess::new(command).unwrap();
            let owner = Owner { agrees, asked };
            let session = owner.serve_with_lifecycle(child, lifecycle.clone()).await.unwrap();
            let call = async |tool: &'static str, arguments: Value| {
                let arguments = arguments.as_object().unwrap().clone();
                let params = CallToolRequestParams::new(tool).with_arguments(arguments);
                session.call_tool(params).await.unwrap()
            };
            let name = if agrees { "Second" } else { "First" };
            let made = call("createPage", json!({ "name": name })).await;
            let page = made.structured_content.unwrap()["data"]["id"].clone();
            let answer = call("deletePage", json!({ "ids": [page] })).await;
            let left = call("getPage", json!({ "id": page })).await.structured_content.unwrap();
            let questions = asked.lock().unwrap().clone();
            assert_eq!(questions.len(), 1, "{questions:?}");
            assert!(questions[0].contains(&format!("Delete page “{name}”?")), "{questions:?}");
            assert_eq!(answer.is_error == Some(true), !agrees, "{answer:?}");
            assert_eq!(left["count"], i32::from(!agrees), "{left}");
            session.cancel().await.unwrap();
        }
    }
}

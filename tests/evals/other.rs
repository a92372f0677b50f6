//! Tasks done with another server, and by hand.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use deskhand_evals::{
    by_hand::{Request, Response, ask, serve},
    model::Api,
    other::Other,
    report::Ending,
    stage::{Server, Stage},
    words::today,
};
use serde_json::{Map, Value, json};

use super::{
    endpoint::{Actor, Answer, Endpoint, Seen},
    model::{fair, model, run},
    program,
};

/// A server with a memory of pages, which ends at a call of `die`.
fn pages(is_stream: bool) -> Endpoint {
    let mut pages: Vec<String> = Vec::new();
    Endpoint::start(move |seen: &Seen| -> Answer {
        let name = seen.body["params"]["arguments"]["name"].as_str().unwrap_or_default().to_owned();
        let tool = seen.body["params"]["name"].as_str().unwrap_or_default();
        let said = |text: String, failed: bool| json!({ "content": [{ "type": "text", "text": text }], "isError": failed });
        let result = match (seen.body["method"].as_str().unwrap_or_default(), tool) {
            ("initialize", _) => {
                json!({ "protocolVersion": "2025-06-18", "capabilities": { "tools": {} },
                        "serverInfo": { "name": "pages", "version": "2" }, "instructions": "Only pages." })
            }
            ("tools/list", _) => {
                let tool = |name: &str| json!({ "name": name, "description": name, "inputSchema": { "type": "object" } });
                json!({ "tools": [tool("page.add"), tool("page.list"), tool("page.drop")] })
            }
            (_, "page.add") => {
                pages.push(name);
                said(json!({ "count": pages.len() }).to_string(), false)
            }
            (_, "page.drop") => {
                pages.clear();
                said("dropped".into(), false)
            }
            (_, "page.list") => said(json!({ "pages": pages }).to_string(), false),
            (_, "die") => return (0, String::new(), String::new()),
            ("tools/call", other) => said(format!("no tool {other}"), true),
            _ => return (202, String::new(), String::new()),
        };
        let answer = json!({ "jsonrpc": "2.0", "id": seen.body["id"], "result": result });
        if is_stream {
            let body = format!(
                "event: message\ndata: {{\"method\": \"x\"}}\n\nevent: message\ndata: {answer}\n\n"
            );
            return (200, "content-type: text/event-stream\r\nmcp-session-id: s1\r\n".into(), body);
        }
        (200, "content-type: application/json\r\nmcp-session-id: s1\r\n".into(), answer.to_string())
    })
}

const ADAPTER: &str = r#"
[task.fair]
start = 'page.add {"name": "Prices"}'
end = 'page.drop'

[[task.fair.check]]
must = "The page is there."
query = "page.list"
at = "/pages"
contains = "About us"

[[task.fair.check]]
must = "The prices stay."
query = "page.list"
at = "/pages"
contains = "Prices"
"#;

fn other(server: &str, adapter: &str, folder: &Path) -> anyhow::Result<Server> {
    let file = folder.join("adapter.toml");
    fs::write(&file, adapter).unwrap();
    Ok(Server::Other(Other::new(server, &file, today()?)?))
}

#[test]
fn another_server_is_given_the_tasks_of_its_adapter() {
    for (is_stream, script, ending, said) in [
        (false, "page_add {\"name\": \"About us\"}\nsay Done.", Ending::Passed, ""),
        (true, "page_list\npage_add {\"name\": \"About us\"}\nsay Done.", Ending::Passed, ""),
        (true, "page_add {\"name\": \"Us\"}\nsay Done.", Ending::Failed, "The page is there."),
        (false, "page_drop\nsay Done.", Ending::Failed, "The prices stay."),
        (false, "die\nsay Done.", Ending::Failed, "die: the server is gone"),
    ] {
        let (folder, bench) = fair(&["fair", "other"]);
        let server = pages(is_stream);
        let place = other(&server.url, ADAPTER, folder.path()).unwrap();
        let plays = |text: &str| text.to_owned().try_into().unwrap();
        let endpoint = Actor::of(plays(script)).endpoint(Api::Openai);
        let tasks = run(&bench, &place, &model(&endpoint.url, Api::Openai), "", 1);
        assert_eq!(tasks.len(), 1, "a task that the adapter does not have is left");
        let one = &tasks[0].runs[0];
        assert_eq!(one.ending, ending, "{script}: {:?}", one.why);
        assert!(
            one.why.iter().any(|why| why.contains(said)) || said.is_empty(),
            "{script}: {:?}",
            one.why
        );
        let told = endpoint.requests()[0].body.to_string();
        assert!(told.contains("Only pages.") && told.contains("page_add"), "{told}");
        if ending == Ending::Passed {
            let end =
                server.requests().into_iter().rev().find(|it| it.body["method"] == "tools/call");
            assert_eq!(
                end.unwrap().body["params"]["name"],
                "page.drop",
                "it is left as it was found"
            );
        }
    }
}

#[test]
fn a_server_over_pipes_is_another_one_in_each_run() {
    let (folder, bench) = fair(&["fair"]);
    let adapter = r#"
[task.fair]
start = 'createPage {"name": "Prices"}'
[[task.fair.check]]
must = "The page is there."
query = 'getPage {"slug": "about-us"}'
at = "/items"
count = 1
[[task.fair.check]]
must = "The prices stay."
query = 'getPage {"slug": "prices"}'
at = "/items"
count = 1
"#;
    let command = format!(
        "\"{}\" serve --preview off --log warn --data-dir {{folder}}/data",
        program().display()
    );
    let server = other(&command, adapter, folder.path()).unwrap();
    let text = "createPage {\"name\": \"About us\"}\nsay Done.".to_owned();
    let mut actor = Actor::of(text.clone().try_into().unwrap());
    let endpoint = Endpoint::start(move |seen| {
        if seen.body["messages"].as_array().unwrap().len() == 2 {
            actor = Actor::of(text.clone().try_into().unwrap());
        }
        super::endpoint::sent(Api::Openai, &actor.turn(&seen.body))
    });
    let tasks = run(&bench, &server, &model(&endpoint.url, Api::Openai), "", 2);
    for one in &tasks[0].runs {
        assert_eq!((one.ending, &one.why), (Ending::Passed, &Vec::new()));
    }
    // A command that is none, and one that says nothing, are no results.
    for (command, said) in [("/nowhere/at/all --x", "start state"), ("true", "start state")] {
        let server = other(command, adapter, folder.path()).unwrap();
        let tasks = run(&bench, &server, &model(&endpoint.url, Api::Openai), "", 1);
        let one = &tasks[0].runs[0];
        assert_eq!(one.ending, Ending::NotRun, "{command}: {:?}", one.why);
        assert!(one.why[0].contains(said), "{command}: {:?}", one.why);
    }
}

#[test]
fn an_adapter_that_cannot_be_used_says_why() {
    let (folder, bench) = fair(&["fair"]);
    for (find, replace, said) in [
        ("[task.fair]", "[tusk.fair]", "unknown field `tusk`"),
        ("start = 'page.add", "start = 'deskhand tenant list' # '", "no commands of ours"),
        ("query = \"page.list\"", "", "one place to look"),
        ("{\"name\"", "{\"name", "line 1"),
    ] {
        let error =
            other("http://127.0.0.1:9/mcp", &ADAPTER.replacen(find, replace, 1), folder.path());
        let error = format!("{:#}", error.err().unwrap());
        assert!(error.contains(said) && error.contains("adapter.toml"), "{said}: {error}");
    }
    for (find, replace, said) in [
        ("The page is there.", "The page is here.", "the task has no check “The page is here.”"),
        (
            "[[task.fair.check]]\nmust = \"The prices",
            "[[task.fair.x]]\nmust = \"The prices",
            "unknown field `x`",
        ),
    ] {
        let why = match other(
            "http://127.0.0.1:9/mcp",
            &ADAPTER.replacen(find, replace, 1),
            folder.path(),
        ) {
            Err(error) => format!("{error:#}"),
            Ok(server) => {
                let task = bench.tasks().next().unwrap();
                format!("{:#}", Stage::of(&bench, &server, task).err().unwrap())
            }
        };
        assert!(why.contains(said), "{said}: {why}");
    }
    let without = ADAPTER.split("[[task.fair.check]]\nmust = \"The prices").next().unwrap();
    let server = other("http://127.0.0.1:9/mcp", without, folder.path()).unwrap();
    let tasks = run(&bench, &server, &model("http://127.0.0.1:9", Api::Openai), "", 1);
    let one = &tasks[0].runs[0];
    assert!(
        one.ending == Ending::NotRun && one.why[0].contains("how the check “The prices stay.”"),
        "{:?}",
        one.why
    );
}

/// Asks as soon as the task is open.
fn asked(at: &Path, request: &Request) -> Response {
    let since = Instant::now();
    loop {
        match ask(at, request) {
            Ok(response) => return response,
            Err(error) => assert!(since.elapsed() < Duration::from_mins(1), "{error:#}"),
        }
        thread::park_timeout(Duration::from_millis(5));
    }
}

fn call(tool: &str, arguments: Value) -> Request {
    let arguments: Map<String, Value> = arguments.as_object().unwrap().clone();
    Request::Call { tool: tool.to_owned(), arguments }
}

#[test]
fn a_task_is_done_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let at: PathBuf = folder.path().join("open");
    for (bad, said) in
        [(None, "passed\n3 calls"), (Some("prices"), "after deletePage: not so: The prices stay.")]
    {
        let place = at.clone();
        let served = thread::spawn(move || {
            let (_folder, bench) = fair(&["fair"]);
            let task = bench.tasks().next().unwrap();
            serve(&Stage::of(&bench, &Server::Own, task).unwrap(), &place).unwrap();
        });
        let begun = asked(&at, &Request::Begin).text;
        assert!(begun.ends_with("The person says:\nMake a page About us."), "{begun}");
        assert!(begun.starts_with("# Rules"), "what a model is told comes first: {begun}");
        assert!(asked(&at, &Request::Tools).text.contains("createPage: "));
        let made = asked(&at, &call("createPage", json!({ "name": "About us" })));
        assert!(made.ok && made.text.contains("\"success\":true"), "{}", made.text);
        let refused = asked(&at, &call("createPage", json!({})));
        assert!(!refused.ok && refused.text.contains("name"), "{}", refused.text);
        assert!(asked(&at, &call("getPage", json!({ "slug": "about-us" }))).ok);
        if let Some(page) = bad {
            let ids = json!({ "ids": [page] });
            assert!(
                asked(&at, &call("deletePage", ids.clone())).text.contains("requiresConfirmation")
            );
            assert_eq!(asked(&at, &Request::Say("May I?".into())).text, "Yes, go ahead.");
            // Nobody hangs up on a person who waits.
            let waits = asked(&at, &Request::End);
            assert!(!waits.ok && waits.text.contains("answer it first"), "{}", waits.text);
            let sure = json!({ "ids": [page], "confirmed": true });
            assert!(asked(&at, &call("deletePage", sure)).ok);
        }
        assert!(asked(&at, &Request::Say("It is there.".into())).text.contains("nothing more"));
        let end = asked(&at, &Request::End);
        assert_eq!(end.ok, bad.is_none());
        assert!(end.text.contains(said), "{}", end.text);
        served.join().unwrap();
        assert!(ask(&at, &Request::Tools).unwrap_err().to_string().contains("no task is open"));
    }
}

//! Endpoints, servers and models that fail while a task is done: each is said, and the rest goes on.

use std::time::{Duration, Instant};

use deskhand_evals::{
    model::Api,
    report::{Ending, TaskRuns},
    stage::Server,
};
use serde_json::{Value, json};

use super::{
    endpoint::{Actor, Answer, Endpoint, Turn, sent},
    model::{GOOD, KEY, fair, model, of_fair, run, script},
};

#[test]
fn an_endpoint_that_fails_is_said_and_is_no_result() {
    let plain = |status: u16, body: &str| (status, String::new(), body.to_owned());
    let cases: Vec<(&str, Answer, usize, &str)> = vec![
        ("garbage", plain(200, "<html>Welcome!</html>"), 1, "what is no JSON: “<html>Welcome!"),
        ("nothing", plain(200, ""), 1, "what is no JSON: nothing"),
        ("something else", plain(200, "{\"ok\": true}"), 1, "it has no `choices`"),
        (
            "an error in a success",
            plain(200, "{\"error\": {\"message\": \"no\"}}"),
            1,
            "is an error",
        ),
        (
            "a key that is not known",
            plain(401, &format!("Wrong key: {KEY}")),
            1,
            "Wrong key: (the key)",
        ),
        ("no such model", plain(404, "no such model"), 1, "the status 404: “no such model”"),
        (
            "moved",
            (302, "location: http://127.0.0.1:1/\r\n".into(), String::new()),
            1,
            "status 302",
        ),
        ("broken", plain(500, "oops"), 3, "the status 500: “oops” (3 tries)"),
        (
            "busy",
            (429, "retry-after: 0\r\n".into(), String::new()),
            3,
            "the status 429: nothing (3 tries)",
        ),
        ("hangs up", plain(0, ""), 3, "gave no answer"),
    ];
    for (name, answer, requests, said) in cases {
        let (run, endpoint) = of_fair(Api::Openai, move |_| answer.clone());
        assert_eq!((run.ending, run.calls), (Ending::NotRun, 0), "{name}: {:?}", run.why);
        assert!(run.why[0].contains(said), "{name}: {:?}", run.why);
        assert!(
            run.why[0].contains("127.0.0.1") && !run.why[0].contains(KEY),
            "{name}: {:?}",
            run.why
        );
        assert_eq!(endpoint.requests().len(), requests, "{name}");
    }
    // Nobody is there: a port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (_folder, bench) = fair(&["fair"]);
    let model = model(&format!("http://{free}/v1"), Api::Openai);
    let tasks = run(&bench, &Server::Own, &model, "", 2);
    let why: Vec<&str> = tasks[0].runs.iter().map(|run| run.why[0].as_str()).collect();
    assert!(
        why.len() == 2 && why[0].contains(&free.to_string()) && why[0].contains("gave no answer"),
        "{why:?}"
    );
}

#[test]
fn what_fails_for_now_is_tried_again_and_the_rest_goes_on() {
    let (mut number, mut actor) = (0, Actor::of(script(GOOD)));
    let since = Instant::now();
    let (done, endpoint) = of_fair(Api::Openai, move |seen| {
        number += 1;
        match number {
            1 => (429, "retry-after: 1\r\n".into(), "slow down".into()),
            2 => (503, String::new(), String::new()),
            4 => (0, String::new(), String::new()),
            _ => sent(Api::Openai, &actor.turn(&seen.body)),
        }
    });
    assert_eq!(done.ending, Ending::Passed, "{:?}", done.why);
    assert!(since.elapsed() >= Duration::from_secs(1), "it was asked again too early");
    assert_eq!((done.requests, endpoint.requests().len()), (3, 6));

    // Nothing but the first run is lost.
    let (_folder, bench) = fair(&["a", "b"]);
    let (mut is_first, mut actor) = (true, Actor::of(script("")));
    let endpoint = Endpoint::start(move |seen| {
        if std::mem::take(&mut is_first) {
            return (200, String::new(), "garbage".into());
        }
        if seen.body["messages"].as_array().unwrap().len() == 2 {
            actor = Actor::of(script(GOOD));
        }
        sent(Api::Openai, &actor.turn(&seen.body))
    });
    let tasks = run(&bench, &Server::Own, &model(&endpoint.url, Api::Openai), "", 2);
    let endings: Vec<Vec<Ending>> =
        tasks.iter().map(|task| task.runs.iter().map(|run| run.ending).collect()).collect();
    let want = [vec![Ending::NotRun, Ending::Passed], vec![Ending::Passed, Ending::Passed]];
    assert_eq!(endings, want);
}

#[test]
fn calls_that_cannot_be_made_go_back_to_the_model() {
    for (api, wrong, said) in [
        (Api::Openai, ("createPage", json!("{\"name\": \"About")), "arguments are no JSON"),
        (Api::Openai, ("createPage", json!("[1]")), "no JSON object"),
        (Api::Anthropic, ("createPage", json!([1])), "no JSON object"),
        (Api::Openai, ("makePageNow", json!({})), "makePageNow"),
        (Api::Anthropic, ("createPage", json!({ "title": 7 })), "name"),
    ] {
        let (mut wrong, mut actor) = (Some(wrong), Actor::of(script(GOOD)));
        let (run, endpoint) = of_fair(api, move |seen| match wrong.take() {
            Some((tool, arguments)) => {
                // Two at once: the good one is done.
                let good = ("getPage".to_owned(), json!({ "slug": "prices" }));
                sent(api, &Turn::Calls(vec![(tool.to_owned(), arguments), good]))
            }
            None => sent(api, &actor.turn(&seen.body)),
        });
        assert_eq!((run.ending, run.calls), (Ending::Passed, 4), "{said}: {:?}", run.why);
        assert_eq!((run.errors, run.recovered), (1, 1), "{said}");
        let told = endpoint.requests()[1].body["messages"].to_string();
        assert!(told.contains(said), "{said}: {told}");
    }
}

#[test]
fn a_model_without_end_is_ended() {
    let call = || Turn::Calls(vec![("getPage".into(), json!({ "slug": "prices" }))]);
    let (run, endpoint) = of_fair(Api::Anthropic, move |_| sent(Api::Anthropic, &call()));
    assert_eq!((run.ending, run.requests, run.calls), (Ending::Failed, 12, 12));
    assert!(run.why[0].contains("not finished after 12 turns"), "{:?}", run.why);
    assert_eq!(endpoint.requests().len(), 12);
    // One without words has nothing more to say.
    let (run, _) = of_fair(Api::Openai, |_| {
        (
            200,
            String::new(),
            json!({ "choices": [{ "message": { "content": Value::Null } }] }).to_string(),
        )
    });
    assert_eq!((run.ending, run.requests), (Ending::Failed, 1));
}

#[test]
#[cfg(unix)]
fn a_server_that_dies_fails_its_run_and_the_rest_goes_on() {
    use super::unfair::{FAIR, mortal};
    use deskhand_evals::proof::Bench;

    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("tasks")).unwrap();
    // After the start state was made, with the second thing that is asked of it; and before there is one.
    for (name, lines) in [("a-dies", Some(3)), ("b-never-lives", Some(0)), ("c-lives", None)] {
        let file =
            |lines| format!("[[start.file]]\nname = \"lines\"\ntext = \"{lines}\"\n[[verify]]");
        let task =
            lines.map_or(FAIR.to_owned(), |lines: u8| FAIR.replacen("[[verify]]", &file(lines), 1));
        std::fs::write(folder.path().join(format!("tasks/{name}.toml")), task).unwrap();
    }
    let bench = Bench::read(&mortal(folder.path()), folder.path()).unwrap();
    let mut actor = Actor::of(script(""));
    let endpoint = Endpoint::start(move |seen| {
        if seen.body["messages"].as_array().unwrap().len() == 2 {
            actor = Actor::of(script(GOOD));
        }
        sent(Api::Openai, &actor.turn(&seen.body))
    });
    let tasks = run(&bench, &Server::Own, &model(&endpoint.url, Api::Openai), "", 1);
    let of = |task: &TaskRuns| (task.runs[0].ending, task.runs[0].why.join("; "));
    let [dies, never, lives] = [of(&tasks[0]), of(&tasks[1]), of(&tasks[2])];
    assert_eq!(dies.0, Ending::Failed, "{}", dies.1);
    assert!(dies.1.contains("the server is gone") && dies.1.contains("I am dying."), "{}", dies.1);
    assert_eq!(never.0, Ending::NotRun, "{}", never.1);
    assert!(never.1.contains("the server did not open a session"), "{}", never.1);
    assert_eq!(lives, (Ending::Passed, String::new()));
}

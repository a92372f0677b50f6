//! Loose ends of a request: what waits for a yes, what failed, and how much of it an answer shows.

use serde_json::{Value, json};

use super::desk::{Desk, confirmed, in_both_eras};

/// The tools of a list in a report.
fn tools(list: &Value) -> Vec<Value> {
    super::desk::each(list.as_array().unwrap(), "tool")
}

/// Makes calls in a request, and gives the report of its end.
fn report_of(desk: &mut Desk, calls: &[(&str, Value)]) -> Value {
    desk.restart();
    desk.ok("acknowledgeRequest", json!({ "understanding": "Tidy up." }));
    for (tool, arguments) in calls {
        desk.call(tool, arguments.clone());
    }
    desk.ends()
}

#[test]
fn a_preview_waits_until_it_is_confirmed() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let delete = json!({ "ids": [page] });
        let report = report_of(desk, &[("deletePage", delete.clone())]);
        assert_eq!(tools(&report["waiting"]), ["deletePage"], "{report}");
        assert!(report["waiting"][0]["expiresAt"].is_string(), "{report}");
        assert_eq!(report["verified"], false);

        let yes = confirmed(&delete, &Value::Null);
        let report = report_of(desk, &[("deletePage", delete), ("deletePage", yes)]);
        assert_eq!((&report["waiting"], &report["verified"]), (&json!([]), &json!(true)));
    });
}

#[test]
fn a_publication_waits_though_its_draft_was_written_on() {
    in_both_eras(|desk| {
        let made =
            json!({ "collectionSlug": "blog", "title": "Hello", "content": { "body": "x" } });
        desk.ok("createPost", made);
        let report = report_of(
            desk,
            &[
                ("updatePost", json!({ "slug": "hello", "status": "published" })),
                ("updatePost", json!({ "slug": "hello", "excerpt": "Short." })),
            ],
        );
        assert_eq!(tools(&report["waiting"]), ["updatePost"], "{report}");
    });
}

#[test]
fn a_write_that_failed_is_told() {
    in_both_eras(|desk| {
        let report = report_of(desk, &[("updatePage", json!({ "id": "nope", "name": "A" }))]);
        assert_eq!(tools(&report["notSaved"]), ["updatePage"], "{report}");
        assert_eq!(report["notSaved"][0]["code"], "PAGE_NOT_FOUND");
        assert_eq!(report["verified"], false);
    });
}

#[test]
fn a_failure_that_was_made_good_is_none() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        desk.page("Taken");
        let update = |slug: &str| ("updatePage", json!({ "id": page, "slug": slug }));
        let create = |slug: &str| ("createPage", json!({ "name": "Team", "slug": slug }));
        let section = |key: &str, value: Value| {
            ("createSection", json!({ "pageId": page, "templateKey": "text", key: value }))
        };
        for calls in [
            [update("taken"), update("free")],
            [update("Not A Slug!"), update("a-slug")],
            [create("taken"), create("team")],
            [section("content", json!({ "no": 1 })), section("content", json!({ "body": "x" }))],
            // Nothing was named: whatever was made of that tool later made it good.
            [("createPage", json!({})), ("createPage", json!({ "name": "Prices" }))],
        ] {
            let report = report_of(desk, &calls);
            assert_eq!(report["notSaved"], json!([]), "{calls:?}");
            assert_eq!(report["verified"], true, "{calls:?}: {report}");
        }
    });
}

#[test]
fn a_name_that_nothing_has_is_made_good_by_the_thing_that_was_meant() {
    in_both_eras(|desk| {
        desk.page("Our team");
        for (name, email) in
            [("Maria Silva", "silva@example.com"), ("Maria Costa", "costa@example.com")]
        {
            desk.ok("createContact", json!({ "name": name, "email": email }));
        }
        let city = |who: &str| ("updateContact", json!({ "id": who, "city": "Porto" }));
        let delete = |which: &str| ("deletePage", json!({ "ids": [which], "confirmed": true }));
        let report = report_of(desk, &[city("Silva, Maria"), city("Maria Silva")]);
        assert_eq!(report["notSaved"], json!([]), "{report}");
        let report = report_of(desk, &[city("Rui"), city("Maria Costa")]);
        assert_eq!(report["notSaved"][0]["what"], "contact “Rui”", "{report}");
        // A deletion is not made good by a change.
        let rename = ("updatePage", json!({ "id": "our-team", "name": "Team" }));
        let report = report_of(desk, &[delete("team of ours"), rename]);
        assert_eq!(report["notSaved"][0]["code"], "PAGE_NOT_FOUND", "{report}");
    });
}

#[test]
fn what_was_done_is_counted_apart_and_what_is_not_public_is_named() {
    in_both_eras(|desk| {
        desk.page("About");
        let post = |title: &str| {
            let content = json!({ "body": "Frost." });
            let post = json!({ "collectionSlug": "blog", "title": title, "content": content });
            ("createPost", post)
        };
        let publish = json!({ "slug": "spring", "status": "published" });
        let calls = [
            ("updatePage", json!({ "id": "about", "name": "About us" })),
            post("Winter light"),
            post("Spring"),
            ("updatePost", publish.clone()),
            ("updatePost", confirmed(&publish, &Value::Null)),
            ("createContact", json!({ "name": "Rui", "email": "rui@example.com" })),
        ];
        let report = report_of(desk, &calls);
        let saved = json!({ "created": { "contact": 1, "post": 2 }, "updated": { "page": 1 } });
        assert_eq!(report["saved"], saved, "{report}");
        assert_eq!(report["notPublic"], json!(["post “Winter light”: draft"]), "{report}");
        let archive = json!({ "slug": "spring", "status": "archived" });
        let calls =
            [("updatePost", archive.clone()), ("updatePost", confirmed(&archive, &Value::Null))];
        let report = report_of(desk, &calls);
        assert_eq!(report["notPublic"], json!(["post “Spring”: archived"]), "{report}");
        // A failure is spoken of by the noun of its tool.
        let report = report_of(desk, &[("updatePost", json!({ "slug": "summer", "title": "S" }))]);
        assert_eq!(report["notSaved"][0]["what"], "post “summer”", "{report}");
    });
}

#[test]
fn success_with_something_else_of_the_same_thing_does_not_make_a_failure_good() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        desk.page("Taken");
        let section = desk.section(&about, "Words");
        desk.ok("createContact", json!({ "name": "Ann", "email": "ann@example.com" }));
        let package = json!({ "action": "create", "name": "Day", "price": 9, "description": "x" });
        desk.ok("manage_packages", package);
        let contact =
            |field: &str, value: &str| ("updateContact", json!({ "id": "Ann", field: value }));
        let page = |field: &str, value: Value| ("updatePage", json!({ "id": about, field: value }));
        let package = |field: &str, value: Value| {
            ("manage_packages", json!({ "action": "update", "id": "Day", field: value }))
        };
        let section = |field: &str, value: Value| {
            ("updateSection", json!({ "pageSectionId": section, field: value }))
        };
        for calls in [
            vec![contact("phone", "12"), contact("city", "X")],
            vec![page("slug", json!("taken")), page("name", json!("Us"))],
            vec![page("indexing", json!("no")), page("name", json!("We"))],
            vec![package("price", json!(1.555)), package("description", json!("y"))],
            vec![section("content", json!({ "body": "" })), section("hidden", json!(true))],
        ] {
            let report = report_of(desk, &calls);
            assert_eq!(tools(&report["notSaved"]).len(), 1, "{calls:?}: {report}");
            assert_eq!(report["verified"], false, "{calls:?}: {report}");
        }
        // In two calls is as good as in one.
        let both = ("updatePage", json!({ "id": about, "slug": "taken", "name": "All" }));
        let calls = [both, page("name", json!("All")), page("slug", json!("all"))];
        assert_eq!(report_of(desk, &calls)["notSaved"], json!([]));
    });
}

#[test]
fn success_with_another_thing_does_not_make_a_failure_good() {
    in_both_eras(|desk| {
        let [one, two] = ["One", "Two"].map(|name| desk.page(name));
        let update = |id: &str, name: &str| ("updatePage", json!({ "id": id, "slug": name }));
        let report = report_of(desk, &[update(&one, "No Slug!"), update(&two, "fine")]);
        assert_eq!(tools(&report["notSaved"]), ["updatePage"], "{report}");
    });
}

#[test]
fn success_with_another_person_does_not_make_a_failure_good() {
    in_both_eras(|desk| {
        let contact =
            |name: &str, phone: &str| ("createContact", json!({ "name": name, "phone": phone }));
        let (wrong, right) = (contact("Dana", "12"), contact("Ben", "+14155552671"));
        let report = report_of(desk, &[wrong.clone(), contact("Eve", "13"), right]);
        // The log keeps no names, and the session remembers them.
        assert_eq!(tools(&report["notSaved"]), ["createContact", "createContact"], "{report}");
        assert_eq!(report["notSaved"][0]["code"], "PHONE_INVALID");
        assert_eq!(report["notSaved"][0]["what"], "contact “Dana”", "{report}");
        assert_eq!(report["notSaved"][1]["what"], "contact “Eve”", "{report}");
        let mended = report_of(desk, &[contact("Finn", "12"), contact("Finn", "+14155552672")]);
        assert_eq!(mended["notSaved"], json!([]), "{mended}");
        assert_eq!(
            (&mended["verified"], &mended["saved"]["created"]["contact"]),
            (&json!(true), &json!(1))
        );
        assert_eq!(report["verified"], false);
        // By an id it is known which person it was.
        let [cleo, finn] = ["cleo@example.com", "finn@example.com"].map(|email| {
            desk.data("createContact", json!({ "name": "Cleo", "email": email }))["id"].clone()
        });
        let update = |phone: &str| ("updateContact", json!({ "id": cleo, "phone": phone }));
        let report = report_of(desk, &[update("12"), update("+14155559999")]);
        assert_eq!(report["notSaved"], json!([]), "{report}");
        let order = |of: &Value, price: i64| {
            let items = json!([{ "title": "Prints", "unitPrice": price }]);
            ("createOrder", json!({ "contactId": of, "items": items }))
        };
        let report = report_of(desk, &[order(&cleo, -1), order(&finn, 1)]);
        assert_eq!(tools(&report["notSaved"]), ["createOrder"], "{report}");
        let report = report_of(desk, &[order(&cleo, -1), order(&cleo, 1)]);
        assert_eq!(report["notSaved"], json!([]), "{report}");
        let by_name = ("updateContact", json!({ "id": "Nobody", "city": "Leeds" }));
        let report = report_of(desk, &[by_name, update("+14155559998")]);
        assert_eq!(tools(&report["notSaved"]), ["updateContact"], "{report}");
    });
}

#[test]
fn what_could_not_have_written_is_no_failure() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let report = report_of(
            desk,
            &[
                ("getPage", json!({ "id": page, "all": true })),
                ("deletePages", json!({ "ids": [page] })),
                ("updatePage", json!({ "id": "nope", "name": "A", "dryRun": true })),
                ("finalAnswer", json!({ "answer": "" })),
            ],
        );
        assert_eq!(report["notSaved"], json!([]), "{report}");
    });
}

#[test]
fn an_action_that_there_is_not_is_made_good_by_one_that_there_is() {
    in_both_eras(|desk| {
        let made = |action: &str| json!({ "action": action, "name": "Drone" });
        let calls = [("manage_services", made("add")), ("manage_services", made("create"))];
        assert_eq!(report_of(desk, &calls)["notSaved"], json!([]));
    });
}

#[test]
fn a_request_of_ten_thousand_changes_is_verified_and_shown_in_part() {
    in_both_eras(|desk| {
        let request = desk.data("acknowledgeRequest", json!({ "understanding": "Much." }));
        let request = request["requestId"].as_str().unwrap().to_owned();
        // As many pages, each with its change and its call, as calls one by one would have left them.
        let each =
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000),
                    own AS (SELECT tenant_id, id AS agent FROM agent WHERE name = 'assistant')";
        let rows = [
            "INSERT INTO page (tenant_id, id, name, slug, path, version, created_at, updated_at)
             {each} SELECT tenant_id, 'page_' || i, 'P' || i, 'p' || i, 'p' || i, 1, 1, 1 FROM n, own
             WHERE ?1 <> ''",
            "INSERT INTO change (tenant_id, seq, id, call_id, request_id, agent_id, tool, summary, created_at)
             {each} SELECT tenant_id, 100000 + i, 'chg_' || printf('%026d', i), 'call_' || i, ?1, agent,
               'updatePage', 'updated page', 1 FROM n, own",
            "INSERT INTO change_row (tenant_id, change_id, ordinal, entity, row_key, label, op, before, after)
             {each} SELECT tenant_id, 'chg_' || printf('%026d', i), 0, 'page', 'page_' || i, 'P' || i,
               'update', '{\"name\":\"Q\"}', json_object('name', 'P' || i) FROM n, own WHERE ?1 <> ''",
            "INSERT INTO call (tenant_id, seq, id, agent_id, session_id, request_id, tool, arguments, outcome,
                               duration_us, created_at, salt, hash)
             {each} SELECT tenant_id, 100000 + i, 'call_' || i, agent, 'ses', ?1, 'updatePage',
               json_object('id', 'page_' || i, 'name', 'P' || i), 'written', 1, 1, '', '' FROM n, own",
        ];
        for sql in rows {
            assert_eq!(desk.meddle(&sql.replace("{each}", each), [&request]), 10_000);
        }
        let started = std::time::Instant::now();
        let report = desk.ends();
        println!("read again in {:?}", started.elapsed());
        assert_eq!(report["verified"], true);
        assert_eq!(report["saved"]["updated"]["page"], 10_000);
        assert_eq!(report["changes"].as_array().unwrap().len(), 50);
        assert_eq!(report["omitted"], 9_950);
    });
}

#[test]
fn the_same_thing_is_the_same_however_it_was_named() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        desk.page("Taken");
        let bad = |name: &str| ("updatePage", json!({ "id": name, "slug": "taken" }));
        let good = |name: &str, slug: &str| ("updatePage", json!({ "id": name, "slug": slug }));
        for (first, then) in [
            (bad("About"), good(&page, "us")),
            (bad(&page), good("About", "we")),
            (bad("/we"), good(&page, "about")),
            (bad("ABOUT "), good("about", "team")),
        ] {
            let report = report_of(desk, &[first.clone(), then]);
            assert_eq!(report["notSaved"], json!([]), "{first:?}: {report}");
        }
        // A preview by name that was then done by id waits no longer, and one of something else does.
        desk.page("Other");
        let by_name = json!({ "ids": ["About"] });
        let by_id = json!({ "ids": [page] });
        let report = report_of(
            desk,
            &[
                ("deletePage", by_name),
                ("deletePage", json!({ "ids": ["Other"] })),
                ("deletePage", by_id.clone()),
                ("deletePage", confirmed(&by_id, &Value::Null)),
            ],
        );
        assert_eq!(report["waiting"].as_array().unwrap().len(), 1, "{report}");
        assert_eq!(report["waiting"][0]["what"], "page “Other”", "{report}");
        assert_eq!(report["saved"]["deleted"]["page"], 1, "{report}");
    });
}

#[test]
fn a_success_to_another_end_mends_nothing() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let child = json!({ "name": "Below", "parentId": page });
        desk.ok("createPage", child);
        let delete = ("deletePage", json!({ "ids": [page] }));
        let rename = ("updatePage", json!({ "id": page, "name": "Us" }));
        let report = report_of(desk, &[delete, rename]);
        assert_eq!(tools(&report["notSaved"]), ["deletePage"], "{report}");
        assert_eq!(report["notSaved"][0]["what"], "page “Us”", "{report}");
        assert_eq!(report["verified"], false);
        // Ids are told when they are asked for.
        assert_eq!(report["notSaved"][0]["ids"], json!([page]), "{report}");
        let again = json!({ "answer": "Again.", "requestId": report["requestId"] });
        let again = desk.data("finalAnswer", again);
        assert!(!again.to_string().contains(&page) && again.get("changes").is_none(), "{again}");
    });
}

#[test]
fn steps_of_the_plan_that_are_not_done_are_unfinished() {
    in_both_eras(|desk| {
        let plan = json!({ "understanding": "Tidy.", "plan": ["Rename it", "Delete it", "Look"] });
        let ends = |more: Value| {
            let mut call = json!({ "answer": "Done." });
            call.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            call
        };
        // Nothing was written, and the agent says nothing.
        desk.ok("acknowledgeRequest", plan.clone());
        let report = desk.data("finalAnswer", ends(json!({})));
        assert_eq!(report["unfinished"], json!(["Rename it", "Delete it", "Look"]), "{report}");
        assert_eq!((&report["verified"], &report["saved"]), (&json!(false), &json!({})));
        // It says what is done.
        desk.ok("acknowledgeRequest", plan.clone());
        desk.page("About");
        let report = desk.data("finalAnswer", ends(json!({ "done": [1, 3] })));
        assert_eq!(report["unfinished"], json!(["Delete it"]), "{report}");
        assert_eq!(report["verified"], false);
        desk.ok("acknowledgeRequest", plan);
        let report = desk.data("finalAnswer", ends(json!({ "done": [1, 2, 3] })));
        assert_eq!((&report["unfinished"], &report["verified"]), (&json!([]), &json!(true)));
    });
}

#[test]
fn a_wish_for_which_a_connection_is_missing_is_not_saved() {
    in_both_eras(|desk| {
        desk.run(&["agent", "set", "assistant", "--profile", "admin"]);
        let send = ("sendMessage", json!({ "contactId": "Anna", "message": "Hi" }));
        let search = ("searchWeb", json!({ "query": "fairs" }));
        let report = report_of(desk, &[send, search]);
        // To look something up would have written nothing.
        assert_eq!(tools(&report["notSaved"]), ["sendMessage"], "{report}");
        assert_eq!(report["notSaved"][0]["code"], "TOOL_NOT_CONNECTED");
        assert_eq!(report["verified"], false);
    });
}

#[test]
fn an_answer_that_says_to_have_sent_what_nobody_sent_is_told_so() {
    in_both_eras(|desk| {
        let answer = json!({ "answer": "All done. The quote was sent to Anna." });
        let told = desk.data("finalAnswer", answer);
        assert!(told["warnings"][0].as_str().unwrap().contains("nothing was sent"), "{told}");
        let honest = json!({ "answer": "The quote is ready. It is not sent yet." });
        assert!(desk.data("finalAnswer", honest).get("warnings").is_none());
    });
}

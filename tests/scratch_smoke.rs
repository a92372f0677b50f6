use deskhand::{
    gate::*, principal::Principal, starter, store::system::NewTenant, store::*, value::Currency,
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
#[test]
fn smoke() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), Synchronous::Full).unwrap();
    let t = store
        .add_tenant(
            NewTenant {
                name: "main".into(),
                title: "X".into(),
                country: "US".into(),
                currency: Currency::parse("USD").unwrap(),
                timezone: "UTC".into(),
            },
            |db| starter::add(db),
        )
        .map_err(|e| panic!("{e:?}"))
        .unwrap()
        .unwrap();
    let agent = store.agents(&t).unwrap().into_iter().find(|a| a.name == "assistant").unwrap();
    let gate = Gate::new(store, Principal::new(t, agent), Limits::default());
    let rt = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    rt.block_on(async {
        let call = async |tool: &str, args: Value| {
            let r = gate.call(IncomingCall{tool: tool.into(), arguments: args.as_object().unwrap().clone(), client: None, protocol: None, cancel: CancellationToken::new(), progress: None}).await;
            let v = match &r { Reply::Success(v) | Reply::Failure(v) => v.clone(), o => json!(format!("{o:?}")) };
            let text = v.to_string(); println!("{tool} {args}\n   -> {}", text.chars().take(900).collect::<String>()); v
        };
        call("getPage", json!({"all":true})).await;
        call("getPage", json!({"all":true, "id":"home"})).await;
        call("getPage", json!({"slug":"home","includeContent":true,"includeChildren":true})).await;
        call("getPage", json!({"slugg":"home"})).await;
        let p = call("createPage", json!({"name":"Über Uns", "meta": {"title":" Hi "}})).await;
        let id = p["data"]["id"].as_str().unwrap().to_owned();
        call("createPage", json!({"name":"Über Uns"})).await;
        call("createPage", json!({"name":"Kind", "parentId": id})).await;
        call("updatePage", json!({"id":id, "slug":"about", "name":"About"})).await;
        call("updatePage", json!({"id":id, "slug":"about", "expectedVersion": 1})).await;
        call("updatePage", json!({"id":id, "parentId":"about/kind"})).await;
        let s = call("createSection", json!({"pageId":id, "templateKey":"text", "content":{"body":"Hello world"}})).await;
        let sid = s["data"]["pageSectionId"].as_str().unwrap().to_owned();
        call("createSection", json!({"pageId":id, "templateKey":"hero", "content":{"heading":5,"foo":1}})).await;
        call("updateSection", json!({"pageSectionId":sid, "edits":[{"field":"body","find":"world","replace":"moon"}]})).await;
        call("updateSection", json!({"pageSectionId":id})).await;
        call("manage_services", json!({"action":"create","name":"Second shooter"})).await;
        let k = call("manage_packages", json!({"action":"create","name":"Elopement Package","price":2500,"description":"d","serviceIds":["Second shooter"]})).await;
        call("manage_packages", json!({"action":"create","name":"Elopement Package","price":"2,500","description":"d"})).await;
        call("manage_packages", json!({"action":"update","packageId":"Elopement Package","price":2600.5, "dryRun": true})).await;
        call("manage_packages", json!({"action":"list"})).await;
        call("manage_services", json!({"action":"delete","serviceId":"Second shooter"})).await;
        call("deletePage", json!({"ids":["about"]})).await;
        call("deletePage", json!({"ids":["about","about/kind"], "confirmed": true})).await;
        call("updatePage", json!({"id":"about","name":"About us"})).await;
        call("deletePage", json!({"ids":["about","about/kind"], "confirmed": true})).await;
        let d = call("deletePage", json!({"ids":["about","about/kind"], "confirmed": true})).await;
        call("getHistory", json!({"limit":3})).await;
        let u = call("undoChange", json!({"changeId": d["changeId"]})).await;
        call("undoChange", json!({"changeId": d["changeId"]})).await;
        call("undoChange", json!({"changeId": k["changeId"]})).await;
        let h = call("getHistory", json!({"changeId": u["changeId"]})).await;
        call("undoChange", json!({"requestId": h["items"][0]["requestId"], "dryRun": true})).await;
        call("undoChange", json!({"requestId": h["items"][0]["requestId"]})).await;
        call("getPage", json!({"all":true})).await;
        for t in gate.listed() { println!("{} {} {:?} {}", t.name, t.description.len(), t.hints, serde_json::to_string(&*t.input_schema).unwrap().len()); }
        gate.close().await;
    });
}

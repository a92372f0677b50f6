//! Two businesses in one store: A has one of everything, B asks for it.

use std::{collections::BTreeMap, path::Path};

use deskhand::{
    gate::{Gate, IncomingCall, Limits, Person, RateLimits, Reply, Session},
    integration::INTEGRATIONS,
    principal::{Policy, Principal, Tenant},
    starter,
    store::{Store, Synchronous, effective_settings::IntegrationState, system::NewTenant},
    value::Currency,
};
use rusqlite::{Connection, types::Value as SqlValue};
use serde_json::{Value, json};

use crate::{customers::names_of_customers, picture};

/// A store with two tenants, and a way in for the owner of each, who may read the log.
pub struct World {
    pub a: Actor,
    pub b: Actor,
    pub store: Store,
    pub runtime: tokio::runtime::Runtime,
    folder: tempfile::TempDir,
}

/// The owner of one tenant, and what its tenant has.
pub struct Actor {
    pub tenant: Tenant,
    pub gate: Session,
    pub things: Things,
}

/// The ids and the names of one of everything.
#[derive(Default)]
pub struct Things {
    pub ids: BTreeMap<&'static str, String>,
    pub names: BTreeMap<&'static str, String>,
}

impl World {
    /// Both tenants with one of everything, each under names of its own.
    pub fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Synchronous::Normal).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (a, b) = (actor(&store, "alpha"), actor(&store, "beta"));
        let mut world = World { a, b, store, runtime, folder };
        world.a.things = world.furnish(&world.a, "Alpha");
        world.b.things = world.furnish(&world.b, "Beta");
        world
    }

    /// What a call answers, as JSON.
    pub fn call(&self, who: &Actor, tool: &str, arguments: &Value) -> Value {
        let incoming = IncomingCall {
            tool: tool.to_owned(),
            arguments: arguments.as_object().unwrap().clone(),
            client: None,
            protocol: None,
            cancel: tokio_util::sync::CancellationToken::new(),
            progress: None,
            person: Person::Unreachable,
        };
        match self.runtime.block_on(who.gate.call(incoming)) {
            Reply::Success(answer, ..) => serde_json::from_str(&answer).unwrap(),
            Reply::Failure(answer) => answer,
            Reply::UnknownTool | Reply::Question { .. } | Reply::Cancelled => panic!("{tool}"),
        }
    }

    /// A call that must succeed.
    #[track_caller]
    pub fn ok(&self, who: &Actor, tool: &str, arguments: &Value) -> Value {
        let answer = self.call(who, tool, arguments);
        assert_ne!(answer["success"], false, "{tool} {arguments}: {answer}");
        answer
    }

    /// Every row of every table that belongs to a tenant, as text.
    pub fn rows(&self, of: &Actor) -> String {
        // What its log still holds is its own; it must not show up as a change later.
        self.runtime.block_on(of.gate.close());
        rows_of(self.folder.path(), &of.tenant.id.to_string())
    }

    /// A connection as no tool has it.
    pub fn raw(&self) -> Connection {
        Connection::open(self.folder.path().join("deskhand.db")).unwrap()
    }

    /// Makes one of everything, all named after `name`.
    fn furnish(&self, who: &Actor, name: &str) -> Things {
        let mut things = Things::default();
        let id = |answer: &Value, field: &str| answer["data"][field].as_str().unwrap().to_owned();
        let picture = self.add_image(who, name);
        let image = id(&picture, "id");
        let articles = self.add_articles(who, name, &image);
        let page_name = format!("{name} Weddings");
        let page = self.ok(who, "createPage", &json!({ "name": page_name }));
        let page_id = id(&page, "id");
        // A page that has moved leaves a redirect, and has one below it.
        let moved = format!("{}-moved", name.to_lowercase());
        self.ok(who, "updatePage", &json!({ "id": page_id, "slug": moved }));
        self.ok(
            who,
            "createPage",
            &json!({ "name": format!("{name} Below"), "parentId": page_id }),
        );
        let content = json!({ "heading": format!("{name} heading"), "image": image });
        let section = json!({ "pageId": page_id, "templateKey": "hero", "content": content });
        let section = self.ok(who, "createSection", &section);
        let navigation = self.add_navigation(who, name);
        let item = json!({ "navigationId": navigation, "label": format!("{name} Item"),
            "targetType": "page", "targetId": page_id });
        let item = self.ok(who, "createNavItem", &item);
        let service_id = self.add_services(who, name);
        let package = json!({ "action": "create", "name": format!("{name} Package"), "price": 100,
            "description": "All of it.", "serviceIds": [service_id], "imageId": image });
        let package = self.ok(who, "manage_packages", &package);
        let template = self.add_template(who, name);
        let change = package["changeId"].as_str().unwrap().to_owned();
        let request = self.request_of(who, &change);
        let site = self.ok(who, "updateSite", &json!({ "tagline": format!("{name} tagline") }));
        things.ids = BTreeMap::from([
            ("site", id(&site, "id")),
            ("page", page_id),
            ("section", id(&section, "pageSectionId")),
            ("section template", template),
            ("image", image),
            ("navigation", navigation),
            ("navigation item", id(&item, "id")),
            ("service", service_id),
            ("package", id(&package, "id")),
            ("change", change),
            ("proposal", self.add_proposal(who, &request)),
            ("request", request),
        ]);
        things.ids.extend(articles);
        let customers = self.add_customers(who, name);
        things.ids.extend(customers.clone());
        things.ids.extend(self.add_messages(who, name, &customers[0].1));
        things.names = BTreeMap::from([
            ("page", page_name),
            ("path", moved),
            ("old path", format!("{}-weddings", name.to_lowercase())),
            ("template", format!("{}-own", name.to_lowercase())),
            ("service", format!("{name} Free")),
            ("package", format!("{name} Package")),
            ("image", name.to_owned()),
            ("image url", id(&picture, "url")),
            ("posts", format!("{}-posts", name.to_lowercase())),
            ("post slug", format!("{}-post", name.to_lowercase())),
            ("post title", format!("{name} Post")),
            ("entries", format!("{}-entries", name.to_lowercase())),
            ("entry slug", format!("{}-entry", name.to_lowercase())),
            ("entry title", format!("{name} Entry")),
            ("navigation", format!("{}-menu", name.to_lowercase())),
            ("nav item", format!("{name} Item")),
        ]);
        things.names.extend(customers.into_iter().chain(names_of_customers(name)));
        things.ids.extend(self.add_bookings(who, name, &things));
        self.add_the_rest(who, name, &mut things);
        things
    }

    /// A service that a package includes, whose id it answers, and one that nothing includes, so that it could be
    /// deleted.
    fn add_services(&self, who: &Actor, name: &str) -> String {
        let made = |name: String| {
            self.ok(who, "manage_services", &json!({ "action": "create", "name": name }))
        };
        let service = made(format!("{name} Service"));
        made(format!("{name} Free"));
        service["data"]["id"].as_str().unwrap().to_owned()
    }

    /// The target that the first release has made.
    pub fn target_of(&self, who: &Actor) -> String {
        let target = "SELECT id FROM target WHERE tenant_id = ?1";
        let of = [who.tenant.id.to_string()];
        self.raw().query_row(target, of, |row| row.get(0)).unwrap()
    }

    /// When customers can come, and when one does.
    fn add_bookings(
        &self,
        who: &Actor,
        name: &str,
        things: &Things,
    ) -> [(&'static str, String); 2] {
        let id = |answer: &Value| answer["data"]["id"].as_str().unwrap().to_owned();
        let rules = json!({ "packageId": things.ids["package"], "noticeMinutes": 60,
            "exceptions": [{ "date": "2026-12-24", "note": format!("{name} holiday") }] });
        let rules = id(&self.ok(who, "updateAvailability", &rules));
        let booking = json!({ "service": format!("{name} session"), "contactId": things.ids["contact"],
            "start": "2026-06-14 14:00", "place": format!("{name} hill"), "notes": format!("{name} notes"),
            "source": format!("{name} phone") });
        [("availability", rules), ("booking", id(&self.ok(who, "createBooking", &booking)))]
    }

    /// A post and an entry, each in a collection of its own.
    fn add_articles(&self, who: &Actor, name: &str, image: &str) -> [(&'static str, String); 4] {
        let id = |answer: &Value| answer["data"]["id"].as_str().unwrap().to_owned();
        let (posts, entries) =
            (self.add_collection(who, name, "posts"), self.add_collection(who, name, "entries"));
        let post = json!({ "collectionSlug": posts, "title": format!("{name} Post"),
            "content": { "body": "Words.", "cover": { "imageId": image } } });
        let post = self.ok(who, "createPost", &post);
        let entry = json!({ "collectionId": entries, "title": format!("{name} Entry") });
        let entry = self.ok(who, "createEntry", &entry);
        [("posts", posts), ("post", id(&post)), ("entries", entries), ("entry", id(&entry))]
    }

    /// An image, of another picture for each name.
    fn add_image(&self, who: &Actor, name: &str) -> Value {
        let picture = picture::jpeg(10, u32::try_from(name.len()).unwrap() * 10);
        let picture = json!({ "base64": picture::base64(&picture), "filename": name });
        self.ok(who, "createImage", &picture)
    }

    /// The request that made a change.
    fn request_of(&self, who: &Actor, change: &str) -> String {
        let history = self.ok(who, "getHistory", &json!({ "changeId": change }));
        history["items"][0]["requestId"].as_str().unwrap().to_owned()
    }

    /// A proposal of the owner, who proposes nothing otherwise.
    fn add_proposal(&self, who: &Actor, request: &str) -> String {
        let id = deskhand::id::ProposalId::new().to_string();
        let sql = "INSERT INTO proposal (tenant_id, id, number, agent_id, request_id, tool, arguments, rows_digest,
                     changes, summary, status, created_at, expires_at)
                   SELECT tenant_id, ?2, 1, id, ?3, 'createPage', '{}', '', '[]', 'A page', 'open', 1, 9000000000000000
                   FROM agent WHERE tenant_id = ?1 AND name = 'owner'";
        let tenant = who.tenant.id.to_string();
        assert_eq!(self.raw().execute(sql, (tenant, &id, request)).unwrap(), 1);
        id
    }

    /// A collection that only this tenant has; people set them up.
    fn add_collection(&self, who: &Actor, name: &str, kind: &str) -> String {
        let id = deskhand::id::CollectionId::new().to_string();
        let sql = "INSERT INTO collection (tenant_id, id, slug, name, kind, version, created_at, updated_at)
                   VALUES (?1, ?2, lower(?3) || '-' || ?4, ?3 || ' ' || ?4, ?4, 1, 1, 1)";
        self.raw().execute(sql, (who.tenant.id.to_string(), &id, name, kind)).unwrap();
        id
    }
}

fn actor(store: &Store, name: &str) -> Actor {
    let new = NewTenant {
        name: name.to_owned(),
        title: format!("{name} & Co"),
        country: "US".to_owned(),
        currency: Currency::parse("USD").unwrap(),
        timezone: "UTC".to_owned(),
    };
    let tenant = store.add_tenant(new, starter::add).unwrap().unwrap();
    // What acts by itself once it is connected stays out.
    for service in INTEGRATIONS.into_iter().filter(|it| !it.is_opt_in) {
        let (name, status) = (service.name.to_owned(), "connected".to_owned());
        let connected = IntegrationState {
            name,
            status,
            detail: String::new(),
            checked_at: None,
            settings: "{}".to_owned(),
        };
        store.set_integration(&tenant, connected).unwrap();
    }
    let mut agents = store.agents(&tenant).unwrap().into_iter();
    let agent = agents.find(|agent| agent.name == "owner").unwrap();
    let principal = Principal::new(tenant.clone(), agent);
    let limits = Limits { rates: RateLimits::NONE, ..Limits::default() };
    let gate = Gate::new(store.clone(), limits).open(principal, Policy::default());
    Actor { tenant, gate, things: Things::default() }
}

fn rows_of(folder: &Path, tenant: &str) -> String {
    let db = Connection::open(folder.join("deskhand.db")).unwrap();
    let mut tables =
        // The terms of the search carry the tenant inside.
        db.prepare(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
               AND name NOT LIKE 'sqlite_%' ORDER BY name",
        )
        .unwrap();
    let tables: Vec<String> =
        tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut text = String::new();
    for table in tables {
        let owner = if table == "tenant" { "id" } else { "tenant_id" };
        let sql = format!("SELECT * FROM {table} WHERE {owner} = ?1");
        let mut rows = db.prepare(&sql).unwrap();
        let columns = rows.column_count();
        let rows = rows.query_map([tenant], |row| {
            (0..columns).map(|at| row.get::<_, SqlValue>(at)).collect::<Result<Vec<_>, _>>()
        });
        let mut lines: Vec<String> =
            rows.unwrap().map(|row| format!("{table} {:?}\n", row.unwrap())).collect();
        lines.sort();
        text.extend(lines);
    }
    text
}

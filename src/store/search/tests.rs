//! Tests of the search on a store of their own.

mod many;
mod near;

use crate::{
    error::Result,
    id::{CallId, PageId, RequestId},
    principal::{Agent, Caller},
    starter,
    store::{
        Dml, Store, Synchronous, TenantWrite,
        ledger::{self, ChangeRecord},
        search::tokenizer,
        system::NewTenant,
    },
    value::Currency,
};

struct World {
    store: Store,
    who: Caller,
    _folder: tempfile::TempDir,
}

fn principal(store: &Store, name: &str) -> Caller {
    let new = NewTenant {
        name: name.to_owned(),
        title: "Main".to_owned(),
        country: "US".to_owned(),
        currency: Currency::parse("USD").unwrap(),
        timezone: "UTC".to_owned(),
    };
    let tenant = store.add_tenant(new, starter::add).unwrap().unwrap();
    let owner = store.agents(&tenant).unwrap().into_iter().find(|a: &Agent| a.name == "owner");
    Caller::new(tenant, owner.unwrap())
}

impl World {
    fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Synchronous::Normal).unwrap();
        let who = principal(&store, "main");
        World { store, who, _folder: folder }
    }

    fn change(&self, change: impl FnOnce(&mut TenantWrite<'_>) -> Result<()> + Send + 'static) {
        let (call, request) = (CallId::new(), RequestId::new());
        let tool = "test".to_owned();
        let record = ChangeRecord { call, request, tool, undoes: None, approved_by: None };
        let change = move |db: &mut TenantWrite<'_>| {
            change(db)?;
            db.record(&record).map(|_| ())
        };
        self.store.write_now(&self.who, change).unwrap();
    }

    fn page(&self, name: &str) -> String {
        let (id, name) = (PageId::new(), name.to_owned());
        self.change(move |db| add(db, id, &name));
        id.to_string()
    }

    /// The names of the pages that a query finds, best first.
    fn finds(&self, query: &str) -> Vec<String> {
        const NAME: crate::store::Sql = crate::store::Sql::scoped(
            "SELECT name FROM page WHERE tenant_id = :tenant AND id = :id",
        );
        self.store
            .read(&self.who, |db| {
                let keys = db.search("page", query)?.keys;
                let name =
                    |key: &String| db.first(&NAME, &[(":id", key.into())], |r| r.text("name"));
                keys.iter().map(|key| Ok(name(key)?.unwrap())).collect()
            })
            .unwrap()
    }
}

fn lettered(digit: u32) -> char {
    "äëïöüáéíóú".chars().nth(digit as usize).unwrap()
}

fn add(db: &mut TenantWrite<'_>, id: PageId, name: &str) -> Result<()> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO page (tenant_id, id, name, slug, path, version, created_at, updated_at)
         VALUES (:tenant, :id, :name, :slug, :slug, 1, 0, 0)",
    );
    // Slugs are indexed too, so the slug has letters for digits: a number in a query must not match it by chance.
    let slug: String = id.to_string().chars().map(|c| c.to_digit(10).map_or(c, lettered)).collect();
    db.execute(&ADD, &[(":id", id.into()), (":name", name.into()), (":slug", slug.into())])
        .map(|_| ())
}

#[test]
fn words_are_found_without_accents_by_their_beginning_and_in_order() {
    let world = World::new();
    for name in
        ["Café Ñandú", "Wedding packages", "Weddings in Straßburg", "About weddings", "Wedding"]
    {
        world.page(name);
    }
    assert_eq!(world.finds("cafe"), ["Café Ñandú"]);
    assert_eq!(world.finds("CAFÉ ñan"), ["Café Ñandú"]);
    assert_eq!(world.finds("strassburg"), ["Weddings in Straßburg"]);
    assert_eq!(
        world.finds("wedding"),
        ["Wedding", "Wedding packages", "Weddings in Straßburg", "About weddings"]
    );
    assert_eq!(world.finds("package wedding"), ["Wedding packages"]);
    // No page has both words: the page with one of them is found.
    assert_eq!(world.finds("cafe elephant"), ["Café Ñandú"]);
    assert_eq!(world.finds("elephant"), [""; 0]);
}

#[test]
fn a_small_mistake_is_forgiven_and_a_large_one_is_not() {
    let world = World::new();
    for name in ["Wedding packages", "Contact", "Elopement", "Sun"] {
        world.page(name);
    }
    for typed in ["weding", "wedidng", "weddinh", "wedddings"] {
        assert_eq!(world.finds(typed), ["Wedding packages"], "{typed}");
    }
    assert_eq!(world.finds("elopment"), ["Elopement"]);
    assert_eq!(world.finds("kontact"), ["Contact"]);
    assert_eq!(world.finds("kontakt"), [""; 0], "two mistakes in a short word");
    for typed in ["sin", "welding machine shop", "xyzzy"] {
        assert!(!world.finds(typed).contains(&"Sun".to_owned()), "{typed}");
    }
    assert_eq!(world.finds("abcdefgh"), [""; 0]);
}

#[test]
fn the_query_language_of_the_engine_is_plain_text_here() {
    let world = World::new();
    world.page("Near or not");
    for query in [
        "near",
        "NEAR(",
        "\"near",
        "near*",
        "near OR \"",
        "t:near",
        "-near",
        "(near)",
        "near AND not",
    ] {
        assert_eq!(world.finds(query), ["Near or not"], "{query}");
    }
    for query in ["", "  ", "\"", "***", "()", "\u{0}", "—"] {
        assert_eq!(world.finds(query), [""; 0], "{query}");
    }
    world.finds(&"word ".repeat(10_000));
    world.finds(&"x".repeat(10_000));
}

#[test]
fn nothing_of_another_tenant_is_found_or_guessed() {
    let world = World::new();
    let other = principal(&world.store, "other");
    let (id, record) = (
        PageId::new(),
        ChangeRecord {
            call: CallId::new(),
            request: RequestId::new(),
            tool: "t".to_owned(),
            undoes: None,
            approved_by: None,
        },
    );
    world
        .store
        .write_now(&other, move |db| {
            add(db, id, "Zeppelin rides")?;
            db.record(&record).map(|_| ())
        })
        .unwrap();
    for query in ["zeppelin", "zepp", "zepelin", "rides", &id.to_string()] {
        assert_eq!(world.finds(query), [""; 0], "{query}");
    }
    let theirs =
        world.store.read(&other, |db| db.search("page", "zepelin").map(|hits| hits.keys)).unwrap();
    assert_eq!(theirs, [id.to_string()]);
}

#[test]
fn what_changes_is_indexed_again_and_an_undo_too() {
    const RENAME: Dml = Dml::scoped(
        "UPDATE page SET name = 'Harbour', version = version + 1 WHERE tenant_id = :tenant AND id = :id",
    );
    const UNLIST: Dml = Dml::scoped(
        "UPDATE page SET indexing = 0, version = version + 1 WHERE tenant_id = :tenant AND id = :id",
    );
    const DELETE: Dml = Dml::scoped("DELETE FROM page WHERE tenant_id = :tenant AND id = :id");
    const DOCUMENT: crate::store::Sql = crate::store::Sql::scoped(
        "SELECT document AS n FROM search_document WHERE tenant_id = :tenant AND entity = 'page' AND row_key = :id",
    );
    let world = World::new();
    let id = world.page("Bridge");
    let document = |world: &World| {
        let of = [(":id", (&id).into())];
        world.store.read(&world.who, |db| db.count(&DOCUMENT, &of)).unwrap()
    };
    let first = document(&world);
    world.page("Another");
    let run = |dml: &'static Dml| {
        let id = id.clone();
        world.change(move |db| db.execute(dml, &[(":id", id.into())]).map(|_| ()));
    };
    run(&UNLIST);
    assert_eq!(document(&world), first, "nothing that is searched has changed");
    run(&RENAME);
    assert!(document(&world) > first);
    assert_eq!((world.finds("bridge").len(), world.finds("harbour").len()), (0, 1));
    run(&DELETE);
    assert_eq!(world.finds("harbour").len(), 0);
    world.change(|db| {
        const LAST: crate::store::Sql = crate::store::Sql::scoped(
            "SELECT id FROM change WHERE tenant_id = :tenant ORDER BY seq DESC LIMIT 1",
        );
        let last = db.first(&LAST, &[], |row| row.id("id"))?.unwrap();
        let scope = ledger::UndoScope::of(db, &[last], None, &[])?;
        ledger::undo(db, &scope).map(|_| ())
    });
    assert_eq!(world.finds("harbour"), ["Harbour"]);
}

#[test]
fn an_index_can_be_made_for_what_was_there_before() {
    const FORGET: Dml = Dml::scoped("DELETE FROM search_document WHERE tenant_id = :tenant");
    let world = World::new();
    world.page("Bridge");
    world.store.write_now(&world.who, |db| db.execute(&FORGET, &[]).map(|_| ())).unwrap();
    assert_eq!(world.finds("bridge"), [""; 0]);
    assert_eq!(world.store.tenants_to_complete("").unwrap().len(), 1);
    world.store.write_now(&world.who, |db: &mut TenantWrite<'_>| db.index_all()).unwrap();
    assert_eq!(world.finds("bridge"), ["Bridge"]);
    assert_eq!(world.store.tenants_to_complete("").unwrap().len(), 0);
}

#[test]
fn a_word_inside_a_sentence_is_found_in_every_script() {
    let world = World::new();
    for (name, asked) in [
        ("ร้านของเรามีบริการถ่ายภาพงานแต่งงาน", "ถ่ายภาพ"),
        ("東京でのウェディングプランを予約する", "プラン"),
        ("我们在北京提供婚礼摄影服务", "婚礼"),
        ("យើងផ្តល់សេវាថតរូបអាពាហ៍ពិពាហ៍", "ថតរូប"),
        ("ຮ້ານຂອງພວກເຮົາມີບໍລິການຖ່າຍຮູບ", "ຖ່າຍຮູບ"),
        ("မင်္ဂလာဆောင်ဓာတ်ပုံ", "ဓာတ်ပုံ"),
        ("مَرْحَبًا بِكُم", "مرحبا"),
        ("קהילת שָׁלוֹם", "שלום"),
        ("Ольга Иванова", "Olga"),
        ("Straße nach İzmir", "STRASSE"),
        ("Ｓｔｕｄｉｏ ﬁve", "five"),
        ("Ωραίος κόσμος", "ΚΟΣΜΟΣ"),
        ("Lễ cưới Đà Nẵng", "da nang"),
        ("Offer: CHF350 or €420", "420"),
        ("Deluxe at $1,900", "1900"),
        ("Basic No.7, 50%", "50"),
        ("Baby’s first day", "babys"),
        ("تصوير في المدينة القديمة", "مدينة"),
        ("نرحب بالضيوف دائما", "ضيوف"),
        ("أسعار للحفلات", "حفلات"),
        ("صور عروس", "العروس"),
        ("צילום בעיר והחתונה", "חתונה"),
        ("צילום משפחות", "המשפחות"),
    ] {
        world.page(name);
        assert_eq!(world.finds(asked), [name], "{asked}");
    }
    assert_eq!(world.finds("350"), ["Offer: CHF350 or €420"]);
    assert_eq!(world.finds("ольга"), ["Ольга Иванова"]);
    assert_eq!(world.finds("КОТ"), [""; 0]);
    // The same letters in another order do not match.
    assert_eq!(world.finds("京北"), [""; 0]);
    world.page("Harbour at Bergen");
    assert_eq!(world.finds("Бергён"), ["Harbour at Bergen"], "written in another script");
}

#[test]
fn mistakes_are_of_letters_whatever_the_script() {
    assert_eq!(tokenizer::grams("sun"), ["$su", "sun", "un$"]);
    for without in ["350km", "東京"] {
        assert_eq!(tokenizer::grams(without), [""; 0], "{without}");
    }
    assert_eq!(["кот", "коты", "фотограф"].map(tokenizer::mistakes_allowed), [0, 1, 2]);
    let world = World::new();
    world.page("Фотографии свадеб");
    assert_eq!(world.finds("фотогрфии"), ["Фотографии свадеб"]);
}

#[test]
fn ids_and_addresses_in_content_are_no_words() {
    let image = crate::id::ImageId::new().to_string();
    let content = serde_json::json!({
        "image": image, "cover": { "url": "/uploads/a.webp", "alt": "A gorge" },
        "link": "https://example.com/page", "items": [{ "text": "http:// is a scheme" }, 7, null],
    });
    assert_eq!(tokenizer::texts(&content), ["A gorge", "http:// is a scheme"]);
}

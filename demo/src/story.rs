//! The events of the demo in order: what the person asks for, and the calls that do it.

mod release;
mod website;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use self::website::Images;
use super::{
    client::Client,
    expect,
    narrator::Narrator,
    site::{Section, Site},
    text,
};

/// The page that is deleted and restored.
const REGRETTED: &str = "about";

/// The assistant's `understanding` of the request.
const UNDERSTOOD: &str =
    "Make the site of the studio: home page, packages, pages, a journal and menus.";

/// The changes in the table at the end.
const CHANGES: usize = 12;

/// The story with its client and its output.
pub(crate) struct Story<'s> {
    pub(crate) client: &'s Client,
    pub(crate) narrator: &'s Narrator<'s>,
    pub(crate) site: &'s Site,
}

impl Story<'_> {
    /// Runs the whole story; returns the site's address, if the preview shows it.
    pub(crate) async fn tell(&self) -> Result<Option<String>> {
        self.done("acknowledgeRequest", json!({ "understanding": UNDERSTOOD })).await?;
        let images = self.pictures().await?;
        let url = self.home(&images).await?;
        self.packages().await?;
        self.pages().await?;
        self.journal(&images).await?;
        self.menu().await?;
        self.looks_and_languages().await?;
        self.the_answer().await?;
        self.a_look_ahead().await?;
        self.a_deletion_and_its_undo().await?;
        self.going_online().await?;
        Ok(url)
    }

    /// The last changes, for the table at the end.
    pub(crate) async fn changes(&self) -> Result<Vec<Value>> {
        let answer = self.client.call("getHistory", json!({ "limit": CHANGES })).await?;
        let items = answer.get("items").and_then(Value::as_array).cloned();
        items.context("getHistory gave no items")
    }

    async fn home(&self, images: &Images) -> Result<Option<String>> {
        self.narrator.person("This is who we are. Make our home page say so.")?;
        self.done("getSectionTemplate", json!({ "all": true })).await?;
        let home = json!({ "slug": "home", "includeContent": true });
        let home = self.done("getPage", home).await?;
        let page = text(&home, "/items/0/id")?;
        let hero = text(&home, "/items/0/sections/0/id")?;
        let site = &self.site.home;
        let content = images.put_into(&site.hero);
        self.done("updateSection", json!({ "pageSectionId": hero, "content": content })).await?;
        for Section { template_key, content } in &site.sections {
            let content = images.put_into(content);
            let section =
                json!({ "pageId": page, "templateKey": template_key, "content": content });
            self.done("createSection", section).await?;
        }
        let page = self.done("updatePage", json!({ "id": page, "meta": site.meta })).await?;
        Ok(page.get("resourceUrl").and_then(Value::as_str).map(str::to_owned))
    }

    async fn looks_and_languages(&self) -> Result<()> {
        self.narrator
            .person("Make it look like ours: dark green, for photographers. In Spanish too.")?;
        self.done("updateSite", self.site.looks.clone()).await?;
        let home = json!({ "slug": "home", "includeContent": true });
        let home = self.done("getPage", home).await?;
        let hero = text(&home, "/items/0/sections/0/id")?;
        let spanish = json!({ "id": hero, "locale": "es", "content": self.site.spanish });
        self.done("updateSection", spanish).await?;
        // A person from Mexico reads what is there for everybody who reads Spanish.
        let read = json!({ "id": hero, "locale": "es-MX", "includeContent": true });
        let read = self.done("getSection", read).await?;
        let heading = (read.pointer("/items/0/content/heading"), self.site.spanish.get("heading"));
        expect(heading.0 == heading.1, "the opening is in Spanish")
    }

    async fn packages(&self) -> Result<()> {
        self.narrator.person("These are our packages. The elopement is $2,500.")?;
        for service in &self.site.services {
            self.done("manage_services", action("create", service)).await?;
        }
        for (at, package) in self.site.packages.iter().enumerate() {
            let arguments = action("create", package);
            if at == 0 {
                self.a_price_that_is_text(&arguments).await?;
            }
            let made = self.done("manage_packages", arguments).await?;
            let price = (made.pointer("/data/price"), package.get("price"));
            expect(price.0 == price.1, "a package has the price that it was given")?;
        }
        Ok(())
    }

    /// A typical mistake of models, and the error that they get.
    async fn a_price_that_is_text(&self, arguments: &Value) -> Result<()> {
        self.narrator.aside("A price as text is refused, with the number to send instead:")?;
        let mut wrong = arguments.clone();
        if let Some(price) = wrong.get_mut("price") {
            *price = "2,500".into();
        }
        let refused = self.call("manage_packages", wrong).await?;
        expect(refused.get("success") == Some(&false.into()), "a price as text is refused")
    }

    async fn pages(&self) -> Result<()> {
        self.narrator.person("We need a page for them, one about us, and one to reach us.")?;
        for page in &self.site.pages {
            let made = json!({ "name": page.name, "meta": page.meta });
            let made = self.done("createPage", made).await?;
            self.add_sections(text(&made, "/data/id")?, &page.sections).await?;
        }
        Ok(())
    }

    async fn add_sections(&self, page: &str, sections: &[Section]) -> Result<()> {
        for Section { template_key, content } in sections {
            let section =
                json!({ "pageId": page, "templateKey": template_key, "content": content });
            self.done("createSection", section).await?;
        }
        Ok(())
    }

    async fn a_look_ahead(&self) -> Result<()> {
        self.narrator.person("What would it change if the elopement cost 200 more?")?;
        let name = "Elopement Package";
        let higher = json!({ "packageId": name, "price": 2700, "dryRun": true });
        let tried = self.done("manage_packages", action("update", &higher)).await?;
        expect(tried.get("dryRun") == Some(&true.into()), "a dry run says that it is one")?;
        let found = json!({ "action": "list", "query": name });
        let found = self.done("manage_packages", found).await?;
        let price = found.pointer("/items/0/price");
        expect(price == Some(&2500.into()), "a dry run changes nothing")
    }

    async fn a_deletion_and_its_undo(&self) -> Result<()> {
        self.narrator.person("Nobody reads the About page. Delete it.")?;
        self.narrator
            .aside("The first call only shows what would go, even if it says `confirmed`:")?;
        let delete = json!({ "ids": [REGRETTED], "confirmed": true });
        let shown = self.done("deletePage", delete).await?;
        let asks = shown.get("requiresConfirmation") == Some(&true.into());
        expect(asks, "a deletion is previewed first")?;
        let sections = self.section_count().await?;
        expect(sections == Some(3), "a preview deletes nothing")?;

        self.narrator.person("Yes, delete it.")?;
        let token = text(&shown, "/confirmationToken")?;
        let delete = json!({ "ids": [REGRETTED], "confirmed": true, "confirmationToken": token });
        let deleted = self.done("deletePage", delete).await?;
        expect(self.section_count().await?.is_none(), "a confirmed deletion deletes")?;

        self.narrator.person("Oh. My mother reads it. Can I have it back?")?;
        let undo = json!({ "changeId": text(&deleted, "/changeId")? });
        self.done("undoChange", undo).await?;
        expect(self.section_count().await? == sections, "an undo brings back page and sections")
    }

    /// The number of the page's sections; `None` if the page does not exist.
    async fn section_count(&self) -> Result<Option<u64>> {
        let found = self.done("getPage", json!({ "slug": REGRETTED })).await?;
        Ok(found.pointer("/items/0/sectionCount").and_then(Value::as_u64))
    }

    /// Makes a call that must succeed.
    async fn done(&self, tool: &str, arguments: Value) -> Result<Value> {
        let answer = self.call(tool, arguments).await?;
        expect(answer.get("success") != Some(&false.into()), &format!("{tool} succeeds"))?;
        Ok(answer)
    }

    /// Makes a call and prints it with its answer.
    async fn call(&self, tool: &str, arguments: Value) -> Result<Value> {
        let answer = self.client.call(tool, arguments.clone()).await?;
        self.narrator.call(tool, &arguments, &answer)?;
        Ok(answer)
    }
}

/// The arguments of an action.
fn action(name: &str, arguments: &Value) -> Value {
    let mut with = json!({ "action": name });
    if let (Some(with), Some(arguments)) = (with.as_object_mut(), arguments.as_object()) {
        with.extend(arguments.clone());
    }
    with
}

//! The site goes online, and back.

use anyhow::Result;
use serde_json::{Value, json};

use super::{Story, action, expect, text};

impl Story<'_> {
    pub(crate) async fn going_online(&self) -> Result<()> {
        self.narrator.person("It is beautiful. Put the site online.")?;
        self.narrator
            .aside("Until now nobody but you has seen it. What becomes public is shown first:")?;
        let first = self.release(json!({}), "Yes, put it online.").await?;

        self.narrator.person("The elopement costs 2,700 from now on. Put that online, too.")?;
        let higher = json!({ "packageId": "Elopement Package", "price": 2700 });
        let raised = self.done("manage_packages", action("update", &higher)).await?;
        self.release(json!({}), "Yes.").await?;

        self.narrator.person(
            "Oh no, we promised the old price until summer. Back to what was online before!",
        )?;
        let number = first.pointer("/data/number").cloned().unwrap_or_default();
        let back = self.release(json!({ "from": number }), "Yes, quickly.").await?;
        expect(back.pointer("/data/publicAt").is_some(), "the first release is public again")?;
        self.narrator
            .aside("What is online has gone back. The price on the desk is another matter:")?;
        let undo = json!({ "changeId": text(&raised, "/changeId")? });
        self.done("undoChange", undo).await?;
        let now = self.done("getRelease", json!({ "current": true })).await?;
        let same = now.pointer("/items/0/wouldChange/0").and_then(Value::as_str);
        expect(same.is_some_and(|it| it.starts_with("nothing")), "desk and public are the same")
    }

    /// Shows what would be public, and makes it public after a yes.
    async fn release(&self, mut arguments: Value, yes: &str) -> Result<Value> {
        let shown = self.done("createRelease", arguments.clone()).await?;
        let asks = shown.get("requiresConfirmation") == Some(&true.into());
        expect(asks, "a release is previewed first")?;
        self.narrator.person(yes)?;
        if let Some(arguments) = arguments.as_object_mut() {
            arguments.insert("confirmed".into(), true.into());
            arguments
                .insert("confirmationToken".into(), text(&shown, "/confirmationToken")?.into());
        }
        self.done("createRelease", arguments).await
    }
}

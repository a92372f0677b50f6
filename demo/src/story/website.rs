//! Pictures, a post, an entry and the menus.

use std::collections::BTreeMap;

use anyhow::Result;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{Story, expect, text};

/// The ids of the pictures, by name.
pub(crate) struct Images(BTreeMap<String, String>);

impl Images {
    /// The arguments with `image:NAME` replaced by the ids of pictures.
    pub(crate) fn put_into(&self, written: &Value) -> Value {
        match written {
            Value::String(text) => {
                let id = text.strip_prefix("image:").and_then(|name| self.0.get(name));
                id.map_or_else(|| written.clone(), |id| id.as_str().into())
            }
            Value::Array(items) => items.iter().map(|item| self.put_into(item)).collect(),
            Value::Object(fields) => {
                fields.iter().map(|(name, value)| (name.clone(), self.put_into(value))).collect()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => written.clone(),
        }
    }
}

impl Story<'_> {
    pub(crate) async fn pictures(&self) -> Result<Images> {
        self.narrator.person("Here are five of our pictures.")?;
        let mut images = BTreeMap::new();
        for picture in &self.site.pictures {
            let made = json!({
                "filename": format!("{}.webp", picture.name),
                "description": picture.description,
                "base64": STANDARD.encode(picture.bytes()?),
            });
            let made = self.done("createImage", made).await?;
            images.insert(picture.name.clone(), text(&made, "/data/id")?.to_owned());
        }
        Ok(Images(images))
    }

    pub(crate) async fn journal(&self, images: &Images) -> Result<()> {
        self.narrator
            .person("Tell the story of the hail in our journal, and show June and Theo.")?;
        let post = self.done("createPost", images.put_into(&self.site.post)).await?;
        let slug = text(&post, "/data/slug")?;
        self.narrator.aside("Publishing changes what the public sees, so it is shown first:")?;
        let publish = json!({ "slug": slug, "status": "published" });
        self.published("updatePost", publish).await?;
        self.published("createEntry", images.put_into(&self.site.entry)).await?;
        Ok(())
    }

    /// Publishes something, which is shown first.
    async fn published(&self, tool: &str, mut publish: Value) -> Result<()> {
        let shown = self.done(tool, publish.clone()).await?;
        expect(
            shown.get("requiresConfirmation") == Some(&true.into()),
            "publishing is shown first",
        )?;
        self.narrator.person("Yes, publish it.")?;
        if let Some(publish) = publish.as_object_mut() {
            publish.insert("confirmed".into(), true.into());
            publish.insert("confirmationToken".into(), text(&shown, "/confirmationToken")?.into());
        }
        self.done(tool, publish).await?;
        Ok(())
    }

    pub(crate) async fn menu(&self) -> Result<()> {
        self.narrator.person("Put all of it into the menu.")?;
        for item in &self.site.menu {
            self.done("createNavItem", item.clone()).await?;
        }
        Ok(())
    }

    /// Ends the request with finalAnswer, which verifies what was written.
    pub(crate) async fn the_answer(&self) -> Result<()> {
        let answer = json!({ "answer": "Your site is ready. Take a look." });
        let answer = self.done("finalAnswer", answer).await?;
        expect(answer.pointer("/data/verified") == Some(&true.into()), "all is as it was written")
    }
}

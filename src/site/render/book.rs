//! The booking page.

use minijinja::value::Value;

use super::{About, RenderError, Renderer, document, filters};
use crate::site::view::BookView;

impl Renderer {
    /// The document of a step of the booking page.
    ///
    /// # Errors
    /// If a template is faulty.
    pub fn book(&self, view: &BookView) -> Result<String, RenderError> {
        let environment = self.environment(view.site.place(), About::of(&view.site.locale))?;
        let title = match &*view.site.name {
            "" => view.heading.clone(),
            name => format!("{} · {name}", view.heading),
        };
        let mut pairs = document(&view.site, &title, None);
        pairs.extend([("indexing", Value::from(false)), ("book", filters::value_of(view))]);
        Ok(environment.get_template("book.html")?.render(Value::from_pairs(pairs))?)
    }
}

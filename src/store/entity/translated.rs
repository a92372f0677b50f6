//! Columns whose texts visitors read: how another language is laid over them; see `store/translation.rs`.

use serde_json::Value;

use super::Json;
use crate::error::Result;

/// A column with texts.
pub(crate) trait Translated {
    /// Its value, unless it has not been read.
    fn value(&self) -> Result<Option<Value>>;

    /// Replaces the value by one of the same shape.
    fn set(&mut self, value: Value) -> Result<()>;
}

/// The texts of one row in a language.
pub(crate) trait OtherTexts {
    /// Puts them over a column.
    fn put(&mut self, column: &str, own: &mut dyn Translated) -> Result<()>;
}

impl Translated for String {
    fn value(&self) -> Result<Option<Value>> {
        Ok(Some(self.as_str().into()))
    }

    fn set(&mut self, value: Value) -> Result<()> {
        if let Value::String(text) = value {
            *self = text;
        }
        Ok(())
    }
}

impl Translated for Json {
    fn value(&self) -> Result<Option<Value>> {
        if self.is_there() { self.read().map(Some) } else { Ok(None) }
    }

    fn set(&mut self, value: Value) -> Result<()> {
        *self = Json::of(&value)?;
        Ok(())
    }
}

impl Translated for Value {
    fn value(&self) -> Result<Option<Value>> {
        Ok(Some(self.clone()))
    }

    fn set(&mut self, value: Value) -> Result<()> {
        *self = value;
        Ok(())
    }
}

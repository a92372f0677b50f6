//! What stands between brackets or braces, and which of it is left out.

use serde::{
    Serialize,
    ser::{
        SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant,
    },
};

use super::{Result, write};

/// A list or an object while it is written.
pub(super) struct Inside<'t> {
    text: &'t mut Vec<u8>,
    is_first: bool,
    /// Whether these are fields of a struct, of which the empty ones are left out.
    is_struct: bool,
    /// Where the name of the entry began of which the value comes next, and whether it is the first.
    entry: (usize, bool),
    end: &'static [u8],
}

impl<'t> Inside<'t> {
    pub(super) fn list(text: &'t mut Vec<u8>, end: &'static [u8]) -> Inside<'t> {
        Inside::begin(text, b'[', end, false)
    }

    pub(super) fn map(text: &'t mut Vec<u8>) -> Inside<'t> {
        Inside::begin(text, b'{', b"}", false)
    }

    pub(super) fn fields(text: &'t mut Vec<u8>, end: &'static [u8]) -> Inside<'t> {
        Inside::begin(text, b'{', end, true)
    }

    fn begin(text: &'t mut Vec<u8>, begin: u8, end: &'static [u8], is_struct: bool) -> Inside<'t> {
        text.push(begin);
        Inside { text, is_first: true, is_struct, entry: (0, true), end }
    }

    /// The beginning of an object with a single name.
    pub(super) fn variant(text: &mut Vec<u8>, name: &str) -> Result {
        text.push(b'{');
        serde_json::to_writer(&mut *text, name)?;
        text.push(b':');
        Ok(())
    }

    fn separate(&mut self) {
        self.entry = (self.text.len(), self.is_first);
        if !self.is_first {
            self.text.push(b',');
        }
        self.is_first = false;
    }

    fn item<T: Serialize + ?Sized>(&mut self, item: &T) -> Result {
        self.separate();
        write(self.text, item)
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result {
        self.separate();
        // A name that a struct gives is a word of ours.
        self.text.push(b'"');
        self.text.extend_from_slice(name.as_bytes());
        self.text.push(b'"');
        self.value(value)
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
        self.text.push(b':');
        if !self.is_struct {
            return serde_json::to_writer(&mut *self.text, value);
        }
        let begins = self.text.len();
        write(self.text, value)?;
        if matches!(self.text.get(begins..), Some(b"\"\"" | b"null" | b"[]" | b"{}")) {
            let (before, was_first) = self.entry;
            self.text.truncate(before);
            self.is_first = was_first;
        }
        Ok(())
    }

    fn finish(self) {
        self.text.extend_from_slice(self.end);
    }
}

impl SerializeMap for Inside<'_> {
    type Ok = ();
    type Error = serde_json::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result {
        self.separate();
        let begins = self.text.len();
        serde_json::to_writer(&mut *self.text, key)?;
        if self.text.get(begins) != Some(&b'"') {
            // A number as a name.
            self.text.insert(begins, b'"');
            self.text.push(b'"');
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
        self.value(value)
    }

    fn end(self) -> Result {
        self.finish();
        Ok(())
    }
}

macro_rules! items {
    ($($kind:ident: $method:ident),*) => {
        $(
            impl $kind for Inside<'_> {
                type Ok = ();
                type Error = serde_json::Error;

                fn $method<T: Serialize + ?Sized>(&mut self, item: &T) -> Result {
                    self.item(item)
                }

                fn end(self) -> Result {
                    self.finish();
                    Ok(())
                }
            }
        )*
    };
}
items! {
    SerializeSeq: serialize_element, SerializeTuple: serialize_element, SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field
}

macro_rules! fields {
    ($($kind:ident),*) => {
        $(
            impl $kind for Inside<'_> {
                type Ok = ();
                type Error = serde_json::Error;

                fn serialize_field<T: Serialize + ?Sized>(
                    &mut self,
                    name: &'static str,
                    value: &T,
                ) -> Result {
                    self.field(name, value)
                }

                fn end(self) -> Result {
                    self.finish();
                    Ok(())
                }
            }
        )*
    };
}
fields!(SerializeStruct, SerializeStructVariant);

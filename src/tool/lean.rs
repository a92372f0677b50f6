//! Things as JSON text, without the fields that have nothing in them: that they are not there says the same.
//!
//! The text is written straight from the types, once: nothing is put together first and gone through afterwards. A
//! field is left out where its struct declares it. In content, and in what came from outside, an empty value is a
//! value: those are maps, and are written as they are.

mod inside;

use serde::{Serialize, Serializer};

use self::inside::Inside;

type Result<T = ()> = serde_json::Result<T>;

/// Writes a thing behind what is in `text` already.
pub(super) fn write<T: Serialize + ?Sized>(text: &mut Vec<u8>, thing: &T) -> Result {
    thing.serialize(Lean(text))
}

/// Text that a value is written to.
struct Lean<'t>(&'t mut Vec<u8>);

impl Lean<'_> {
    /// Writes a value as it is.
    fn plain<T: Serialize + ?Sized>(self, value: &T) -> Result {
        serde_json::to_writer(self.0, value)
    }
}

/// Values that have nothing inside.
macro_rules! plain {
    ($($method:ident: $type:ty),*) => {
        $(
            fn $method(self, value: $type) -> Result {
                self.plain(&value)
            }
        )*
    };
}

impl<'t> Serializer for Lean<'t> {
    type Ok = ();
    type Error = serde_json::Error;
    type SerializeSeq = Inside<'t>;
    type SerializeTuple = Inside<'t>;
    type SerializeTupleStruct = Inside<'t>;
    type SerializeTupleVariant = Inside<'t>;
    type SerializeMap = Inside<'t>;
    type SerializeStruct = Inside<'t>;
    type SerializeStructVariant = Inside<'t>;

    plain! {
        serialize_bool: bool, serialize_char: char, serialize_str: &str, serialize_bytes: &[u8],
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_f32: f32, serialize_f64: f64
    }

    fn collect_str<T: std::fmt::Display + ?Sized>(self, value: &T) -> Result {
        serde_json::Serializer::new(self.0).collect_str(value)
    }

    fn serialize_none(self) -> Result {
        self.plain(&())
    }

    fn serialize_unit(self) -> Result {
        self.plain(&())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result {
        self.plain(&())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result {
        self.plain(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result {
        Inside::variant(self.0, variant)?;
        write(&mut *self.0, value)?;
        self.0.push(b'}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Inside<'t>> {
        Ok(Inside::list(self.0, b"]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Inside<'t>> {
        Ok(Inside::list(self.0, b"]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Inside<'t>> {
        Ok(Inside::list(self.0, b"]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Inside<'t>> {
        Inside::variant(self.0, variant)?;
        Ok(Inside::list(self.0, b"]}"))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Inside<'t>> {
        // A struct that has another one flattened into it is given as a map whose length nobody knows.
        Ok(if length.is_some() { Inside::map(self.0) } else { Inside::fields(self.0, b"}") })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Inside<'t>> {
        Ok(Inside::fields(self.0, b"}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Inside<'t>> {
        Inside::variant(self.0, variant)?;
        Ok(Inside::fields(self.0, b"}}"))
    }
}

#[cfg(test)]
mod tests;

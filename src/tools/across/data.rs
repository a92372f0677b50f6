//! Data: queries over any entity of the tenant, with conditions on a fixed list of fields.

pub mod entities;
mod entity_name;
pub mod filter;
pub mod query;

mod names;
mod operand;
mod shown;
mod spelled;
mod times;

//! Data: any entity of the tenant, read by conditions over a closed list of fields.

pub mod entities;
mod entity_name;
pub mod filter;
pub mod query;

mod operand;
mod shown;
mod spelled;
mod times;

//! Pictures that others have.

pub mod browse;

mod lane;

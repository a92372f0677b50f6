//! Changes: undo.

pub mod undo;

//! Changes: what was committed, and taking it back.

pub mod undo;

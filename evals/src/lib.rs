//! What owners say: tasks that people give their assistant, and whether they were done.
//!
//! A task is a file (`tasks/`): who asks, what is there before, what they say, what has to be true afterwards, what
//! must never happen, and how a good assistant does it. Nothing here knows the server but by its protocol, the pages
//! that it shows, and the commands that make a start state. `README.md` beside this says how to write a task and how
//! to run them.

pub mod attempt;
pub mod by_hand;
pub mod check;
pub mod cost;
mod http;
pub mod model;
pub mod other;
mod owner;
pub mod play;
pub mod proof;
pub mod report;
pub mod run;
pub mod script;
pub mod session;
pub mod stage;
pub mod stand_in;
pub mod start;
pub mod talk;
pub mod task;
mod visitor;
pub mod words;
pub mod world;

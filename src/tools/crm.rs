//! Customers: contacts with tags, their orders, what they have booked when, and what is invoiced and paid. The operator
//! sets up pipelines, agents move orders through them.

pub mod account;
pub mod availability;
pub mod booking;
pub mod contact;
pub mod invoice;
pub mod order;
pub mod payment;
pub mod pipeline;

mod tag;

use crate::tool::Tool;

/// The toolset's tools.
pub const TOOLS: &[Tool] = &[
    Tool::One(&contact::get::TOOL),
    Tool::One(&contact::create::TOOL),
    Tool::One(&contact::update::TOOL),
    Tool::One(&contact::merge::TOOL),
    Tool::One(&contact::delete::TOOL),
    Tool::One(&order::get::TOOL),
    Tool::One(&order::create::TOOL),
    Tool::One(&order::update::TOOL),
    Tool::One(&availability::get::TOOL),
    Tool::One(&availability::update::TOOL),
    Tool::One(&booking::get::TOOL),
    Tool::One(&booking::create::TOOL),
    Tool::One(&booking::update::TOOL),
    Tool::One(&payment::CREATE),
    Tool::One(&invoice::get::TOOL),
    Tool::One(&invoice::create::TOOL),
    Tool::One(&invoice::update::TOOL),
];

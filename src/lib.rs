//! deskhand: an MCP server that gives an AI assistant safe hands on a small business.
//!
//! A call comes in through [`mcp`], goes through the [`gate`], and runs as one of the [`tools`] on a handle of the
//! [`store`]; people see its effect on the [`site`]. ARCHITECTURE.md follows one call.

pub mod addresses;
pub mod background;
pub mod brand;
pub mod browser;
pub mod calendar;
pub mod catalogue;
pub mod cli;
pub mod clients;
pub mod clock;
pub mod config;
pub mod console;
pub mod due;
pub mod error;
pub mod forms;
pub mod gate;
pub mod guidance;
pub mod host;
pub mod id;
pub mod integration;
pub mod json;
mod kinds;
pub mod mail;
pub mod mcp;
pub mod outbound;
pub mod paper;
pub mod picture;
pub mod principal;
pub mod progress;
pub mod reading;
pub mod release;
pub mod resource;
pub mod site;
pub mod starter;
pub mod store;
pub mod tool;
pub mod tools;
pub mod unicode;
pub mod value;
pub mod webhooks;

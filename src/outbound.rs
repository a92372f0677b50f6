//! The one door to the network.

pub mod address;

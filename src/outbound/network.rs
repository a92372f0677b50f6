//! The operating system's network: resolves names, connects to addresses.
//!
//! These are two separate steps, so that the addresses between them can be checked. Neither uses a proxy from the
//! environment.

use std::io;
use std::net::{IpAddr, SocketAddr};

use futures::future::BoxFuture;
use tokio::net::{TcpStream, lookup_host};

/// A network. Tests have one with servers on this machine at public addresses.
pub trait Network: Send + Sync + 'static {
    /// Resolves a name; the preferred address comes first.
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>>;

    fn connect(&self, address: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>>;
}

/// The machine's network. Names are resolved by the system, because it knows the local configuration.
pub(super) struct System;

impl Network for System {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            let found = lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }

    fn connect(&self, address: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>> {
        Box::pin(TcpStream::connect(address))
    }
}

//! The network as the operating system has it: names to addresses, connections to addresses.
//!
//! Names and connections are two steps here, so that what is between them can be checked. Neither asks
//! the environment for a proxy.

use std::io;
use std::net::{IpAddr, SocketAddr};

use futures::future::BoxFuture;
use tokio::net::{TcpStream, lookup_host};

/// A network. Tests have one of their own, with servers on this machine at public addresses.
pub trait Network: Send + Sync + 'static {
    /// The addresses of a name, the best first.
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>>;

    fn connect(&self, address: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>>;
}

/// The machine's own. Names are asked of the system, because it knows what its owner has set up.
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

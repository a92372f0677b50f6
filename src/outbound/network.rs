//! The operating system's network: resolves names, connects to addresses.
//!
//! These are two separate steps, so that the addresses between them can be checked. Neither uses a proxy from the
//! environment.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

use futures::future::BoxFuture;
use tokio::net::{TcpStream, lookup_host};

/// A network. Tests have one with servers on this machine at public addresses.
pub trait Network: Send + Sync + 'static {
    /// Resolves a name; the preferred address comes first.
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>>;

    fn connect(&self, address: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>>;
}

/// The address that this machine has in its network: the one from which it would send to elsewhere. Nothing is sent.
pub fn own_address() -> Option<IpAddr> {
    // An address that nobody has; a datagram socket is only told where it would lead.
    const NOBODY: (Ipv4Addr, u16) = (Ipv4Addr::new(198, 51, 100, 1), 9);
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect(NOBODY).ok()?;
    socket.local_addr().ok().map(|address| address.ip())
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

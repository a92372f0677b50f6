//! A network in which servers of this machine live at public addresses.
//!
//! Names come from a real name server. A connection to an address that nobody lives at goes where it
//! really goes if that is this machine, so what should have been refused is seen to arrive.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use deskhand::outbound::{Answer, Caps, Headers, Network, Outbound, Result};
use futures::future::BoxFuture;
use tokio::net::TcpStream;

use super::dns::{Dns, look_up};
use super::server::Server;

/// A network for one test.
#[derive(Clone)]
pub struct Town(Arc<Inner>);

struct Inner {
    dns: Dns,
    houses: Mutex<HashMap<SocketAddr, SocketAddr>>,
    dialled: Mutex<Vec<SocketAddr>>,
}

impl Town {
    /// With these names; each has what it has the first time, the second, and so on.
    pub async fn with(names: &[(&str, &[&[&str]])]) -> Town {
        let address = |text: &&str| text.parse().unwrap();
        let turns =
            |turns: &[&[&str]]| turns.iter().map(|all| all.iter().map(address).collect()).collect();
        let names = names.iter().map(|(name, all)| ((*name).to_owned(), turns(all))).collect();
        let dns = Dns::knowing(names).await;
        Town(Arc::new(Inner { dns, houses: Mutex::default(), dialled: Mutex::default() }))
    }

    /// Who asks for `address` reaches `server`.
    pub fn at(self, address: &str, server: SocketAddr) -> Town {
        self.0.houses.lock().unwrap().insert(address.parse().unwrap(), server);
        self
    }

    /// The door to this network, where the operator allows nothing more.
    pub fn door(&self) -> Arc<Outbound> {
        self.door_allowing(&[])
    }

    /// The door, where the operator allows these.
    pub fn door_allowing(&self, allowed: &[&str]) -> Arc<Outbound> {
        let allowed = allowed.iter().map(|text| text.parse().unwrap()).collect();
        Outbound::over(self.clone(), allowed, Vec::new())
    }

    /// The door, where this certificate counts.
    pub fn door_trusting(&self, certificate: Vec<u8>) -> Arc<Outbound> {
        Outbound::over(self.clone(), Vec::new(), vec![certificate])
    }

    /// Fetches through a new door.
    pub async fn get(&self, url: &str) -> Result<Answer> {
        self.door().get(url, Headers::default(), Caps::default()).await
    }

    /// Where connections went, in order.
    pub fn dialled(&self) -> Vec<String> {
        self.0.dialled.lock().unwrap().iter().map(ToString::to_string).collect()
    }

    /// What was looked up, in order.
    pub fn asked(&self) -> Vec<String> {
        self.0.dns.asked()
    }
}

impl Network for Town {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        Box::pin(look_up(self.0.dns.address, name))
    }

    fn connect(&self, address: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>> {
        Box::pin(async move {
            self.0.dialled.lock().unwrap().push(address);
            let lives = self.0.houses.lock().unwrap().get(&address).copied();
            let here = address.ip().to_canonical().is_loopback().then_some(address);
            match lives.or(here) {
                Some(real) => TcpStream::connect(real).await,
                None => Err(io::ErrorKind::ConnectionRefused.into()),
            }
        })
    }
}

/// A door behind which `http://shop.test/` is that server.
pub async fn door_to(server: &Server) -> Arc<Outbound> {
    let town = Town::with(&[("shop.test", &[&["93.184.215.14"]])]).await;
    town.at("93.184.215.14:80", server.address).door()
}

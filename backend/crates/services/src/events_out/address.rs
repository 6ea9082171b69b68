//! To which addresses events may go: whatever a receiver's name resolves to, never to this installation's own listeners,
//! nor to addresses that belong to this machine's surroundings alone.

use std::net::{IpAddr, SocketAddr, UdpSocket};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;

/// Addresses that are barred.
#[derive(Debug, Clone, Default)]
pub(super) struct Barred {
    listeners: Vec<SocketAddr>,
    /// Port of the receiver.
    port: u16,
}

impl Barred {
    pub(super) fn new(listeners: &[SocketAddr], port: u16) -> Self {
        Self { listeners: listeners.to_vec(), port }
    }

    /// Why nothing may be sent there; `None` where it may.
    pub(super) fn reason(&self, address: IpAddr) -> Option<&'static str> {
        let address = address.to_canonical();
        if belongs_nowhere(address) {
            return Some("is an address that belongs to no receiver");
        }
        let own = |listener: &&SocketAddr| {
            let ip = listener.ip().to_canonical();
            listener.port() == self.port && (ip == address || ip.is_unspecified() && is_here(address))
        };
        self.listeners.iter().find(own).map(|_| "is a listener of this installation itself")
    }
}

/// Unspecified, multicast, broadcast, and link-local: where clouds answer with a machine's own credentials.
fn belongs_nowhere(address: IpAddr) -> bool {
    let special = match address {
        IpAddr::V4(v4) => v4.is_link_local() || v4.is_broadcast(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    };
    special || address.is_unspecified() || address.is_multicast()
}

/// Whether the address is one of this machine's: only those can be bound.
fn is_here(address: IpAddr) -> bool {
    address.is_loopback() || UdpSocket::bind((address, 0)).is_ok()
}

/// Resolves names as the system does and leaves out what is barred, at each connection anew: a name may change.
impl Resolve for Barred {
    fn resolve(&self, name: Name) -> Resolving {
        let own = self.clone();
        Box::pin(async move {
            let found: Vec<SocketAddr> = lookup_host((name.as_str(), 0)).await?.collect();
            let (barred, allowed): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|address| own.reason(address.ip()).is_some());
            match (allowed.is_empty(), barred.first().and_then(|address| own.reason(address.ip()))) {
                (true, Some(reason)) => Err(format!("the receiver's name {reason}").into()),
                _ => Ok(Box::new(allowed.into_iter()) as Addrs),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn barred(listener: &str, port: u16, address: &str) -> bool {
        Barred::new(&[listener.parse().unwrap()], port).reason(address.parse().unwrap()).is_some()
    }

    #[test]
    fn own_listeners_and_addresses_of_no_receiver_are_barred_in_every_spelling() {
        for address in ["0.0.0.0", "::", "169.254.169.254", "fe80::1", "224.0.0.1", "255.255.255.255"] {
            assert!(barred("127.0.0.1:8444", 443, address), "{address}");
        }
        assert!(barred("127.0.0.1:8444", 8444, "127.0.0.1"));
        assert!(barred("127.0.0.1:8444", 8444, "::ffff:127.0.0.1"));
        assert!(barred("0.0.0.0:8444", 8444, "127.0.0.1"), "whatever is this machine");
        assert!(!barred("0.0.0.0:8444", 8444, "198.51.100.7"), "another machine");
        assert!(!barred("127.0.0.1:8444", 9443, "127.0.0.1"), "another program's port");
        assert!(!barred("127.0.0.1:8444", 443, "10.1.2.3"), "a network of the municipality");
    }
}

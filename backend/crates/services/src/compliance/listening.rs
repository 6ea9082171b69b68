//! Where this process listens, as the operating system has it: what nobody declared shows here.

use std::collections::BTreeSet;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::ServiceError;

/// The state of a listening socket in the kernel's table.
const LISTENS: &str = "0A";

/// The addresses on which this process listens and that are not among the known ones.
///
/// # Errors
/// [`ServiceError::Unavailable`] where the operating system does not tell.
pub(super) fn unknown_listeners(known: &[(String, SocketAddr)]) -> Result<Vec<SocketAddr>, ServiceError> {
    let own = own_sockets()?;
    let mut found = Vec::new();
    for table in ["/proc/self/net/tcp", "/proc/self/net/tcp6"] {
        // A kernel without IPv6 has no such table.
        let Ok(text) = fs::read_to_string(table) else { continue };
        found.extend(text.lines().skip(1).filter_map(|line| listener(line, &own)));
    }
    found.retain(|address| !known.iter().any(|(_, known)| known == address));
    Ok(found)
}

/// Numbers of the sockets that this process holds.
fn own_sockets() -> Result<BTreeSet<String>, ServiceError> {
    let unavailable = |error: std::io::Error| ServiceError::Unavailable(format!("/proc/self/fd: {error}"));
    let descriptors = fs::read_dir("/proc/self/fd").map_err(unavailable)?;
    let targets = descriptors.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    let number = |target: std::path::PathBuf| {
        Some(target.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned())
    };
    Ok(targets.filter_map(number).collect())
}

/// The address of a line of the table, when it is a listener of ours.
fn listener(line: &str, own: &BTreeSet<String>) -> Option<SocketAddr> {
    let columns: Vec<&str> = line.split_whitespace().collect();
    let (local, state, inode) = (columns.get(1)?, columns.get(3)?, columns.get(9)?);
    if *state != LISTENS || !own.contains(*inode) {
        return None;
    }
    let (address, port) = local.split_once(':')?;
    Some(SocketAddr::new(ip(address)?, u16::from_str_radix(port, 16).ok()?))
}

/// An address in the kernel's spelling: words of four bytes, each in the machine's own byte order.
fn ip(text: &str) -> Option<IpAddr> {
    let words: Option<Vec<[u8; 4]>> = text
        .as_bytes()
        .chunks(8)
        .map(|word| {
            let word = std::str::from_utf8(word).ok().filter(|word| word.len() == 8)?;
            u32::from_str_radix(word, 16).ok().map(u32::to_ne_bytes)
        })
        .collect();
    let bytes = words?.concat();
    match bytes.len() {
        4 => Some(IpAddr::V4(Ipv4Addr::from(<[u8; 4]>::try_from(bytes).ok()?))),
        16 => Some(IpAddr::V6(Ipv6Addr::from(<[u8; 16]>::try_from(bytes).ok()?))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn a_listener_that_nobody_declared_is_found_and_one_that_is_known_is_not() {
        for address in ["127.0.0.1:0", "[::1]:0"] {
            let Ok(listener) = TcpListener::bind(address) else { continue };
            let address = listener.local_addr().unwrap();
            assert!(unknown_listeners(&[]).unwrap().contains(&address));
            let known = [("test".to_owned(), address)];
            assert!(!unknown_listeners(&known).unwrap().contains(&address));
            drop(listener);
            assert!(!unknown_listeners(&[]).unwrap().contains(&address));
        }
    }

    #[test]
    fn addresses_are_read_in_the_kernels_spelling() {
        let loopback = if cfg!(target_endian = "little") { "0100007F" } else { "7F000001" };
        assert_eq!(ip(loopback), Some("127.0.0.1".parse().unwrap()));
        assert_eq!(ip("00000000000000000000000000000000"), Some("::".parse().unwrap()));
        assert_eq!(ip("0100"), None);
    }
}

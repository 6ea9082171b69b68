//! The address ranges from which a municipality's people may come.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnetwork::IpNetwork;
use thiserror::Error;

/// Why a text is no acceptable address range.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AddressError {
    /// Not an address or a range in CIDR notation.
    #[error("not an address range; write it as 192.0.2.0/24 or 2001:db8::/48")]
    Malformed,
    /// Bits are set behind the prefix: probably a typing error.
    #[error("the range has address bits behind its prefix; did you mean {0}?")]
    HostBits(IpNetwork),
    /// The whole internet, or half of it.
    #[error("the range covers the whole internet or a large part of it; give the municipality's own range")]
    Everywhere,
    /// `0.0.0.0` or `::`: no client ever has this address.
    #[error("the range is the unspecified address; give the municipality's own range")]
    Unspecified,
}

/// A range of addresses that may be put on an allowlist. IPv4 ranges in IPv6 clothes become IPv4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressRange(IpNetwork);

/// Shortest prefixes that are accepted at all; anything shorter is `/0` in another spelling (two `/1`s).
const SHORTEST: (u8, u8) = (8, 16);

/// Ranges with a shorter prefix than this need a second person.
const WIDE: (u8, u8) = (16, 32);

impl AddressRange {
    /// Reads a range in CIDR notation; a bare address is a range of one.
    ///
    /// # Errors
    /// [`AddressError`] names the fix.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let network = unmapped(text.trim().parse().map_err(|_| AddressError::Malformed)?);
        if network.prefix() < limit(&network, SHORTEST) {
            return Err(AddressError::Everywhere);
        }
        let whole =
            IpNetwork::new(network.network(), network.prefix()).map_err(|_| AddressError::Malformed)?;
        if whole != network {
            return Err(AddressError::HostBits(whole));
        }
        if network.network().is_unspecified() {
            return Err(AddressError::Unspecified);
        }
        Ok(Self(network))
    }

    /// Whether an address lies in the range; an IPv4-mapped IPv6 address counts as the IPv4 one.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(address.to_canonical())
    }

    /// Whether the range is wider than /16 (IPv4) or /32 (IPv6) and so needs a second person.
    #[must_use]
    pub fn is_wide(&self) -> bool {
        self.0.prefix() < limit(&self.0, WIDE)
    }

    /// Whether ranges together hold half of all IPv4 or of all IPv6 addresses: the whole internet in pieces. What lies in
    /// two of them counts twice.
    #[must_use]
    pub fn cover_half(ranges: &[IpNetwork]) -> bool {
        let held = |is_ours: fn(&IpNetwork) -> bool, bits: u32| {
            let size = |range: &IpNetwork| 1_u128.checked_shl(bits - u32::from(range.prefix()));
            let sizes = ranges.iter().filter(|range| is_ours(range)).map(size);
            sizes.fold(0_u128, |sum, size| sum.saturating_add(size.unwrap_or(u128::MAX)))
        };
        held(IpNetwork::is_ipv4, 32) >= 1 << 31 || held(IpNetwork::is_ipv6, 128) >= 1 << 127
    }

    /// The network inside.
    #[must_use]
    pub const fn network(&self) -> IpNetwork {
        self.0
    }
}

const fn limit(network: &IpNetwork, (ipv4, ipv6): (u8, u8)) -> u8 {
    match network {
        IpNetwork::V4(_) => ipv4,
        IpNetwork::V6(_) => ipv6,
    }
}

fn unmapped(network: IpNetwork) -> IpNetwork {
    let prefix = network.prefix().checked_sub(96);
    match (network.ip().to_canonical(), prefix) {
        (address @ IpAddr::V4(_), Some(prefix)) if network.is_ipv6() => {
            IpNetwork::new(address, prefix).unwrap_or(network)
        }
        _ => network,
    }
}

impl fmt::Display for AddressRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl FromStr for AddressRange {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> AddressRange {
        AddressRange::parse(text).unwrap()
    }

    #[test]
    fn the_whole_internet_is_refused_in_any_spelling() {
        for text in ["0.0.0.0/0", "128.0.0.0/1", "10.0.0.0/7", "::/0", "8000::/1", "::ffff:0.0.0.0/96"] {
            assert_eq!(AddressRange::parse(text), Err(AddressError::Everywhere), "{text}");
        }
    }

    #[test]
    fn other_mistakes_are_refused_with_the_fix() {
        assert_eq!(AddressRange::parse("0.0.0.0"), Err(AddressError::Unspecified));
        assert_eq!(AddressRange::parse("::"), Err(AddressError::Unspecified));
        for text in ["", "192.0.2.0/33", "192.0.2", "example.org"] {
            assert_eq!(AddressRange::parse(text), Err(AddressError::Malformed), "{text}");
        }
        let error = AddressRange::parse("192.0.2.7/24").unwrap_err().to_string();
        assert!(error.contains("192.0.2.0/24"), "{error}");
    }

    #[test]
    fn a_mapped_address_counts_as_the_ipv4_one() {
        assert!(range("192.0.2.0/24").contains("::ffff:192.0.2.9".parse().unwrap()));
        assert!(range("::ffff:192.0.2.0/120").contains("192.0.2.9".parse().unwrap()));
        assert!(!range("192.0.2.0/24").contains("192.0.3.9".parse().unwrap()));
        assert!(!range("2001:db8::/32").contains("192.0.2.9".parse().unwrap()));
    }

    #[test]
    fn a_range_wider_than_a_municipality_needs_a_second_person() {
        for (text, wide) in
            [("10.0.0.0/15", true), ("10.0.0.0/16", false), ("2001:db0::/31", true), ("2001:db8::/32", false)]
        {
            assert_eq!(range(text).is_wide(), wide, "{text}");
        }
    }

    #[test]
    fn the_whole_internet_in_pieces_is_noticed() {
        let eights = |count: u8| {
            (1..=count).map(|first| range(&format!("{first}.0.0.0/8")).network()).collect::<Vec<_>>()
        };
        assert!(!AddressRange::cover_half(&[]) && !AddressRange::cover_half(&eights(127)));
        assert!(AddressRange::cover_half(&eights(128)));
        let everything = ["::/1", "8000::/1"].map(|text| text.parse().unwrap());
        assert!(
            AddressRange::cover_half(&everything)
                && !AddressRange::cover_half(&[range("2001:db8::/32").network()])
        );
    }

    #[test]
    fn a_range_survives_its_text() {
        for text in ["192.0.2.0/24", "2001:db8::/48", "192.0.2.7/32"] {
            assert_eq!(range(text).to_string(), text);
        }
    }
}

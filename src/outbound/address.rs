//! Which IP addresses are public servers, as opposed to this machine, its network, or its cloud provider's services.
//!
//! It is an allow list: of IPv6 only global unicast, of IPv4 whatever is in no registry of special addresses. An IPv6
//! address that embeds an IPv4 address counts as that. Tunnels (6to4, Teredo) and network-specific NAT64 prefixes
//! embed addresses that nobody can verify; no website needs them, and they are refused.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The special-purpose ranges of IPv4: first address, prefix length.
/// <https://www.iana.org/assignments/iana-ipv4-special-registry>
const SPECIAL_V4: &[(Ipv4Addr, u32)] = &[
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    // Carrier-grade NAT. Some clouds have their metadata service here.
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Link-local, with the metadata service of most clouds.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    // 6to4 relays, deprecated.
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
    // A public address, but inside Azure it is a service of the cloud itself.
    (Ipv4Addr::new(168, 63, 129, 16), 32),
];

/// The special-purpose ranges inside IPv6 global unicast.
/// <https://www.iana.org/assignments/iana-ipv6-special-registry>
const SPECIAL_V6: &[(Ipv6Addr, u32)] = &[
    // Protocol assignments, with Teredo and benchmarking.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    // 6to4.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// All of IPv6 that is assigned to networks.
const GLOBAL_UNICAST: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// The well-known NAT64 prefix, by which IPv6-only networks reach IPv4 (RFC 6052).
const NAT64: (Ipv6Addr, u32) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

/// Whether `address` can be a public server.
pub fn is_public(address: IpAddr) -> bool {
    match plain(address) {
        IpAddr::V4(v4) => !SPECIAL_V4.iter().any(|range| in_v4(v4, *range)),
        IpAddr::V6(v6) => {
            in_v6(v6, GLOBAL_UNICAST) && !SPECIAL_V6.iter().any(|range| in_v6(v6, *range))
        }
    }
}

/// The IPv4 address that an IPv6 address embeds; otherwise the address itself.
pub fn plain(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else { return address };
    if in_v6(v6, NAT64) {
        let [.., a, b, c, d] = v6.octets();
        return IpAddr::V4(Ipv4Addr::new(a, b, c, d));
    }
    v6.to_ipv4_mapped().map_or(address, IpAddr::V4)
}

fn in_v4(address: Ipv4Addr, (first, length): (Ipv4Addr, u32)) -> bool {
    (address.to_bits() ^ first.to_bits()).leading_zeros() >= length
}

fn in_v6(address: Ipv6Addr, (first, length): (Ipv6Addr, u32)) -> bool {
    (address.to_bits() ^ first.to_bits()).leading_zeros() >= length
}

#[cfg(test)]
mod tests;

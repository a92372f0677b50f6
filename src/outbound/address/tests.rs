//! Tests of public and special addresses: first and last of each range, and properties.

use proptest::prelude::*;

use super::*;

/// Special addresses: the first and last of each range.
const REFUSED: &[&str] = &[
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.0",
    "10.255.255.255",
    "100.64.0.0",
    "100.127.255.255",
    "127.0.0.0",
    "127.0.0.1",
    "127.255.255.255",
    "169.254.0.0",
    "169.254.169.254",
    "169.254.255.255",
    "172.16.0.0",
    "172.31.255.255",
    "192.0.0.0",
    "192.0.0.192",
    "192.0.0.255",
    "192.0.2.0",
    "192.0.2.255",
    "192.88.99.1",
    "192.168.0.0",
    "192.168.255.255",
    "198.18.0.0",
    "198.19.255.255",
    "198.51.100.0",
    "198.51.100.255",
    "203.0.113.0",
    "203.0.113.255",
    "224.0.0.0",
    "239.255.255.255",
    "240.0.0.0",
    "255.255.255.255",
    "168.63.129.16",
    "100.100.100.200",
    // IPv6: special ranges, and embedded IPv4 addresses.
    "::",
    "::1",
    "::7f00:1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:8.8.8.8",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::8.8.8.8",
    "64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
    "64:ff9b::1:0:0",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "2001::1",
    "2001:0:4136:e378::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:1ff:ffff::1",
    "2001:db8::1",
    "2001:db8:ffff::1",
    "3fff::1",
    "3fff:fff:ffff::1",
    "100::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fd20:ce::254",
    "fdff:ffff::1",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "feff::1",
    "ff02::1",
    "ff0e::1",
    "4000::1",
    "1fff::1",
    "8000::1",
];

/// Public addresses: beside the ranges, and well-known servers.
const TAKEN: &[&str] = &[
    "1.0.0.0",
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "191.255.255.255",
    "192.0.1.0",
    "192.0.3.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "168.63.129.15",
    "168.63.129.17",
    "2606:4700::1111",
    "2a00:1450:4001::200e",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2001:db7::1",
    "2001:db9::1",
    "2003::1",
    "3ffe::1",
    "3fff:1000::1",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
];

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn an_address_that_is_not_everybodys_is_refused() {
    let passed: Vec<_> = REFUSED.iter().filter(|text| is_public(address(text))).collect();
    assert!(passed.is_empty(), "{passed:?}");
}

#[test]
fn a_public_address_passes_up_to_the_edge_of_each_range() {
    let refused: Vec<_> = TAKEN.iter().filter(|text| !is_public(address(text))).collect();
    assert!(refused.is_empty(), "{refused:?}");
}

/// What the standard library knows about special addresses, from the same registries.
fn known_to_be_special(v4: Ipv4Addr) -> bool {
    v4.is_unspecified()
        || v4.is_private()
        || v4.is_loopback()
        || v4.is_link_local()
        || v4.is_broadcast()
        || v4.is_documentation()
        || v4.is_multicast()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn no_ipv4_address_that_others_call_special_passes(bits: u32) {
        let v4 = Ipv4Addr::from_bits(bits);
        prop_assert!(!(known_to_be_special(v4) && is_public(v4.into())));
        // In every IPv6 form.
        let [a, b] = [(bits >> 16) as u16, (bits & 0xffff) as u16];
        for dressed in [
            Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, a, b),
            Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, a, b),
        ] {
            prop_assert_eq!(is_public(dressed.into()), is_public(v4.into()));
        }
        for tunnel in [
            Ipv6Addr::new(0, 0, 0, 0, 0, 0, a, b),
            Ipv6Addr::new(0x64, 0xff9b, 1, a, b >> 8, b << 8, 0, 0),
            Ipv6Addr::new(0x2002, a, b, 0, 0, 0, 0, 1),
            Ipv6Addr::new(0x2001, 0, a, b, 0, 0, !a, !b),
        ] {
            prop_assert!(!is_public(tunnel.into()));
        }
    }

    #[test]
    fn whatever_passes_of_ipv6_is_global_unicast_or_stands_for_ipv4(bits: u128) {
        let v6 = Ipv6Addr::from_bits(bits);
        if is_public(v6.into()) && plain(v6.into()) == IpAddr::V6(v6) {
            prop_assert_eq!(v6.segments()[0] >> 13, 1);
            prop_assert!(!v6.is_unique_local() && !v6.is_unicast_link_local());
        }
    }
}

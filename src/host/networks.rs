//! Networks of addresses, as people write them: `10.0.0.0/8`, `127.0.0.1`, `fd00::/8`.

use std::net::IpAddr;

/// The networks in which the proxies stand that may say for whom they ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<(IpAddr, u32)>);

impl Networks {
    /// Networks separated by commas or blanks.
    ///
    /// # Errors
    /// The part that is no network.
    pub fn parse(text: &str) -> Result<Networks, String> {
        let parts = text.split([',', ' ']).map(str::trim).filter(|part| !part.is_empty());
        let networks = parts.map(|part| network(part).ok_or_else(|| part.to_owned()));
        networks.collect::<Result<_, _>>().map(Networks)
    }

    /// Whether an address is in one of them.
    pub fn have(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|(network, length)| match (network, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let shift = 32_u32.saturating_sub(*length);
                let [one, other] = [network, &address].map(|it| u64::from(it.to_bits()) >> shift);
                one == other
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let shift = 128_u32.saturating_sub(*length);
                let [one, other] =
                    [network, &address].map(|it| it.to_bits().checked_shr(shift).unwrap_or(0));
                one == other
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        })
    }
}

fn network(part: &str) -> Option<(IpAddr, u32)> {
    let (address, length) = part.split_once('/').map_or((part, None), |(a, l)| (a, Some(l)));
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let length = length.map_or(Some(most), |text| text.parse().ok())?;
    (length <= most).then_some((address, length))
}

/// What counts as one sender: an address, or the network that a household has of the newer ones.
pub(super) fn sender_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_in_a_network_or_not() {
        let networks = Networks::parse("10.0.0.0/8, 192.168.1.7 fd00::/8,::1").unwrap();
        for (address, is_in) in [
            ("10.9.8.7", true),
            ("11.0.0.1", false),
            ("192.168.1.7", true),
            ("192.168.1.8", false),
            ("::ffff:10.1.1.1", true),
            ("fd12::1", true),
            ("fe80::1", false),
            ("::1", true),
        ] {
            assert_eq!(networks.have(address.parse().unwrap()), is_in, "{address}");
        }
        let all = Networks::parse("0.0.0.0/0 ::/0").unwrap();
        assert!(all.have("8.8.8.8".parse().unwrap()) && all.have("2001:db8::1".parse().unwrap()));
        assert!(!Networks::parse("").unwrap().have("127.0.0.1".parse().unwrap()));
        for wrong in ["10.0.0.0/33", "proxy", "10.0.0", "::1/129", "10.0.0.0/x"] {
            assert_eq!(Networks::parse(wrong), Err(wrong.to_owned()));
        }
    }
}

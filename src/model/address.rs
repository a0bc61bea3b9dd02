//! Whose an address is, as far as it tells.

use std::net::{IpAddr, Ipv6Addr};

/// The part of an address by which what comes from it is counted. Every IPv6 machine has 2⁶⁴ addresses of its own to
/// choose from (RFC 4291, 2.5.1), so that there the network is what one can't change at will.
pub fn source(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) if address.is_loopback() => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_machine_is_one_however_many_addresses_it_takes() {
        let source = |text: &str| source(text.parse().unwrap()).to_string();
        assert_eq!(source("2001:db8:1:2::1"), source("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_eq!(source("fe80::1"), source("fe80::2"));
        assert_ne!(source("2001:db8:1:2::1"), source("2001:db8:1:3::1"));
        assert_ne!(source("192.168.1.4"), source("192.168.1.5"));
        assert_eq!(source("::ffff:192.168.1.4"), "192.168.1.4");
        assert_eq!(source("::1"), "::1", "still known as this machine");
    }
}

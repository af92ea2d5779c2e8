//! The network address of the caller, for the throttling of sign-in.

use std::net::{IpAddr, SocketAddr};

use app::visit::Address;
use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;

/// Adds `Address` to the request.
pub async fn address(mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let address = peer.map_or_else(String::new, |peer| of(peer, request.headers()).to_string());
    request.extensions_mut().insert(Address(address));
    next.run(request).await
}

/// Only a proxy on this machine is believed, and only what it added itself: the last entry.
fn of(peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    if !peer.is_loopback() {
        return peer;
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    let last = forwarded.and_then(|list| list.rsplit(',').next());
    last.and_then(|address| address.trim().parse().ok()).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        let mut headers = HeaderMap::new();
        let loopback: IpAddr = [127, 0, 0, 1].into();
        let stranger: IpAddr = [203, 0, 113, 9].into();
        assert_eq!(of(loopback, &headers), loopback);
        headers.insert("x-forwarded-for", "10.0.0.1, 198.51.100.7".parse().expect("a header"));
        assert_eq!(of(loopback, &headers).to_string(), "198.51.100.7");
        assert_eq!(of(stranger, &headers), stranger);
        headers.insert("x-forwarded-for", "not an address".parse().expect("a header"));
        assert_eq!(of(loopback, &headers), loopback);
    }
}

//! Strangers and forged addresses.

use std::io::Read as _;
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use poortwacht_tests::ledger::Records;
use poortwacht_tests::wire::{Wire, send};
use reqwest::Method;
use reqwest::header::COOKIE;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore};
use tokio::net::TcpSocket;

use super::cast::{Cast, OTHER_TOWN_HALL, STREET, TOWN_HALL};

/// The first message of a real TLS client.
fn hello() -> Vec<u8> {
    let config = ClientConfig::builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let mut bytes = Vec::new();
    ClientConnection::new(Arc::new(config), name).unwrap().write_tls(&mut bytes).unwrap();
    bytes
}

/// What the portal says to a TLS client at `address`, until it closes or has said a little.
async fn reply_to(address: std::net::IpAddr, portal: SocketAddr) -> Vec<u8> {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::new(address, 0)).unwrap();
    let stream = socket.connect(portal).await.unwrap();
    let mut stream: TcpStream = stream.into_std().unwrap();
    stream.set_nonblocking(false).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    // A connection that is closed already refuses this; then there is nothing to read either.
    drop(std::io::Write::write_all(&mut stream, &hello()));
    let mut said = vec![0; 64];
    let length = stream.read(&mut said).unwrap_or_default();
    said.truncate(length);
    said
}

#[tokio::test]
async fn a_stranger_is_cut_off_before_tls_and_sees_no_certificate() {
    let cast = Cast::gather().await;
    let world = &cast.running.world;
    let portal: SocketAddr = world.addresses().unwrap().portal.parse().unwrap();
    poortwacht_tests::install_crypto();
    assert_eq!(reply_to(STREET, portal).await, Vec::<u8>::new());
    assert_ne!(
        reply_to(TOWN_HALL, portal).await,
        Vec::<u8>::new(),
        "who belongs there hears the server's hello"
    );

    let stranger = Wire::from_address(world, STREET).unwrap();
    for header in ["x-forwarded-for", "forwarded", "x-real-ip"] {
        let request = stranger.request(Method::GET, "/login").header(header, "127.0.0.1");
        let refused = send(request.header(COOKIE, &cast.officer().cookie)).await;
        assert!(refused.is_err(), "{header} lets a stranger in: {refused:?}");
    }
}

#[tokio::test]
async fn a_forged_forwarded_header_counts_for_nothing_either_way() {
    let cast = Cast::gather().await;
    let records = Records::open(&cast.running.world).unwrap();
    let officer = &cast.officer().cookie;
    let at = |wire: &Wire, said: &str| {
        let request = wire.request(Method::GET, "/stock").header(COOKIE, officer);
        send(request.header("x-forwarded-for", said.to_owned()))
    };
    let listed = |records: &Records| records.acts().unwrap().get("stock_listed").copied().unwrap_or_default();

    let before = listed(&records);
    let inside = at(&cast.wire, "203.0.113.9").await.unwrap();
    assert!(inside.succeeded(), "{}", inside.body);
    assert_eq!(listed(&records), before + 1);
    let written = records.written().unwrap();
    let views: Vec<_> = written.iter().filter(|entry| entry.act == "stock_listed").collect();
    assert!(views.iter().all(|entry| entry.origin.as_deref() == Some("127.0.0.1")), "{views:?}");

    let away = Wire::from_address(&cast.running.world, OTHER_TOWN_HALL).unwrap();
    for said in ["127.0.0.1", "127.0.0.1, 127.0.0.1", "::ffff:127.0.0.1"] {
        let outside = at(&away, said).await.unwrap();
        assert!(!outside.succeeded(), "{said}: {}", outside.body);
    }
    assert_eq!(listed(&records), before + 1);
}

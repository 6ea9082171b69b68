//! The client certificate of a connection, where one is shown.

use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use poortwacht_services::tls;

/// Fingerprint of the public key in the client's certificate.
#[derive(Debug, Clone)]
pub(crate) struct Fingerprint(pub(crate) String);

/// Notes the fingerprint with the connection, after the handshake.
pub(crate) fn note(stream: &TlsStream<TcpStream>, data: &mut Extensions) {
    let shown = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
    if let Some(fingerprint) = shown.and_then(|certificate| tls::fingerprint(certificate)) {
        data.insert(Fingerprint(fingerprint));
    }
}

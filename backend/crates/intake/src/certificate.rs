//! The client certificate of a connection.

use std::any::Any;

use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use aws_lc_rs::digest::{SHA256, digest};
use x509_parser::parse_x509_certificate;

/// SHA-256 of the public key (SubjectPublicKeyInfo) in the client's certificate, lower-case hexadecimal: a renewed
/// certificate for the same key is the same unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fingerprint(pub(crate) String);

/// Notes the fingerprint with the connection, after the handshake.
pub(crate) fn note(connection: &dyn Any, data: &mut Extensions) {
    let stream = connection.downcast_ref::<TlsStream<TcpStream>>();
    let certificate = stream.and_then(|stream| stream.get_ref().1.peer_certificates()?.first());
    if let Some(fingerprint) = certificate.and_then(|certificate| fingerprint(certificate)) {
        data.insert(fingerprint);
    }
}

fn fingerprint(certificate: &[u8]) -> Option<Fingerprint> {
    let (_, certificate) = parse_x509_certificate(certificate).ok()?;
    Some(Fingerprint(hex::encode(digest(&SHA256, certificate.public_key().raw))))
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, PublicKeyData};

    use super::*;

    #[test]
    fn the_fingerprint_is_that_of_the_public_key_whatever_certificate_it_is_in() {
        let key = KeyPair::generate().unwrap();
        let expected = hex::encode(digest(&SHA256, &key.subject_public_key_info()));
        for name in ["first.example", "renewed.example"] {
            let certificate = CertificateParams::new([name.to_owned()]).unwrap().self_signed(&key).unwrap();
            assert_eq!(fingerprint(certificate.der()), Some(Fingerprint(expected.clone())));
        }
        assert_eq!(fingerprint(b"no certificate"), None);
    }
}

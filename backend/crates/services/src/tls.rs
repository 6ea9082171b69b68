//! TLS of every listener, as the NCSC's guidelines (2025-05) ask: 1.3 or 1.2, AEAD suites with ECDHE only, AES-256 first,
//! no early data.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_lc_rs::digest::SHA256;
use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::{self as provider, cipher_suite as suite};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{VerifierBuilderError, WebPkiClientVerifier};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, RootCertStore, ServerConfig};

const AUTHORITIES: &str = "the authorities of the clients' certificates";
const CHAIN: &str = "the listener's certificate chain";
const SERVERS: &str = "the authorities of the server's certificate";
const OWN: &str = "our client certificate chain";

/// Why the listener has no TLS. The texts name the file.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file is missing, unreadable or holds no PEM of the expected kind.
    #[error("{path}: {detail}; give a PEM file with {expected}")]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        detail: String,
        /// What it should hold.
        expected: &'static str,
    },
    /// The authorities cannot be used.
    #[error("the client authorities cannot be used: {0}")]
    Authorities(#[from] VerifierBuilderError),
    /// Our own certificate and key as a client do not fit, or the library refuses them.
    #[error("the client certificate and key cannot be used: {0}")]
    Client(rustls::Error),
    /// Certificate and key do not fit, or the library refuses them.
    #[error("the listener's certificate and key cannot be used: {0}")]
    Certificate(#[from] rustls::Error),
}

/// Whom a listener lets in.
#[derive(Debug, Clone, Copy)]
pub enum Clients<'a> {
    /// Anybody; who it is will be asked later.
    Anybody,
    /// Who shows a certificate of one of the authorities in this file.
    Certified(&'a Path),
    /// Anybody; a certificate that is shown must be of one of the authorities in this file.
    Either(&'a Path),
}

/// The TLS settings of a listener.
///
/// # Errors
/// [`TlsError`], which names the file.
pub fn listener(
    certificate: &Path,
    private_key: &Path,
    clients: Clients<'_>,
) -> Result<ServerConfig, TlsError> {
    let provider = Arc::new(provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&[&TLS13, &TLS12])?;
    let builder = match clients {
        Clients::Anybody => builder.with_no_client_auth(),
        Clients::Certified(file) => {
            let roots = Arc::new(authorities(file, AUTHORITIES)?);
            builder.with_client_cert_verifier(
                WebPkiClientVerifier::builder_with_provider(roots, provider).build()?,
            )
        }
        Clients::Either(file) => {
            let roots = Arc::new(authorities(file, AUTHORITIES)?);
            let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider);
            builder.with_client_cert_verifier(verifier.allow_unauthenticated().build()?)
        }
    };
    let mut tls = builder.with_single_cert(certificates(certificate, CHAIN)?, read_key(private_key)?)?;
    tls.ignore_client_order = true;
    tls.max_early_data_size = 0;
    Ok(tls)
}

/// The TLS settings of a client that trusts the authorities in one file only and, where asked, shows a certificate.
///
/// # Errors
/// [`TlsError`], which names the file.
pub fn client(authority: &Path, identity: Option<(&Path, &Path)>) -> Result<ClientConfig, TlsError> {
    let builder = ClientConfig::builder_with_provider(Arc::new(provider()))
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(TlsError::Client)?
        .with_root_certificates(authorities(authority, SERVERS)?);
    match identity {
        None => Ok(builder.with_no_client_auth()),
        Some((certificate, key)) => builder
            .with_client_auth_cert(certificates(certificate, OWN)?, read_key(key)?)
            .map_err(TlsError::Client),
    }
}

/// SHA-256 of the public key (SubjectPublicKeyInfo) in a certificate in DER form, lower-case hexadecimal: a renewed
/// certificate for the same key is the same client.
#[must_use]
pub fn fingerprint(certificate: &[u8]) -> Option<String> {
    let (_, certificate) = x509_parser::parse_x509_certificate(certificate).ok()?;
    Some(hex::encode(aws_lc_rs::digest::digest(&SHA256, certificate.public_key().raw)))
}

fn provider() -> CryptoProvider {
    let cipher_suites = vec![
        suite::TLS13_AES_256_GCM_SHA384,
        suite::TLS13_CHACHA20_POLY1305_SHA256,
        suite::TLS13_AES_128_GCM_SHA256,
        suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        suite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        suite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        suite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    ];
    CryptoProvider { cipher_suites, ..provider::default_provider() }
}

/// Fails without a root: nobody could be let in, and nobody would know why.
fn authorities(path: &Path, expected: &'static str) -> Result<RootCertStore, TlsError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(path, expected)? {
        roots.add(certificate).map_err(|error| unusable(path, &error, expected))?;
    }
    Ok(roots)
}

/// All certificates of a file, at least one.
fn certificates(path: &Path, expected: &'static str) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    let certificates: Vec<_> = read.map_err(|error| unusable(path, &error, expected))?;
    if certificates.is_empty() {
        return Err(unusable(path, &"it holds no certificate", expected));
    }
    Ok(certificates)
}

fn read_key(path: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
    PrivateKeyDer::from_pem_file(path).map_err(|error| unusable(path, &error, "a private key"))
}

fn unusable(path: &Path, error: &dyn std::fmt::Display, expected: &'static str) -> TlsError {
    TlsError::File { path: path.to_owned(), detail: error.to_string(), expected }
}

#[cfg(test)]
mod tests {
    use rustls::ProtocolVersion;

    use super::*;

    #[test]
    fn a_file_without_a_certificate_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("empty.pem", ""), ("other.pem", "no certificate")] {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            let refused = authorities(&path, AUTHORITIES).unwrap_err().to_string();
            assert!(refused.contains(name) && refused.contains("authorities"), "{refused}");
        }
        assert!(authorities(&folder.path().join("missing.pem"), AUTHORITIES).is_err());
    }

    #[test]
    fn only_aead_suites_with_ephemeral_keys_are_offered_and_aes_256_comes_first() {
        let suites = provider().cipher_suites;
        for version in [ProtocolVersion::TLSv1_3, ProtocolVersion::TLSv1_2] {
            let first = suites.iter().find(|suite| suite.version().version == version).unwrap();
            assert!(format!("{:?}", first.suite()).contains("AES_256_GCM"));
        }
        assert!(suites.iter().all(|suite| {
            let name = format!("{:?}", suite.suite());
            (name.contains("GCM") || name.contains("POLY1305"))
                && (name.contains("ECDHE") || name.starts_with("TLS13"))
        }));
    }
}

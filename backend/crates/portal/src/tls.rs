//! The listener's TLS, as the NCSC's guidelines of 2025-05 ask: 1.3 and 1.2, AEAD suites with ECDHE, no early data.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::BindError;

/// The configuration for a certificate chain and its key.
pub(crate) fn server_config(certificate: &Path, key: &Path) -> Result<ServerConfig, BindError> {
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| BindError::file("portal.tls.certificate_file", certificate, error))?;
    let key = PrivateKeyDer::from_pem_file(key)
        .map_err(|error| BindError::file("portal.tls.private_key_file", key, error))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.max_early_data_size = 0;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// rustls offers nothing weaker than AEAD with ECDHE; AES-256 goes first.
fn provider() -> CryptoProvider {
    let mut provider = aws_lc_rs::default_provider();
    provider.cipher_suites.sort_by_key(|suite| !format!("{:?}", suite.suite()).contains("AES_256"));
    provider
}

//! Server side of mutual TLS: a client without a certificate of the CA gets no further.

use std::{path::Path, sync::Arc};

use anyhow::{Context as _, ensure};
use rustls::{
    RootCertStore, ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    server::WebPkiClientVerifier,
};

use crate::args::Args;

/// The listener's TLS configuration.
///
/// # Errors
/// A file that is missing, unreadable, without certificates, or a key that does not fit its certificate.
pub fn config(args: &Args) -> anyhow::Result<ServerConfig> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let roots = Arc::new(roots(&args.client_ca)?);
    let clients = WebPkiClientVerifier::builder_with_provider(roots, provider.clone()).build()?;
    let key = PrivateKeyDer::from_pem_file(&args.key)
        .with_context(|| format!("private key {}", args.key.display()))?;
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(clients)
        .with_single_cert(certificates(&args.cert)?, key)
        .context("server certificate and key")
}

fn roots(file: &Path) -> anyhow::Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(file)? {
        roots.add(certificate).with_context(|| format!("CA in {}", file.display()))?;
    }
    Ok(roots)
}

fn certificates(file: &Path) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let place = || format!("certificates in {}", file.display());
    let found: Vec<_> = CertificateDer::pem_file_iter(file)
        .with_context(place)?
        .collect::<Result<_, _>>()
        .with_context(place)?;
    ensure!(!found.is_empty(), "no certificate in {}", file.display());
    Ok(found)
}

//! Mutual TLS towards the CJIB, from the configured files.

use std::path::Path;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use crate::{CjibConfig, FieldProblem, ServiceError};

/// Trusts the configured authority only and shows the configured certificate. TLS 1.3 or 1.2, as NCSC 2025-05 asks.
pub(super) fn client(config: &CjibConfig) -> Result<ClientConfig, ServiceError> {
    let key = PrivateKeyDer::from_pem_file(&config.private_key_file);
    let key = key.map_err(|error| unusable("private_key_file", &config.private_key_file, &error))?;
    let chain = certificates("certificate_file", &config.certificate_file)?;
    ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_root_certificates(roots(config)?).with_client_auth_cert(chain, key))
        .map_err(|error| unusable("certificate_file", &config.certificate_file, &error))
}

fn roots(config: &CjibConfig) -> Result<RootCertStore, rustls::Error> {
    let mut roots = RootCertStore::empty();
    let authority = certificates("ca_file", &config.ca_file);
    for certificate in authority.map_err(|error| rustls::Error::General(error.to_string()))? {
        roots.add(certificate)?;
    }
    Ok(roots)
}

fn certificates(member: &str, file: &Path) -> Result<Vec<CertificateDer<'static>>, ServiceError> {
    let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let read = read.map_err(|error| unusable(member, file, &error))?;
    if read.is_empty() {
        return Err(unusable(member, file, &"it holds no certificate"));
    }
    Ok(read)
}

fn unusable(member: &str, file: &Path, error: &dyn std::fmt::Display) -> ServiceError {
    let message = format!("{} cannot be used: {error}; give a PEM file", file.display());
    ServiceError::Invalid(vec![FieldProblem::new(format!("cjib.{member}"), message)])
}

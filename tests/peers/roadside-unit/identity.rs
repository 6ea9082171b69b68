//! Who the unit is: client certificate for the connection, signing key for the packets.

use std::{path::Path, sync::Arc};

use anyhow::{Context as _, bail, ensure};
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair},
};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs as provider,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, pem::PemObject as _},
};

/// A client that trusts `ca` only and shows `cert`.
///
/// # Errors
/// A file that is missing or holds no usable PEM, or a key that does not fit.
pub fn tls(ca: &Path, cert: &Path, key: &Path) -> anyhow::Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(ca)? {
        roots.add(certificate).with_context(|| format!("CA in {}", ca.display()))?;
    }
    let key = PrivateKeyDer::from_pem_file(key).with_context(|| format!("key {}", key.display()))?;
    ClientConfig::builder_with_provider(Arc::new(provider::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_client_auth_cert(certificates(cert)?, key)
        .context("client certificate and key")
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

/// Signs packets: ECDSA over the exact bytes, DER-encoded signature.
#[derive(Debug)]
pub struct Signer {
    key: EcdsaKeyPair,
    stranger: EcdsaKeyPair,
}

impl Signer {
    /// Reads a PKCS#8 key in PEM on P-256 or P-384.
    ///
    /// # Errors
    /// No such file, or another kind of key.
    pub fn open(file: &Path) -> anyhow::Result<Self> {
        let der =
            PrivatePkcs8KeyDer::from_pem_file(file).with_context(|| format!("key {}", file.display()))?;
        let stranger = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).context("stranger's key")?;
        for curve in [&ECDSA_P256_SHA256_ASN1_SIGNING, &ECDSA_P384_SHA384_ASN1_SIGNING] {
            if let Ok(key) = EcdsaKeyPair::from_pkcs8(curve, der.secret_pkcs8_der()) {
                return Ok(Self { key, stranger });
            }
        }
        bail!("{} is no PKCS#8 key on P-256 or P-384", file.display())
    }

    /// The unit's signature over `bytes`.
    ///
    /// # Errors
    /// The system gives no randomness.
    pub fn sign(&self, bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
        signature(&self.key, bytes)
    }

    /// A valid signature by a key that nobody registered.
    ///
    /// # Errors
    /// The system gives no randomness.
    pub fn sign_as_stranger(&self, bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
        signature(&self.stranger, bytes)
    }
}

fn signature(key: &EcdsaKeyPair, bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    Ok(key.sign(&SystemRandom::new(), bytes).context("sign")?.as_ref().to_vec())
}

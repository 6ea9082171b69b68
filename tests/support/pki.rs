//! Fresh certificates and keys for one run, in one folder: what an operator would get from a certificate authority.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};

/// `serialNumber` of a distinguished name, where a PKIoverheid certificate carries the OIN.
const SERIAL_NUMBER: [u64; 4] = [2, 5, 4, 5];

/// A certificate and its private key, as PEM files.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Certificate chain.
    pub certificate: PathBuf,
    /// Private key, PKCS #8.
    pub key: PathBuf,
}

/// A certificate authority that writes what it issues into a folder.
pub struct Authority {
    folder: PathBuf,
    name: String,
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    /// Makes an authority called `name` and writes its certificate to `folder`.
    pub fn create(folder: &Path, name: &str) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let mut parameters = CertificateParams::new(Vec::<String>::new())?;
        parameters.distinguished_name.push(DnType::CommonName, name);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let issuer = CertifiedIssuer::self_signed(parameters, KeyPair::generate()?)?;
        let authority = Self { folder: folder.to_owned(), name: name.to_owned(), issuer };
        fs::write(authority.certificate(), authority.issuer.pem())?;
        Ok(authority)
    }

    /// The authority's own certificate.
    #[must_use]
    pub fn certificate(&self) -> PathBuf {
        self.folder.join(format!("{}.pem", self.name))
    }

    /// Issues a server certificate for `localhost` and `127.0.0.1`.
    pub fn server(&self, name: &str) -> Result<Identity> {
        let names = ["localhost", "127.0.0.1"].map(str::to_owned);
        self.issue(name, CertificateParams::new(names)?, ExtendedKeyUsagePurpose::ServerAuth)
    }

    /// Issues a client certificate whose common name is `name`.
    pub fn client(&self, name: &str) -> Result<Identity> {
        self.issue(name, CertificateParams::default(), ExtendedKeyUsagePurpose::ClientAuth)
    }

    /// Issues a client certificate that expired long ago.
    pub fn expired_client(&self, name: &str) -> Result<Identity> {
        let mut parameters = CertificateParams::default();
        parameters.not_before = rcgen::date_time_ymd(2019, 1, 1);
        parameters.not_after = rcgen::date_time_ymd(2020, 1, 1);
        self.issue(name, parameters, ExtendedKeyUsagePurpose::ClientAuth)
    }

    /// Issues a client certificate of the organisation with this identification number (OIN, 20 digits).
    pub fn client_of(&self, name: &str, oin: &str) -> Result<Identity> {
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name.push(DnType::CustomDnType(SERIAL_NUMBER.to_vec()), oin);
        self.issue(name, parameters, ExtendedKeyUsagePurpose::ClientAuth)
    }

    fn issue(
        &self,
        name: &str,
        mut parameters: CertificateParams,
        usage: ExtendedKeyUsagePurpose,
    ) -> Result<Identity> {
        parameters.distinguished_name.push(DnType::CommonName, name);
        parameters.extended_key_usages = vec![usage];
        parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        let key = KeyPair::generate()?;
        let certificate = parameters.signed_by(&key, &self.issuer)?;
        let identity = Identity {
            certificate: self.folder.join(format!("{name}.pem")),
            key: self.folder.join(format!("{name}.key.pem")),
        };
        fs::write(&identity.certificate, certificate.pem())?;
        fs::write(&identity.key, key.serialize_pem())?;
        Ok(identity)
    }
}

/// A signing key of a roadside unit: the private key stays with the unit, the public key is registered.
#[derive(Debug, Clone)]
pub struct SigningKey {
    /// Private key, PKCS #8 PEM.
    pub private: PathBuf,
    /// Public key, SubjectPublicKeyInfo PEM.
    pub public: PathBuf,
}

impl SigningKey {
    /// Makes an ECDSA P-256 key pair called `name` in `folder`.
    pub fn create(folder: &Path, name: &str) -> Result<Self> {
        let pair = KeyPair::generate()?;
        let key = Self {
            private: folder.join(format!("{name}.signing.key.pem")),
            public: folder.join(format!("{name}.signing.pub.pem")),
        };
        fs::write(&key.private, pair.serialize_pem()).context("signing key")?;
        fs::write(&key.public, pair.public_key_pem()).context("signing key")?;
        Ok(key)
    }
}

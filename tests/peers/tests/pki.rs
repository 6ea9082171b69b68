//! Certificates and keys of one test, in a folder that disappears with it.

use std::{path::PathBuf, sync::Arc};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
};
use tempfile::TempDir;

/// OIN of the certificate `client`.
pub const OIN: &str = "00000001001234567000";

pub struct Pki {
    pub folder: TempDir,
}

impl Pki {
    /// A CA with the certificates `server`, `client` (with [`OIN`]) and `stranger`, and a key `signing`.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pki = Self { folder };
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let ca = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        pki.write("ca.pem", &ca.pem());
        for (name, oin) in [("server", "1"), ("client", OIN), ("stranger", "00000009999999999999")] {
            let key = KeyPair::generate().unwrap();
            let mut params =
                CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
            params.distinguished_name.push(DnType::CustomDnType(vec![2, 5, 4, 5]), oin);
            pki.write(&format!("{name}.pem"), &params.signed_by(&key, &ca).unwrap().pem());
            pki.write(&format!("{name}.key.pem"), &key.serialize_pem());
        }
        pki.write("signing.pem", &KeyPair::generate().unwrap().serialize_pem());
        pki
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    fn roots(&self) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(self.path("ca.pem")).unwrap()).unwrap();
        roots
    }

    fn pair(&self, name: &str) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
        let certificate = CertificateDer::from_pem_file(self.path(&format!("{name}.pem"))).unwrap();
        (vec![certificate], PrivateKeyDer::from_pem_file(self.path(&format!("{name}.key.pem"))).unwrap())
    }

    pub fn server_config(&self) -> ServerConfig {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let roots = Arc::new(self.roots());
        let clients = WebPkiClientVerifier::builder_with_provider(roots, provider.clone()).build().unwrap();
        let (chain, key) = self.pair("server");
        ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(clients)
            .with_single_cert(chain, key)
            .unwrap()
    }

    /// A client that shows the certificate `name`, or none.
    pub fn client(&self, name: Option<&str>) -> reqwest::Client {
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(self.roots());
        let config = match name.map(|name| self.pair(name)) {
            Some((chain, key)) => config.with_client_auth_cert(chain, key).unwrap(),
            None => config.with_no_client_auth(),
        };
        let timeout = std::time::Duration::from_secs(3);
        reqwest::Client::builder().use_preconfigured_tls(config).no_proxy().timeout(timeout).build().unwrap()
    }
}

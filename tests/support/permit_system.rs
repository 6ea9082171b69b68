//! A municipal permit system, as the API knows it: registered, with a key of its own, asking for tokens.

use std::fs;
use std::net::IpAddr;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::{Certificate, Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::pki::Identity;
use crate::wire::{Answer, send};
use crate::world::World;

/// What permit systems call the API, whatever its port.
pub const ORIGIN: &str = "https://api.waterstad.example";
/// `client_assertion_type` of a signed JWT.
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The section of the configuration for a listener with these limits.
#[must_use]
pub fn section(world: &World, listen: Option<&str>, per_minute: u32) -> String {
    let (server, authority) = (world.pki("portal"), world.pki("authority.pem"));
    let listen = listen.unwrap_or("127.0.0.1:0");
    format!(
        "[api]\nlisten = \"{listen}\"\npublic_origin = \"{ORIGIN}\"\nclient_ca_file = \"{authority}\"\n\
         requests_per_minute = {per_minute}\n\
         tls = {{ certificate_file = \"{server}.pem\", private_key_file = \"{server}.key.pem\" }}\n"
    )
}

/// A permit system that is registered.
pub struct PermitSystem {
    /// Its `client_id`.
    pub id: String,
    key: EcdsaKeyPair,
    client: Client,
    base: String,
}

/// How a permit system is registered.
pub struct Registration<'a> {
    /// Code of the municipality.
    pub municipality: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Where it calls from, in CIDR notation.
    pub network: &'a str,
    /// What it may do.
    pub scopes: &'a [&'a str],
    /// Its certificate, where it has one.
    pub identity: Option<&'a Identity>,
}

impl PermitSystem {
    /// Registers a permit system that comes from the loopback address.
    pub fn register(world: &World, municipality: &str, name: &str, scopes: &[&str]) -> Result<Self> {
        Self::with(
            world,
            &Registration { municipality, name, network: "127.0.0.1/32", scopes, identity: None },
        )
    }

    /// Registers a permit system as described. One with a certificate shows it on every connection.
    pub fn with(world: &World, new: &Registration<'_>) -> Result<Self> {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).context("key")?;
        let file = public_key_file(world, new.name, &key)?.display().to_string();
        let mut line = vec!["api-client", "add", "--municipality", new.municipality, "--name", new.name];
        line.extend(["--network", new.network, "--public-key", &file]);
        line.extend(new.scopes.iter().flat_map(|scope| ["--scope", scope]));
        let certificate = new.identity.map(|identity| identity.certificate.display().to_string());
        line.extend(certificate.iter().flat_map(|file| ["--certificate", file.as_str()]));
        let told = world.command(&line)?;
        let id = told.trim().trim_end_matches('.').rsplit(' ').next().context("no client_id")?.to_owned();
        let client = client(world, None, new.identity)?;
        let system = Self { id, key, client, base: String::new() };
        if world.addresses().is_ok() { system.at(world) } else { Ok(system) }
    }

    /// The same permit system, calling the server that runs now.
    pub fn at(mut self, world: &World) -> Result<Self> {
        let address = world.addresses()?.api.as_ref().context("the server has no API")?;
        self.base = format!("https://{address}/api/v1");
        Ok(self)
    }

    /// The same permit system, calling from another address.
    pub fn calling_from(mut self, world: &World, address: IpAddr) -> Result<Self> {
        self.client = client(world, Some(address), None)?;
        Ok(self)
    }

    /// The same permit system, showing this certificate, or none.
    pub fn showing(mut self, world: &World, identity: Option<&Identity>) -> Result<Self> {
        self.client = client(world, None, identity)?;
        Ok(self)
    }

    /// A request to a path below `/api/v1`.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    /// Claims that prove it now, with a `jti` of their own.
    #[must_use]
    pub fn claims(&self) -> Value {
        let now = crate::keys::now().as_second();
        let jti = hex::encode(random());
        json!({ "iss": self.id, "sub": self.id, "aud": format!("{ORIGIN}/api/v1/oauth/token"), "jti": jti,
                "iat": now, "exp": now + 120 })
    }

    /// Signs claims with its key.
    #[must_use]
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = self.key.sign(&SystemRandom::new(), signed.as_bytes());
        let signature = signature.map(|signature| URL_SAFE_NO_PAD.encode(signature.as_ref()));
        format!("{signed}.{}", signature.unwrap_or_default())
    }

    /// A fresh assertion.
    #[must_use]
    pub fn assertion(&self) -> String {
        self.sign(&json!({ "alg": "ES256", "typ": "JWT" }), &self.claims())
    }

    /// Asks for a token with an assertion.
    pub async fn ask(&self, assertion: &str, scope: Option<&str>) -> Result<Answer> {
        let mut form = vec![
            ("grant_type", "client_credentials"),
            ("client_assertion_type", JWT_BEARER),
            ("client_assertion", assertion),
        ];
        form.extend(scope.map(|scope| ("scope", scope)));
        send(self.request(Method::POST, "/oauth/token").form(&form)).await
    }

    /// A token for everything that it may do.
    pub async fn token(&self) -> Result<String> {
        let answer = self.ask(&self.assertion(), None).await?;
        ensure!(answer.status.is_success(), "no token: {} {}", answer.status, answer.body);
        let body: Value = serde_json::from_str(&answer.body)?;
        let token = body.get("access_token").and_then(Value::as_str);
        Ok(token.context("no access_token")?.to_owned())
    }

    /// Sends a request with a token and, where there is one, a body.
    pub async fn call(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer> {
        self.call_under(token, method, path, body, &hex::encode(random())).await
    }

    /// As [`PermitSystem::call`], under this idempotency key.
    pub async fn call_under(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: Option<&Value>,
        key: &str,
    ) -> Result<Answer> {
        let request = self.request(method, path).bearer_auth(token).header("idempotency-key", key);
        send(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }
}

fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    // The tests' randomness cannot fail where the server's works.
    aws_lc_rs::rand::fill(&mut bytes).unwrap_or_default();
    bytes
}

fn public_key_file(world: &World, name: &str, key: &EcdsaKeyPair) -> Result<PathBuf> {
    let spki: PublicKeyX509Der<'_> = key.public_key().as_der().context("public key")?;
    let file = PathBuf::from(world.pki(&format!("{name}.assertion.pub.pem")));
    let body = STANDARD.encode(spki.as_ref());
    fs::write(&file, format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"))?;
    Ok(file)
}

fn client(world: &World, address: Option<IpAddr>, identity: Option<&Identity>) -> Result<Client> {
    crate::install_crypto();
    let authority = Certificate::from_pem(&fs::read(world.authority.certificate())?)?;
    let mut builder = Client::builder().add_root_certificate(authority).local_address(address);
    if let Some(identity) = identity {
        let pem = [fs::read(&identity.key)?, fs::read(&identity.certificate)?].concat();
        builder = builder.identity(reqwest::Identity::from_pem(&pem)?);
    }
    Ok(builder.build()?)
}

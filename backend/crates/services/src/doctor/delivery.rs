//! What a first export needs: the municipality's number, a configured profile, and a CJIB that answers.

use std::time::Duration;

use poortwacht_store::Scope;
use poortwacht_store::municipalities::{self, Municipality};
use reqwest::Url;
use tokio::net::TcpStream;

use super::{Blocks, Finding, unusable};
use crate::{CjibConfig, ServiceError, Services, export};

/// Longer than this nobody waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) async fn examine(services: &Services) -> Result<Vec<Finding>, ServiceError> {
    let scope = Scope::job("doctor");
    let all = services.store().read(move |conn| Ok::<_, ServiceError>(municipalities::all(conn, &scope)?));
    let without = all.await?.into_iter().filter(|municipality| municipality.oin.is_none());
    let mut findings: Vec<Finding> = without.map(|municipality| no_oin(&municipality)).collect();
    findings.extend(unsettled(services).await?);
    findings.extend(match &services.config().cjib {
        Some(config) => of_config(config).await,
        None => Some(not_configured()),
    });
    Ok(findings)
}

/// After an older database was put back nothing goes out until the lists are compared.
async fn unsettled(services: &Services) -> Result<Option<Finding>, ServiceError> {
    let months = export::unsettled(services).await?;
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return Ok(None) };
    let text = format!(
        "since an older database was recovered the CJIB's lists of {first} to {last} are not settled"
    );
    let fix =
        "poortwacht export reconcile; what it names as missing here: poortwacht export reconcile --adopt";
    Ok(Some(Finding::new(Blocks::Nothing, text, fix)))
}

fn no_oin(municipality: &Municipality) -> Finding {
    Finding::new(
        Blocks::FirstExport,
        format!("{} ({}): has no organisation number (OIN)", municipality.name, municipality.code),
        "poortwacht municipality set-oin --code CODE --oin OIN",
    )
}

fn not_configured() -> Finding {
    let fix = "add the section [cjib] to the configuration: profile, url, ca_file and tls";
    Finding::new(Blocks::FirstExport, "delivery to the CJIB is not configured", fix)
}

/// The first thing that keeps the profile from working.
async fn of_config(config: &CjibConfig) -> Option<Finding> {
    if let Err(error) = export::profile(config) {
        return Some(unusable(Blocks::FirstExport, "cjib", &error));
    }
    match reach(&config.url).await {
        Ok(()) => None,
        Err(why) => Some(Finding::new(
            Blocks::FirstExport,
            format!("the CJIB cannot be reached at {}: {why}", config.url),
            "check cjib.url and that the firewall lets this machine out to it",
        )),
    }
}

async fn reach(url: &str) -> Result<(), String> {
    let url = Url::parse(url).map_err(|error| error.to_string())?;
    let host = url.host_str().ok_or("it names no host")?.trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().ok_or("it names no port")?;
    match tokio::time::timeout(PATIENCE, TcpStream::connect((host, port))).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("no answer within five seconds".to_owned()),
    }
}

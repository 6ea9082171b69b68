//! Events for other systems, where there are receivers: that they are taken, and none was given up unseen.

use poortwacht_store::municipalities;

use super::{Blocks, Finding, unusable};
use crate::events_out::{EventHealth, EventsConfig, health};
use crate::{ServiceError, Services};

/// From this many failed attempts on a receiver is not only away for a moment.
const FAILURES: u64 = 6;

pub(super) async fn examine(services: &Services) -> Result<Vec<Finding>, ServiceError> {
    let mut findings = Vec::new();
    if let Some(config) = &services.config().events {
        findings.extend(config.check().err().map(|error| unusable(Blocks::Nothing, "events", &error)));
        findings.extend(strangers(services, config).await?);
    }
    for one in health(services).await? {
        findings.extend(failing(&one));
        findings.extend(given_up(&one));
        findings.extend(forgotten(&one));
    }
    Ok(findings)
}

/// Receivers of municipalities that are not here get nothing.
async fn strangers(services: &Services, config: &EventsConfig) -> Result<Vec<Finding>, ServiceError> {
    let scope = poortwacht_store::Scope::job("doctor");
    let all = services.store().read(move |conn| Ok::<_, ServiceError>(municipalities::all(conn, &scope)?));
    let codes: Vec<String> = all.await?.into_iter().map(|municipality| municipality.code).collect();
    let unknown = config.receivers.iter().filter(|receiver| !codes.contains(&receiver.municipality));
    let told = |name: &str, code: &str| {
        let text = format!("events.receivers[{name}].municipality names {code}, which is not here");
        Finding::new(Blocks::Nothing, text, "see `poortwacht municipality list` for the codes")
    };
    Ok(unknown.map(|receiver| told(&receiver.name, &receiver.municipality)).collect())
}

fn failing(one: &EventHealth) -> Option<Finding> {
    if !one.configured || one.state.failures < FAILURES {
        return None;
    }
    let why = one.state.last_error.as_deref().unwrap_or("no reason is known");
    let text = format!(
        "{} does not take events: {} attempts failed, {} events wait; the last time: {why}",
        one.receiver, one.state.failures, one.backlog.waiting
    );
    Some(Finding::new(
        Blocks::Nothing,
        text,
        "see that the receiver runs and that its url, ca_file and secrets fit",
    ))
}

fn given_up(one: &EventHealth) -> Option<Finding> {
    (one.backlog.given_up > 0).then(|| {
        let text = format!("{} events for {} were given up", one.backlog.given_up, one.receiver);
        Finding::new(
            Blocks::Nothing,
            text,
            "mend the receiver, then `poortwacht events retry`; or tell it the state of things anew",
        )
    })
}

fn forgotten(one: &EventHealth) -> Option<Finding> {
    (!one.configured && one.backlog.waiting > 0).then(|| {
        let text =
            format!("{} events wait for {}, which is not configured", one.backlog.waiting, one.receiver);
        Finding::new(
            Blocks::Nothing,
            text,
            "configure it again; otherwise they are deleted after thirty days",
        )
    })
}

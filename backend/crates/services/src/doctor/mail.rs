//! Deadlines by mail: that they can be sent, and that each duty has a mailbox.

use poortwacht_store::municipalities;

use super::{Blocks, Finding, unusable};
use crate::deadline_mail::{LATE_AFTER_SECONDS, MailConfig, MailHealth, health, told_roles, waiting_seconds};
use crate::{ServiceError, Services};

pub(super) async fn examine(services: &Services) -> Result<Vec<Finding>, ServiceError> {
    let Some(config) = &services.config().mail else { return Ok(Vec::new()) };
    let mut findings: Vec<Finding> =
        config.check().err().map(|error| unusable(Blocks::Nothing, "mail", &error)).into_iter().collect();
    findings.extend(addresses(services, config).await?);
    let health = health(services).await?;
    findings.extend(late(&health, waiting_seconds(services, &health)));
    findings.extend(given_up(&health));
    Ok(findings)
}

/// Roles without a mailbox hear nothing, and a municipality that is not here neither.
async fn addresses(services: &Services, config: &MailConfig) -> Result<Vec<Finding>, ServiceError> {
    let scope = poortwacht_store::Scope::job("doctor");
    let read = services.store().read(move |conn| Ok::<_, ServiceError>(municipalities::all(conn, &scope)?));
    let codes: Vec<String> = read.await?.into_iter().map(|municipality| municipality.code).collect();
    let unknown = config.addresses.iter().filter(|one| !codes.contains(&one.municipality)).map(|one| {
        let text = format!("mail.addresses names {}, which is not here", one.municipality);
        Finding::new(Blocks::Nothing, text, "see `poortwacht municipality list` for the codes")
    });
    let roles = told_roles();
    let every = codes.iter().flat_map(|code| roles.iter().map(move |role| (code, *role)));
    let deaf = every.filter(|(code, role)| config.address(code, *role).is_none()).map(|(code, role)| {
        let text = format!("deadlines of the {role} of {code} are not mailed to anybody");
        Finding::new(Blocks::Nothing, text, "add a mailbox under [[mail.addresses]]")
    });
    Ok(unknown.chain(deaf).collect())
}

fn late(health: &MailHealth, seconds: i64) -> Option<Finding> {
    (seconds >= LATE_AFTER_SECONDS).then(|| {
        let why = health.last_error.as_deref().unwrap_or("no process has sent any");
        let (waiting, minutes) = (health.waiting, seconds / 60);
        let text = format!("{waiting} mails about deadlines wait, the oldest for {minutes} minutes: {why}");
        Finding::new(
            Blocks::Nothing,
            text,
            "see that the mail server takes mail and that mail.url, ca_file and password_file fit",
        )
    })
}

fn given_up(health: &MailHealth) -> Option<Finding> {
    (health.given_up > 0).then(|| {
        let text = format!("{} mails about deadlines were given up", health.given_up);
        Finding::new(Blocks::Nothing, text, "mend the mail server, then `poortwacht mail retry`")
    })
}

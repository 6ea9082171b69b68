//! The hourly look: a promise that does not hold is an alarm.

use poortwacht_domain::{PromiseLine, Standing};
use poortwacht_store::municipalities::{self, Municipality};

use super::{report, scope};
use crate::alarms::{self, Notice};
use crate::{ServiceError, Services};

/// Alarm: a promise does not hold. Its subject is the promise and the municipality.
pub(crate) const ALARM_BROKEN: &str = "promise_broken";

/// Looks at every municipality and raises or clears the alarms. How many promises do not hold.
///
/// # Errors
/// Those of store and key store.
pub(crate) async fn watch(services: &Services) -> Result<u64, ServiceError> {
    let read = |conn: &mut _| Ok::<_, ServiceError>(municipalities::all(conn, &scope())?);
    let mut broken = 0;
    for municipality in services.store().read(read).await? {
        for line in report(services, municipality.id).await?.promises {
            broken += u64::from(line.standing == Standing::Broken);
            tell(services, &municipality, &line).await?;
        }
    }
    metrics::gauge!("poortwacht_promises_broken").set(f64::from(u32::try_from(broken).unwrap_or(u32::MAX)));
    Ok(broken)
}

async fn tell(
    services: &Services,
    municipality: &Municipality,
    line: &PromiseLine,
) -> Result<(), ServiceError> {
    let subject = format!("{}/{}", municipality.code, line.promise);
    if line.standing != Standing::Broken {
        return alarms::clear(services, ALARM_BROKEN, &subject).await;
    }
    let detail = serde_json::to_string(&line.facts)
        .map_err(|error| ServiceError::Damaged(format!("evidence of a promise: {error}")))?;
    let notice = Notice { kind: ALARM_BROKEN, subject, municipality: Some(municipality.id), detail };
    alarms::raise(services, notice).await
}

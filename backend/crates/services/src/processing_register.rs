//! The record of processing activities, as it is published: terms from the live configuration, no personal data.

use poortwacht_domain::processing::{ActivityRecord, Keeping, RECORDS};
use poortwacht_domain::{MunicipalityId, ProcessingActivity, RetentionClass, SubjectKind};
use poortwacht_store::Scope;
use poortwacht_store::municipalities::{self, Municipality};
use serde::Serialize;

use crate::{ServiceError, Services};

/// Where the record is published, and who processes on the municipality's behalf.
#[derive(Debug, Clone, Default)]
pub struct RegisterConfig {
    /// Address under which others reach the record, without a trailing slash; default is the portal's own.
    pub url: Option<String>,
    /// Who runs the system for the municipality; `None` where it does so itself.
    pub processor: Option<String>,
    /// Where questions go, for example the privacy officer's mail address.
    pub contact: Option<String>,
}

/// The whole record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Register {
    /// Who is responsible.
    pub controllers: Vec<Controller>,
    /// Who processes on their behalf.
    pub processor: Option<String>,
    /// Where questions go.
    pub contact: Option<String>,
    /// What the identifiers of data subjects in the processing log stand for.
    pub data_subject_id_types: Vec<SubjectIdType>,
    /// The activities.
    pub processing_activities: Vec<ActivityView>,
}

/// A municipality that is responsible for its processing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Controller {
    #[serde(skip)]
    id: MunicipalityId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its organisation number.
    pub oin: Option<String>,
}

/// A kind of pseudonym.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SubjectIdType {
    /// As it stands in the log.
    pub id: &'static str,
    /// What it is made from.
    pub description: &'static str,
}

/// One activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ActivityView {
    /// Its id, the last part of its address.
    pub id: &'static str,
    /// Its address, as the processing log's lines name it.
    pub uri: String,
    /// Its name.
    pub name: &'static str,
    /// What it is done for.
    pub purpose: &'static str,
    /// On what grounds.
    pub legal_basis: Vec<&'static str>,
    /// Categories of data.
    pub data_categories: Vec<&'static str>,
    /// Categories of data subjects.
    pub data_subject_categories: Vec<&'static str>,
    /// Categories of recipients.
    pub recipients: Vec<&'static str>,
    /// What is kept how long.
    pub retention: Vec<RetentionView>,
    /// Who is responsible.
    pub controllers: Vec<Controller>,
    /// Who processes on their behalf.
    pub processor: Option<String>,
    /// Where questions go.
    pub contact: Option<String>,
}

/// How long something is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RetentionView {
    /// What.
    pub what: &'static str,
    /// For how long, an ISO 8601 duration; absent where nothing personal is kept, or as long as it is in use.
    pub term: Option<String>,
    /// From when that counts.
    pub from: &'static str,
    /// Controllers with another term.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub otherwise: Vec<OwnTerm>,
}

/// A controller's own term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnTerm {
    /// Code of the controller.
    pub controller: String,
    /// For how long, an ISO 8601 duration.
    pub term: String,
}

/// Address of the list; an activity's id follows after a slash.
pub(crate) fn address(services: &Services) -> String {
    let config = services.config();
    let base = config.register.url.as_deref().unwrap_or(&config.portal_origin);
    format!("{}/processing-activities", base.trim_end_matches('/'))
}

/// The record.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn register(services: &Services) -> Result<Register, ServiceError> {
    let controllers = controllers(services).await?;
    let config = &services.config().register;
    let activities = RECORDS.iter().map(|record| view(services, record, &controllers));
    Ok(Register {
        processing_activities: activities.collect(),
        data_subject_id_types: SubjectKind::ALL.iter().map(|kind| id_type(*kind)).collect(),
        processor: config.processor.clone(),
        contact: config.contact.clone(),
        controllers,
    })
}

/// One activity of the record.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Unavailable`].
pub async fn activity(services: &Services, id: &str) -> Result<ActivityView, ServiceError> {
    let unknown = ServiceError::NotFound("processing activity");
    let Ok(activity) = id.parse::<ProcessingActivity>() else { return Err(unknown) };
    let record = poortwacht_domain::processing::record_of(activity).ok_or(unknown)?;
    Ok(view(services, record, &controllers(services).await?))
}

async fn controllers(services: &Services) -> Result<Vec<Controller>, ServiceError> {
    let scope = Scope::job("record of processing activities");
    let all = services.store().read(move |conn| Ok::<_, ServiceError>(municipalities::all(conn, &scope)?));
    let controller = |Municipality { id, code, name, oin, .. }| Controller { id, code, name, oin };
    Ok(all.await?.into_iter().map(controller).collect())
}

fn view(services: &Services, record: &ActivityRecord, controllers: &[Controller]) -> ActivityView {
    let config = services.config();
    let kept = |keeping: &Keeping| RetentionView {
        what: keeping.what,
        term: keeping.class.and_then(|class| config.retention.duration(class)),
        from: keeping.from,
        otherwise: keeping.class.map(|class| own_terms(services, class, controllers)).unwrap_or_default(),
    };
    ActivityView {
        id: record.activity.as_str(),
        uri: format!("{}/{}", address(services), record.activity),
        name: record.name,
        purpose: record.purpose,
        legal_basis: record.legal_basis.to_vec(),
        data_categories: record.data.to_vec(),
        data_subject_categories: record.subjects.to_vec(),
        recipients: record.recipients.to_vec(),
        retention: record.kept.iter().map(kept).collect(),
        controllers: controllers.to_vec(),
        processor: config.register.processor.clone(),
        contact: config.register.contact.clone(),
    }
}

/// The controllers whose term is not the installation's.
fn own_terms(services: &Services, class: RetentionClass, controllers: &[Controller]) -> Vec<OwnTerm> {
    let first = services.first_terms().term(class);
    let own = controllers.iter().filter_map(|controller| {
        let term = services.terms(controller.id).term(class);
        let differs = term != first;
        differs
            .then(|| Some(OwnTerm { controller: controller.code.clone(), term: term.duration()? }))
            .flatten()
    });
    own.collect()
}

fn id_type(kind: SubjectKind) -> SubjectIdType {
    let description = match kind {
        SubjectKind::Case => {
            "pseudoniem van een zaak (HMAC-SHA-256 van het willekeurige zaaknummer, per gemeente)"
        }
        SubjectKind::ExemptionHolder => {
            "pseudoniem van een ontheffing (HMAC-SHA-256 van het willekeurige ontheffingsnummer, per gemeente)"
        }
    };
    SubjectIdType { id: kind.as_str(), description }
}

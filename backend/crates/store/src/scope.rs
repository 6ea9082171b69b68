//! Whose data a query may see.

use poortwacht_domain::ids::MunicipalityId;

use crate::error::StoreError;

/// The reach of a repository call. There is no default and no public way to the database without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope(Reach);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Reach {
    Municipality(MunicipalityId),
    Job(&'static str),
    Auditor(&'static str),
}

impl Scope {
    /// One municipality: rows of any other do not exist for this call.
    #[must_use]
    pub fn municipality(id: MunicipalityId) -> Self {
        Self(Reach::Municipality(id))
    }

    /// All municipalities, for the scheduled job or start-up step named by `reason`.
    #[must_use]
    pub fn job(reason: &'static str) -> Self {
        Self(Reach::Job(reason))
    }

    /// All municipalities, for an audit named by `reason`.
    #[must_use]
    pub fn auditor(reason: &'static str) -> Self {
        Self(Reach::Auditor(reason))
    }

    /// The one municipality this scope is limited to, if it is.
    #[must_use]
    pub fn only(&self) -> Option<MunicipalityId> {
        match self.0 {
            Reach::Municipality(id) => Some(id),
            Reach::Job(_) | Reach::Auditor(_) => None,
        }
    }

    /// Whether rows of this municipality are within reach.
    #[must_use]
    pub fn allows(&self, municipality: MunicipalityId) -> bool {
        self.only().is_none_or(|only| only == municipality)
    }

    /// The municipality's id as stored, for a filter; `None` means no filter.
    pub(crate) fn filter(&self) -> Option<String> {
        self.only().map(|id| id.to_string())
    }

    /// [`StoreError::NotFound`] when the municipality is out of reach: a stranger's row does not exist.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn check(&self, municipality: MunicipalityId) -> Result<(), StoreError> {
        if self.allows(municipality) { Ok(()) } else { Err(StoreError::NotFound) }
    }

    /// The one municipality of this scope.
    ///
    /// # Errors
    /// [`StoreError::Unscoped`] for a job's or auditor's scope.
    pub fn require(&self) -> Result<MunicipalityId, StoreError> {
        self.only().ok_or_else(|| StoreError::Unscoped(format!("{:?}", self.0)))
    }
}

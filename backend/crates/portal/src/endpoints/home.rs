//! The portal's own address: sends everybody to where they work.

use actix_web::{HttpRequest, HttpResponse};
use poortwacht_domain::Role;
use poortwacht_frontend::pages::home::HomePage;
use poortwacht_frontend::{Section, paths};

use crate::app::Shared;
use crate::failure::Failure;
use crate::guard::{self, Stop};
use crate::page;

/// `GET /`
pub(crate) async fn show(request: HttpRequest) -> Result<HttpResponse, Failure> {
    let shared = Shared::of(&request)?;
    match guard::session(&shared, &request).await {
        Ok(visit) => Ok(place(visit.actor().role).map_or_else(|| visit.show(HomePage), page::see)),
        Err(Stop::LogIn { over }) => Ok(guard::to_login(over)),
        Err(Stop::Fail(failure)) => Err(failure),
    }
}

/// The first thing that the navigation offers a role.
fn place(role: Role) -> Option<&'static str> {
    let section = Section::ALL.into_iter().find(|section| role.allows(section.permission()))?;
    Some(match section {
        Section::Stock => paths::STOCK,
        Section::Review => paths::REVIEW,
        Section::Search => paths::SEARCH,
        Section::SecondLook => paths::SECOND_LOOKS,
        Section::Quality => paths::QUALITY,
        Section::Cjib => paths::CJIB,
        Section::Figures => paths::FIGURES,
        Section::Exemptions => paths::EXEMPTIONS,
        Section::Locations => paths::LOCATIONS,
        Section::Inspections => paths::INSPECTIONS,
        Section::Units => paths::UNITS,
        Section::Users => paths::USERS,
        Section::Requests => paths::REQUESTS,
        Section::AccessReviews => paths::ACCESS_REVIEWS,
        Section::Log => paths::LOG,
        Section::Compliance => paths::COMPLIANCE,
        Section::Holds => paths::HOLDS,
        Section::Incidents => paths::INCIDENTS,
        Section::Persons => paths::PERSONS,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_starts_where_it_may_be() {
        assert_eq!(place(Role::Officer), Some(paths::STOCK));
        assert_eq!(place(Role::Coordinator), Some(paths::STOCK));
        assert_eq!(place(Role::Administrator), Some(paths::EXEMPTIONS));
        assert_eq!(place(Role::Auditor), Some(paths::COMPLIANCE));
    }
}

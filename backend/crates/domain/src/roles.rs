//! Roles and what they may do. A role is one person's; there are no group accounts (BIO2).

text_enum! {
    /// What an account is for. One account has one role.
    pub enum Role {
        /// BOA: judges cases.
        Officer = "officer",
        /// Leads the officers, watches quality, returns and batches.
        Coordinator = "coordinator",
        /// Keeps exemptions, locations, units and accounts.
        Administrator = "administrator",
        /// Functionaris gegevensbescherming.
        PrivacyOfficer = "privacy_officer",
        /// CISO.
        SecurityOfficer = "security_officer",
        /// Reads the ledger and the compliance page from outside.
        Auditor = "auditor",
    }
}

text_enum! {
    /// What a route may demand.
    pub enum Permission {
        /// See the counts of the work stock.
        ViewStock = "view_stock",
        /// Claim, judge, skip and undo.
        Review = "review",
        /// Open one case with its timeline.
        ViewCase = "view_case",
        /// Search open cases at one location.
        Search = "search",
        /// Search wider, or for what is older than a year.
        SearchWide = "search_wide",
        /// Take a case's dossier or the picture for the offender out of the system.
        IssueDossier = "issue_dossier",
        /// List, add and end exemptions.
        ManageExemptions = "manage_exemptions",
        /// Change location dossiers.
        ManageLocations = "manage_locations",
        /// Record inspections of the signs (schouw).
        InspectSigns = "inspect_signs",
        /// Register, suspend and revoke units, and change their keys.
        ManageUnits = "manage_units",
        /// See the units and their health.
        ViewUnits = "view_units",
        /// Read the municipality's own ledger.
        ReadLedger = "read_ledger",
        /// Change one's own password and log out.
        ManageOwnAccount = "manage_own_account",
        /// See the batches for the CJIB and put what came back on the desk.
        WatchDelivery = "watch_delivery",
        /// See the figures about quality and take cases off desks.
        WatchQuality = "watch_quality",
        /// Look again at what a colleague decided.
        SecondLook = "second_look",
        /// Keep accounts, authorisations and address ranges, and ask for what takes a second person.
        ManageAccess = "manage_access",
        /// Decide what somebody else asked for.
        Approve = "approve",
        /// Look through who has access.
        ReviewAccess = "review_access",
        /// See figures without personal data.
        ViewFigures = "view_figures",
        /// See whether every promise is kept, and take the evidence for it out.
        ViewCompliance = "view_compliance",
        /// Keep cases beyond their term: ask, agree, review and release.
        HoldCases = "hold_cases",
        /// See and change how long what is kept: propose, and confirm what somebody else proposed.
        SetTerms = "set_terms",
        /// Report an incident.
        ReportIncidents = "report_incidents",
        /// Keep the register of incidents.
        ManageIncidents = "manage_incidents",
        /// Answer persons who ask about their own data: find, tell, restrict.
        HandlePersonRequests = "handle_person_requests",
        /// Draw random samples, of what the role may see, and record what an inspection of them found.
        DrawSamples = "draw_samples",
    }
}

/// What an administrator may do.
const ADMINISTRATION: &[Permission] = &[
    Permission::ManageAccess,
    Permission::Approve,
    Permission::ReviewAccess,
    Permission::ManageExemptions,
    Permission::ManageLocations,
    Permission::InspectSigns,
    Permission::ManageUnits,
    Permission::ViewUnits,
    Permission::ViewFigures,
    Permission::ReportIncidents,
    Permission::ManageOwnAccount,
];

/// What the privacy officer may do.
const PRIVACY: &[Permission] = &[
    Permission::ViewCompliance,
    Permission::ViewCase,
    Permission::IssueDossier,
    Permission::HoldCases,
    Permission::SetTerms,
    Permission::HandlePersonRequests,
    Permission::ReadLedger,
    Permission::DrawSamples,
    Permission::ManageIncidents,
    Permission::ReportIncidents,
    Permission::ManageOwnAccount,
];

impl Role {
    /// Everything this role may do.
    #[must_use]
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission::{
            Approve, DrawSamples, HoldCases, InspectSigns, IssueDossier, ManageIncidents, ManageOwnAccount,
            ReadLedger, ReportIncidents, Review, ReviewAccess, Search, SearchWide, SecondLook, SetTerms,
            ViewCase, ViewCompliance, ViewFigures, ViewStock, WatchDelivery, WatchQuality,
        };
        match self {
            Self::Officer => &[
                ViewStock,
                Review,
                ViewCase,
                Search,
                SecondLook,
                IssueDossier,
                InspectSigns,
                ReportIncidents,
                ManageOwnAccount,
            ],
            Self::Coordinator => &[
                ViewStock,
                ViewCase,
                Search,
                SearchWide,
                IssueDossier,
                WatchDelivery,
                WatchQuality,
                DrawSamples,
                ViewFigures,
                HoldCases,
                ReportIncidents,
                ManageOwnAccount,
            ],
            Self::Administrator => ADMINISTRATION,
            Self::PrivacyOfficer => PRIVACY,
            Self::SecurityOfficer => &[
                ViewCompliance,
                SetTerms,
                Approve,
                ReviewAccess,
                ReadLedger,
                ManageIncidents,
                ReportIncidents,
                ManageOwnAccount,
            ],
            Self::Auditor => &[ViewCompliance, ReadLedger, ReportIncidents, ManageOwnAccount],
        }
    }

    /// Whether the role gives power over other people's access or over what was recorded of it (BIO2: privileged access
    /// rights).
    #[must_use]
    pub const fn is_privileged(self) -> bool {
        matches!(self, Self::Administrator | Self::PrivacyOfficer | Self::SecurityOfficer)
    }

    /// Whether this role may do what `permission` covers.
    #[must_use]
    pub fn allows(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
}

/// Whether one person may not hold both roles: nobody is administrator and officer at once, because who
/// judges a case must not be able to enter the exemption that ends it.
#[must_use]
pub const fn incompatible(one: Role, other: Role) -> bool {
    matches!((one, other), (Role::Officer, Role::Administrator) | (Role::Administrator, Role::Officer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_officer_judges() {
        for role in Role::ALL {
            assert_eq!(role.allows(Permission::Review), *role == Role::Officer, "{role}");
        }
    }

    #[test]
    fn an_administrator_sees_no_case() {
        for permission in [Permission::ViewCase, Permission::Search, Permission::SearchWide] {
            assert!(!Role::Administrator.allows(permission), "{permission}");
        }
    }

    #[test]
    fn nobody_who_works_on_cases_reads_the_ledger() {
        let readers = Role::ALL.iter().filter(|role| role.allows(Permission::ReadLedger));
        assert_eq!(
            readers.copied().collect::<Vec<_>>(),
            [Role::PrivacyOfficer, Role::SecurityOfficer, Role::Auditor]
        );
    }

    #[test]
    fn everybody_manages_their_own_account_and_reports_incidents() {
        for permission in [Permission::ManageOwnAccount, Permission::ReportIncidents] {
            assert!(Role::ALL.iter().all(|role| role.allows(permission)), "{permission}");
        }
    }

    #[test]
    fn every_permission_belongs_to_some_role() {
        for permission in Permission::ALL {
            assert!(Role::ALL.iter().any(|role| role.allows(*permission)), "{permission}");
        }
    }

    #[test]
    fn nobody_is_administrator_and_officer_at_once_and_the_rule_has_no_direction() {
        assert!(incompatible(Role::Officer, Role::Administrator));
        for one in Role::ALL {
            assert!(!incompatible(*one, *one));
            for other in Role::ALL {
                assert_eq!(incompatible(*one, *other), incompatible(*other, *one));
            }
        }
    }
}

//! What every page needs to know besides its own content.

use crate::texts::Texts;
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Language, Permission, Role};

/// Addresses of the static files, with the hash of their content in the name.
#[derive(Clone, Debug)]
pub struct AssetUrls {
    /// The one style sheet.
    pub style: String,
    /// Loader of the islands; nothing where they were not built.
    pub islands: Option<String>,
    /// The icon in the browser's tab.
    pub icon: String,
}

/// Who reads the page.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The account's display name.
    pub name: String,
    /// Decides what the navigation offers; the portal decides what a request may do.
    pub role: Role,
    /// Name of the viewer's municipality.
    pub municipality: String,
    /// What an officer must be told about the authorisation.
    pub warning: Option<TermWarning>,
}

/// What an officer must be told about the authorisation (akte).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermWarning {
    /// None follows the one that ends.
    Ends {
        /// The first instant at which it no longer holds.
        at: Timestamp,
        /// Until then.
        left: SignedDuration,
    },
    /// None holds now.
    Missing,
    /// Suspended since then: access was set up anew.
    Suspended(Timestamp),
}

/// What one municipality adds to every page.
#[derive(Clone, Debug, Default)]
pub struct Local {
    /// Where its people get help, in the page's language.
    pub help: Option<String>,
    /// Address of the style sheet with its own theme.
    pub theme: Option<String>,
}

/// What every page is drawn with.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The catalogue of the viewer's language.
    pub texts: &'static Texts,
    /// Addresses of the static files.
    pub assets: AssetUrls,
    /// Nobody before login and on error pages without a session.
    pub viewer: Option<Viewer>,
    /// Goes into the hidden field `form_token` of every form. Empty before login.
    pub form_token: String,
    /// A demo says on every page that nothing in it is real.
    pub demo: bool,
    /// The page's own address where it can be opened again; choosing a language leads back there.
    pub place: String,
    /// The language that a reader without a session chose, carried on by the forms.
    pub chosen: Option<Language>,
    /// What the reader's municipality adds.
    pub local: Local,
}

/// The items of the navigation, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Work stock.
    Stock,
    /// Review desk.
    Review,
    /// Search.
    Search,
    /// Decisions of colleagues to be looked at again.
    SecondLook,
    /// Quality for the coordinator.
    Quality,
    /// The traffic with the CJIB.
    Cjib,
    /// Figures without personal data.
    Figures,
    /// Exemptions.
    Exemptions,
    /// Locations and their dossiers.
    Locations,
    /// Inspections of the signs.
    Inspections,
    /// Roadside units.
    Units,
    /// Accounts, authorisations, address ranges.
    Users,
    /// Requests for a second person.
    Requests,
    /// Reviews of who has access.
    AccessReviews,
    /// Whether every promise is kept.
    Compliance,
    /// The ledger.
    Log,
    /// Cases that are kept beyond their term.
    Holds,
    /// The register of incidents.
    Incidents,
    /// Requests of persons about their own data.
    Persons,
}

impl Section {
    /// All items in the order of the navigation.
    pub const ALL: [Self; 19] = [
        Self::Stock,
        Self::Review,
        Self::Search,
        Self::SecondLook,
        Self::Quality,
        Self::Cjib,
        Self::Exemptions,
        Self::Locations,
        Self::Inspections,
        Self::Units,
        Self::Figures,
        Self::Compliance,
        Self::Log,
        Self::Holds,
        Self::Incidents,
        Self::Persons,
        Self::Users,
        Self::Requests,
        Self::AccessReviews,
    ];

    /// What an account must be allowed for the item to be offered.
    #[must_use]
    pub const fn permission(self) -> Permission {
        match self {
            Self::Stock => Permission::ViewStock,
            Self::Review => Permission::Review,
            Self::Search => Permission::Search,
            Self::SecondLook => Permission::SecondLook,
            Self::Quality => Permission::WatchQuality,
            Self::Cjib => Permission::WatchDelivery,
            Self::Figures => Permission::ViewFigures,
            Self::Exemptions => Permission::ManageExemptions,
            Self::Locations => Permission::ManageLocations,
            Self::Inspections => Permission::InspectSigns,
            Self::Units => Permission::ViewUnits,
            Self::Users => Permission::ManageAccess,
            Self::Requests => Permission::Approve,
            Self::AccessReviews => Permission::ReviewAccess,
            Self::Log => Permission::ReadLedger,
            Self::Compliance => Permission::ViewCompliance,
            Self::Holds => Permission::HoldCases,
            Self::Incidents => Permission::ManageIncidents,
            Self::Persons => Permission::HandlePersonRequests,
        }
    }

    /// The heading under which the item stands where the reader has others of it too.
    #[must_use]
    pub const fn group(self) -> Option<Group> {
        match self {
            Self::Locations | Self::Inspections | Self::Units => Some(Group::Roadside),
            Self::Holds | Self::Persons => Some(Group::Rights),
            Self::Users | Self::Requests | Self::AccessReviews => Some(Group::Access),
            _ => None,
        }
    }
}

/// Items of the navigation that open from one heading: all of them side by side do not fit a screen of 1280 pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Places, signs and cameras.
    Roadside,
    /// What is kept longer, and what persons ask.
    Rights,
    /// Who works here, and what they may do.
    Access,
}

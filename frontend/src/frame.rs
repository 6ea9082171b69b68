//! What every page needs to know besides its own content.

use crate::texts::Texts;
use poortwacht_domain::{Permission, Role};

/// Addresses of the static files, with the hash of their content in the name.
#[derive(Clone, Debug)]
pub struct AssetUrls {
    /// The one style sheet.
    pub style: String,
    /// Keyboard of the review desk.
    pub desk_script: String,
    /// Drawing in the mask editor.
    pub mask_script: String,
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
    /// Exemptions.
    Exemptions,
    /// Roadside units.
    Units,
    /// The ledger.
    Log,
}

impl Section {
    /// All items in the order of the navigation.
    pub const ALL: [Self; 6] =
        [Self::Stock, Self::Review, Self::Search, Self::Exemptions, Self::Units, Self::Log];

    /// What an account must be allowed for the item to be offered.
    #[must_use]
    pub const fn permission(self) -> Permission {
        match self {
            Self::Stock => Permission::ViewStock,
            Self::Review => Permission::Review,
            Self::Search => Permission::Search,
            Self::Exemptions => Permission::ManageExemptions,
            Self::Units => Permission::ViewUnits,
            Self::Log => Permission::ReadLedger,
        }
    }
}

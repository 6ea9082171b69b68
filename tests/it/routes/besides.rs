//! What answers leave beside the entry they declare.

use poortwacht_domain::Act;
use poortwacht_portal::routes::Endpoint;

/// Entries that an answer may leave once beside its own, and why. These are all there are.
pub const fn besides(endpoint: Endpoint) -> &'static [(Act, &'static str)] {
    match endpoint {
        Endpoint::OffenderPicture => {
            &[(Act::KeyEvent, "where the vehicle stands is read before anything is disclosed")]
        }
        Endpoint::Mask => &[(Act::KeyEvent, "the picture is opened for work before it is masked")],
        Endpoint::LogIn => {
            &[(Act::RecoveryCodeUsed, "a recovery code that stood in for the authenticator is used up")]
        }
        Endpoint::Next => &[(Act::CaseClaimed, "the next case is claimed before it is sent ahead")],
        Endpoint::Confirm | Endpoint::Dismiss | Endpoint::Skip => {
            &[(Act::CaseClaimed, "the next case is claimed at once, where one waits")]
        }
        Endpoint::Undo => {
            &[(Act::CaseReleased, "the case on the desk is given back for the one that returns")]
        }
        Endpoint::CorrectPlate => &[
            (Act::KeyEvent, "the reading is opened to be compared with exemptions and sealed anew"),
            (Act::CaseShown, "the desk is shown as it is now, with what was typed beside the correction"),
        ],
        Endpoint::UploadExemptions => {
            &[(Act::KeyEvent, "the file is looked through once it is there whole, seen by nobody")]
        }
        Endpoint::ImportExemptions => &[
            (Act::ExemptionListed, "the file is opened to be imported"),
            (Act::Destroyed, "a file that was imported is destroyed at once"),
        ],
        Endpoint::DecideLateStart => {
            &[(Act::ExemptionListed, "the plates are opened to find the cases that they cover")]
        }
        Endpoint::AddUser => &[(Act::ApprovalAsked, "a privileged account waits for a second person")],
        Endpoint::ReopenUser => &[(Act::ApprovalAsked, "who was here before waits for a second person")],
        Endpoint::ApproveRequest => &[
            (Act::CredentialsReset, "what was approved is done at once"),
            (Act::AccountUnlocked, "what was approved is done at once"),
            (Act::RoleChanged, "what was approved is done at once"),
            (Act::EnrolmentLinkMade, "what was approved is done at once"),
            (Act::AccountDeactivated, "what was approved is done at once, once for each account"),
            (Act::AddressAllowed, "what was approved is done at once"),
        ],
        _ => &[],
    }
}

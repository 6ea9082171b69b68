//! The page of one case.

use actix_web::HttpResponse;
use actix_web::web::Path;
use poortwacht_frontend::pages::case::{
    CaseDecision, CasePage, CasePictures, PendingDismissal, Sealed, TimelineEntry, Viewing, Who,
};
use poortwacht_frontend::pages::custody::{Custody, CustodyEntry, Hand, PictureCustody};
use poortwacht_frontend::texts::Texts;
use poortwacht_services::{case_view, custody};

use super::holds;
use crate::case_facts;
use crate::failure::Failure;
use crate::visit::Visit;

/// `GET /cases/{reference}`
pub(crate) async fn show(visit: Visit, reference: Path<String>) -> Result<HttpResponse, Failure> {
    let view = case_view::show(visit.services(), visit.actor(), &reference).await?;
    Ok(visit.show(page(view, visit.frame().texts)))
}

/// The page of an opened case.
pub(super) fn page(view: case_view::CaseView, texts: &'static Texts) -> CasePage {
    CasePage {
        reference: view.reference,
        state: view.state,
        captured_at: view.captured_at,
        received_at: view.received_at,
        location: view.location,
        destroy_after: view.destroy_after,
        pending: view
            .pending
            .map(|pending| PendingDismissal { due: pending.due, objected: pending.objected_at.is_some() }),
        hold: view.hold.map(holds::facts),
        may_hold: view.may_hold,
        restriction: view.restriction.map(|found| (found.ground, found.at)),
        may_restrict: view.may_restrict,
        may_annul: view.may_annul,
        plate: view.plate.map(case_facts::plate),
        vehicle: case_facts::vehicle(view.vehicle),
        exemption: case_facts::exemption(view.exemption),
        dossier: Some(case_facts::dossier(view.dossier)),
        decision: decision(view.decision, texts),
        pictures: pictures(view.pictures),
        timeline: view.timeline.into_iter().map(|entry| happened(entry, texts)).collect(),
        viewings: view.viewings.into_iter().map(|viewing| seen(viewing, texts)).collect(),
        custody: view.custody.map(|chain| chain_of_custody(chain, texts)),
        may_undo: view.may_undo,
        may_mask: view.may_mask,
        may_issue: view.may_issue,
    }
}

fn decision(decision: case_view::CaseDecision, texts: &'static Texts) -> CaseDecision {
    CaseDecision {
        decided_at: decision.decided_at,
        officer_number: decision.officer_number,
        dismissal: decision.dismissal,
        offence_code: decision.offence_code,
        vehicle_category: decision.vehicle_category,
        grounds: decision.grounds,
        seen: decision.seen,
        not_stopped_reason: decision.not_stopped_reason,
        gate_findings: decision.gate_findings.iter().map(|code| in_words(code, texts)).collect(),
    }
}

fn pictures(pictures: case_view::CasePictures) -> CasePictures {
    match pictures {
        case_view::CasePictures::Granted(granted) => {
            CasePictures::Granted(granted.into_iter().map(case_facts::picture).collect())
        }
        case_view::CasePictures::Sealed(why) => CasePictures::Sealed(match why {
            case_view::Sealed::Role => Sealed::Role,
            case_view::Sealed::Dismissed => Sealed::Dismissed,
            case_view::Sealed::Destroyed => Sealed::Destroyed,
        }),
    }
}

fn happened(entry: case_view::TimelineEntry, texts: &'static Texts) -> TimelineEntry {
    let detail = entry
        .detail
        .map(|codes| codes.split(", ").map(|code| in_words(code, texts)).collect::<Vec<_>>().join(", "));
    TimelineEntry { at: entry.at, act: entry.act, who: who(entry.who), detail }
}

fn seen(viewing: case_view::Viewing, texts: &'static Texts) -> Viewing {
    let reason = viewing.reason.map(|code| in_words(&code, texts));
    Viewing { at: viewing.at, who: who(viewing.who), act: viewing.act, reason, recipient: viewing.recipient }
}

fn chain_of_custody(chain: custody::Custody, texts: &'static Texts) -> Custody {
    let picture = |picture: custody::PictureCustody| PictureCustody {
        ordinal: picture.ordinal,
        kind: picture.kind,
        received_sha256: picture.received_sha256,
        sealed_sha256: picture.sealed_sha256,
        revision: picture.revision,
    };
    Custody {
        pictures: chain.pictures.into_iter().map(picture).collect(),
        signing_key: chain.signature.signing_key,
        certificate: chain.signature.certificate,
        key_valid_from: chain.signature.valid_from,
        entries: chain.entries.into_iter().map(|entry| in_custody(entry, texts)).collect(),
    }
}

fn in_custody(entry: custody::CustodyEntry, texts: &'static Texts) -> CustodyEntry {
    CustodyEntry {
        at: entry.at,
        act: entry.act,
        done: entry.done,
        who: match entry.hand {
            custody::Hand::Person(role) => Hand::Person(entry.by, role),
            custody::Hand::Unit => Hand::Unit(entry.by),
            custody::Hand::Operator => Hand::Operator,
            custody::Hand::Job | custody::Hand::System => Hand::System,
        },
        reason: entry.reason.map(|code| in_words(&code, texts)),
        detail: entry.detail.into_iter().map(|(member, value)| format!("{member}={value}")).collect(),
        number: format!("{}/{}", entry.ledger.entry.shard.within_log(), entry.ledger.entry.position),
        hash: entry.ledger.hash,
    }
}

fn who(who: case_view::Who) -> Who {
    match who {
        case_view::Who::Person(name) => Who::Person(name),
        case_view::Who::Unit(name) => Who::Unit(name),
        case_view::Who::System => Who::System,
    }
}

/// A code as the viewer's language has it. A code without words, as a return code of the CJIB, stands for itself.
pub(super) fn in_words(code: &str, texts: &'static Texts) -> String {
    let labels = &texts.labels;
    let dismissal = || code.parse().ok().map(labels.dismissal_reason);
    let state = || code.parse().ok().map(labels.case_state);
    let reason = || code.parse().ok().map(labels.search_reason);
    let disclosure = || code.parse().ok().map(labels.disclosure_reason);
    let masking = || code.parse().ok().map(labels.mask_reason);
    let annulment = || code.parse().ok().map(labels.annulment_ground);
    let reading = || code.parse().ok().map(labels.log_reason);
    let words = (labels.code)(code)
        .or_else(dismissal)
        .or_else(state)
        .or_else(reason)
        .or_else(disclosure)
        .or_else(masking)
        .or_else(annulment)
        .or_else(reading);
    words.unwrap_or(code).to_owned()
}

#[cfg(test)]
mod tests {
    use poortwacht_frontend::texts::Language;

    use super::*;

    #[test]
    fn codes_are_told_in_words_and_unknown_ones_as_they_are() {
        let texts = Texts::of(Language::Dutch);
        assert_eq!(in_words("review", texts), "beoordeling");
        assert_eq!(in_words("plate_unreadable", texts), "Kenteken onleesbaar");
        assert_eq!(in_words("confirmed", texts), "bevestigd");
        assert_eq!(in_words("U17", texts), "U17");
    }
}

//! Words of restricted cases.

use crate::texts::RestrictionTexts;

pub(super) const RESTRICTION: RestrictionTexts = RestrictionTexts {
    title: "Restriction",
    mark: "This case has been restricted since {}: {}. It is kept, and goes neither to the CJIB nor in a letter.",
    ground: "Ground of the restriction",
    ground_accuracy: "the person contests the accuracy, which is being verified",
    ground_unlawful: "the processing is unlawful and the person does not want erasure",
    ground_claim: "the person needs the data for a legal claim",
    ground_objection: "the person objected, and that has not been decided",
    restrict_lead: "Restrict the case when the person asked so and has a right to it. It does not go out until you lift the restriction. Its term goes on.",
    restrict: "Restrict the case",
    reason: "Reason to lift the restriction",
    reason_settled: "the ground is gone and the person was told",
    reason_legal_claim: "needed for a legal claim",
    reason_public_interest: "an important public interest",
    lift_lead: "Tell the person before you lift the restriction. After that the case goes out again if it meets the other conditions.",
    lift: "Lift the restriction",
};

//! Words of sanctions that were taken back.

use crate::texts::AnnulTexts;

pub(super) const ANNUL: AnnulTexts = AnnulTexts {
    title: "Sanction annulled",
    lead: "Note that the sanction was annulled or withdrawn. The case is then destroyed three months from now instead of five years after the act. The CJIB is not told of it: arrange the withdrawal there.",
    ground: "Ground of the annulment",
    document: "Number of the decision",
    document_hint: "Without plate or name. The number is destroyed with the case.",
    send: "Note the annulment",
};

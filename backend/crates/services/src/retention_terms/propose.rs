//! Proposing another term.

use poortwacht_domain::{Act, LongerGround, Permission, RecordId, RetentionClass, TermFlaw};
use poortwacht_store::retention_terms::{self as rows, ProposedTerm};
use poortwacht_store::{Plan, StoreError, Tx, texts};

use super::book::history;
use crate::blocking::off_worker;
use crate::flaw::{self, Flaw, Flaws};
use crate::ledger_text::{CommittedText, seal_text};
use crate::{Actor, FieldProblem, ServiceError, Services};

/// Longest reason, in characters.
const LONGEST: usize = 500;

/// The form, as typed.
#[derive(Debug, Clone, Default)]
pub struct TermForm {
    /// Code of the class.
    pub class: String,
    /// The number, in the unit of the class.
    pub amount: String,
    /// Code of the ground for a term longer than the usual most; empty without one.
    pub ground: String,
    /// Why, in words.
    pub reason: String,
}

/// What was typed, once it can be read.
struct Wanted {
    class: RetentionClass,
    amount: u32,
    ground: Option<LongerGround>,
    reason: String,
}

impl TermForm {
    fn read(&self) -> Result<Wanted, ServiceError> {
        let mut flaws = Flaws::default();
        let class = flaws.take("term_class", class(&self.class));
        let amount = flaws.take("term_amount", amount(&self.amount, class));
        let ground = flaws.take("term_ground", ground(&self.ground));
        let reason = flaws.take("term_reason", reason(&self.reason));
        flaws.check()?;
        let whole = class.zip(amount).zip(ground).zip(reason);
        let damaged = || ServiceError::Damaged("a form without flaws lacks a field".to_owned());
        let (((class, amount), ground), reason) = whole.ok_or_else(damaged)?;
        Ok(Wanted { class, amount, ground, reason })
    }
}

fn class(typed: &str) -> Result<RetentionClass, Flaw> {
    match typed.trim() {
        "" => Err(Flaw::Required),
        code => code
            .parse()
            .ok()
            .filter(|class: &RetentionClass| class.limits().is_some())
            .ok_or(Flaw::NotAChoice),
    }
}

fn amount(typed: &str, class: Option<RetentionClass>) -> Result<u32, Flaw> {
    let limits = class.and_then(RetentionClass::limits);
    let (min, max) = limits.map_or((1, 168), |limits| (limits.minimum, limits.ceiling));
    match typed.trim() {
        "" => Err(Flaw::Required),
        number => number.parse().map_err(|_| Flaw::NotInRange { min, max }),
    }
}

fn ground(typed: &str) -> Result<Option<LongerGround>, Flaw> {
    match typed.trim() {
        "" => Ok(None),
        code => code.parse().map(Some).map_err(|_| Flaw::NotAChoice),
    }
}

fn reason(typed: &str) -> Result<String, Flaw> {
    flaw::text_without_plate(typed, LONGEST)
}

/// Proposes another term; nothing changes before a second person confirms it. Answers which proposal it is.
///
/// # Errors
/// [`ServiceError::Invalid`] for what cannot be read or the law and the other terms do not allow;
/// [`ServiceError::Refused`] without the permission; [`ServiceError::Conflict`] when a proposal for this class waits
/// already; those of store, ledger and key store.
pub async fn propose(services: &Services, actor: &Actor, form: &TermForm) -> Result<RecordId, ServiceError> {
    actor.require(Permission::SetTerms)?;
    let Wanted { class, amount, ground, reason } = form.read()?;
    let (own, municipality) = (services.clone(), actor.municipality);
    let words = off_worker(move || seal_text(&own, municipality, &reason)).await?;
    let term = ProposedTerm {
        id: RecordId::random(services.rng().as_ref()),
        municipality,
        class,
        amount,
        ground,
        text: words.sealed.id,
        proposed_by: actor.account,
        proposed_at: services.now(),
    };
    let (id, half) = (term.id, words.sealed.half.id);
    let (own, by) = (services.clone(), actor.clone());
    let write = move |tx: &mut Tx<'_>| note(&own, tx, &by, &term, &words);
    services.store().write(Plan::new().log(actor.log()), write).await?;
    let keys = services.keys();
    off_worker(move || Ok::<_, ServiceError>(keys.attach_halves(&[half])?)).await?;
    Ok(id)
}

fn note(
    services: &Services,
    tx: &mut Tx<'_>,
    actor: &Actor,
    term: &ProposedTerm,
    words: &CommittedText,
) -> Result<(), ServiceError> {
    let terms = history(services, &rows::all(tx, &actor.scope())?);
    terms.in_force().proposed(term.class, term.amount, term.ground).map_err(flawed)?;
    rows::propose(tx, &actor.scope(), term).map_err(already)?;
    texts::insert(tx, &actor.scope(), &words.sealed)?;
    let entry = super::decide::entry(actor, Act::TermProposed, term);
    let entry = entry.text(words.commitment).detail("text", words.sealed.id);
    let before = terms.term(term.class).amount().unwrap_or_default();
    Ok(services.record(tx, &actor.log(), &entry.detail("before", before))?)
}

fn already(error: StoreError) -> ServiceError {
    match error {
        StoreError::Conflict { .. } => {
            ServiceError::Conflict("a proposal for this class, which waits for a second person".to_owned())
        }
        other => other.into(),
    }
}

/// What the law or the other terms do not allow, at its field.
fn flawed(flaw: TermFlaw) -> ServiceError {
    let (field, flaw) = match flaw {
        TermFlaw::NotSet => ("term_class", Flaw::NotAChoice),
        TermFlaw::Outside(limits) => {
            ("term_amount", Flaw::NotInRange { min: limits.minimum, max: limits.ceiling })
        }
        TermFlaw::Clashes { least, most } => ("term_amount", Flaw::TermClashes { min: least, max: most }),
        TermFlaw::Unchanged => ("term_amount", Flaw::TermUnchanged),
        TermFlaw::NeedsGround(limits) => ("term_ground", Flaw::TermNeedsGround { max: limits.maximum }),
        TermFlaw::NoGround(limits) => ("term_ground", Flaw::TermNeedsNoGround { max: limits.maximum }),
    };
    ServiceError::Invalid(vec![FieldProblem::flawed(field, flaw)])
}

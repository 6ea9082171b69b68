//! What an inspector says of a line.

use poortwacht_domain::{Act, RecordId, SampleGround, SampleKind, SampleOutcome};
use poortwacht_ledger::Entry;
use poortwacht_store::samples::{self as rows, Judgement, Line, Sample};
use poortwacht_store::{Plan, Tx};

use super::lines::Known;
use super::open_line;
use super::sealing::{Place, seal_words};
use crate::blocking::off_worker;
use crate::flaw::{Flaw, Flaws, optional, text_without_plate};
use crate::{Actor, ServiceError, Services};

/// Longest words, in characters.
pub(super) const LONGEST: usize = 500;

/// What the form holds, as typed.
#[derive(Debug, Clone, Default)]
pub struct LineForm {
    /// Code of the outcome.
    pub outcome: String,
    /// Code of what it is about; needed unless the line is in order.
    pub ground: String,
    /// In words; needed unless the line is in order.
    pub words: String,
}

/// A form without flaws.
struct Checked {
    outcome: SampleOutcome,
    ground: Option<SampleGround>,
    words: Option<String>,
}

impl LineForm {
    fn read(&self, kind: SampleKind) -> Result<Checked, ServiceError> {
        let mut flaws = Flaws::default();
        let outcome = flaws.take("outcome", outcome(&self.outcome));
        let needs = outcome.is_some_and(SampleOutcome::needs_ground);
        let ground = if needs { flaws.take("ground", ground(&self.ground, kind)) } else { None };
        let said = if needs { words(&self.words).map(Some) } else { optional(&self.words, words) };
        let said = flaws.take("words", said);
        flaws.check()?;
        let checked = outcome.zip(said).map(|(outcome, words)| Checked { outcome, ground, words });
        checked.ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))
    }
}

fn outcome(typed: &str) -> Result<SampleOutcome, Flaw> {
    match typed.trim() {
        "" => Err(Flaw::Required),
        code => SampleOutcome::SAID.into_iter().find(|one| one.as_str() == code).ok_or(Flaw::NotAChoice),
    }
}

fn ground(typed: &str, kind: SampleKind) -> Result<SampleGround, Flaw> {
    match typed.trim() {
        "" => Err(Flaw::Required),
        code => {
            SampleGround::of(kind).iter().copied().find(|one| one.as_str() == code).ok_or(Flaw::NotAChoice)
        }
    }
}

/// The words live longer than the case, so no plate may stand in them.
pub(super) fn words(typed: &str) -> Result<String, Flaw> {
    text_without_plate(typed, LONGEST)
}

/// Notes what the actor says of a line, in place of what was said before: correctable until the sample is finished.
///
/// # Errors
/// [`ServiceError::Invalid`] with every wrong field (`outcome`, `ground`, `words`); [`ServiceError::NotFound`] for what is no
/// line of an open sample; [`ServiceError::Refused`] for the own work; [`ServiceError::Conflict`] when somebody else said
/// something meanwhile, or what the line is about was destroyed before anybody said anything.
pub async fn judge(
    services: &Services,
    actor: &Actor,
    place: (RecordId, u32),
    form: &LineForm,
) -> Result<(), ServiceError> {
    let (sample, line) = open_line(services, actor, place).await?;
    let checked = form.read(sample.kind)?;
    let said = Said { services: services.clone(), actor: actor.clone(), sample, line };
    let said = off_worker(move || said.sealed(checked)).await?;
    let plan = Plan::new().log(actor.log());
    services.store().write(plan, move |tx| said.store(tx)).await.map(drop)
}

/// Who says something of what.
struct Said {
    services: Services,
    actor: Actor,
    sample: Sample,
    line: Line,
}

/// Everything the transaction needs; it may run more than once.
struct SealedSaid {
    said: Said,
    judgement: Judgement,
}

impl Said {
    fn sealed(self, checked: Checked) -> Result<SealedSaid, ServiceError> {
        let place = Place::of_line(&self.line, self.line.judged.saturating_add(1));
        let seal = |words: String| seal_words(&self.services, &self.sample, &place, &words);
        let judgement = Judgement {
            outcome: checked.outcome,
            ground: checked.ground,
            sealed_words: checked.words.map(seal).transpose()?,
            by: self.actor.account,
            at: self.services.now(),
        };
        Ok(SealedSaid { said: self, judgement })
    }
}

impl SealedSaid {
    fn store(&self, tx: &mut Tx<'_>) -> Result<(), ServiceError> {
        let Said { services, actor, sample, line } = &self.said;
        let scope = actor.scope();
        let known = Known::load(tx, &scope, sample, std::slice::from_ref(line))?;
        if !known.gone().is_empty() {
            return Err(ServiceError::Conflict("the line, whose case was destroyed".to_owned()));
        }
        if !rows::judge(tx, &scope, sample.id, line, &self.judgement)? {
            return Err(ServiceError::Conflict("the line".to_owned()));
        }
        Ok(services.record(tx, &actor.log(), &self.entry())?)
    }

    fn entry(&self) -> Entry {
        let Said { actor, sample, line, .. } = &self.said;
        let entry = actor
            .entry(Act::SampleJudged)
            .reason(self.judgement.outcome.as_str())
            .detail("sample", sample.id)
            .detail("line", line.number);
        match self.judgement.ground {
            Some(ground) => entry.detail("ground", ground),
            None => entry,
        }
    }
}

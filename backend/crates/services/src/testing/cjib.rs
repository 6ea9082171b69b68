//! A CJIB in memory.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use jiff::Timestamp;
use poortwacht_domain::{BatchId, CaseRef, ReturnCode};
use poortwacht_store::batches::Answer;

use crate::export::{
    Answering, CaseAnswer, CjibProfile, Delivery, DeliveryError, ListedBatch, Period, Progress, Receipt,
};

/// What goes wrong with the next delivery.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// It never arrives.
    Lost,
    /// It is taken, and the answer is lost.
    AnswerLost,
    /// It is acknowledged and forgotten.
    Forgotten,
    /// It is refused.
    Refused,
}

#[derive(Default)]
pub struct Cjib {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    held: BTreeMap<BatchId, Vec<u8>>,
    sent: Vec<(BatchId, Vec<u8>)>,
    faults: VecDeque<Fault>,
    /// References that are returned.
    returned: Vec<CaseRef>,
    processed: bool,
    /// What it lists instead of what it holds.
    list: Option<Vec<ListedBatch>>,
}

impl Cjib {
    pub fn failing(faults: impl IntoIterator<Item = Fault>) -> Self {
        let cjib = Self::default();
        cjib.state.lock().unwrap().faults.extend(faults);
        cjib
    }

    /// What goes wrong with the next deliveries; nothing with those after them.
    pub fn fail(&self, faults: impl IntoIterator<Item = Fault>) {
        self.state.lock().unwrap().faults = faults.into_iter().collect();
    }

    /// From now on every batch is judged; these cases come back.
    pub fn judge(&self, returned: Vec<CaseRef>) {
        let mut state = self.state.lock().unwrap();
        (state.processed, state.returned) = (true, returned);
    }

    /// From now on it lists this, whatever it holds.
    pub fn list_instead(&self, list: Vec<ListedBatch>) {
        self.state.lock().unwrap().list = Some(list);
    }

    /// Everything that was sent, also what was not taken.
    pub fn sent(&self) -> Vec<(BatchId, Vec<u8>)> {
        self.state.lock().unwrap().sent.clone()
    }

    /// References of all cases held, in every batch that holds them.
    pub fn cases(&self) -> Vec<String> {
        let state = self.state.lock().unwrap();
        state.held.values().flat_map(|file| references(file)).collect()
    }
}

pub fn references(file: &[u8]) -> Vec<String> {
    let text = String::from_utf8(file.to_vec()).unwrap();
    let after = text.split("<case reference=\"").skip(1);
    after.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

impl CjibProfile for Cjib {
    fn deliver<'a>(&'a self, delivery: Delivery<'a>) -> Answering<'a, Receipt> {
        let mut state = self.state.lock().unwrap();
        state.sent.push((delivery.batch, delivery.file.to_vec()));
        let fault = state.faults.pop_front();
        if !matches!(fault, Some(Fault::Lost | Fault::Forgotten | Fault::Refused)) {
            state.held.insert(delivery.batch, delivery.file.to_vec());
        }
        let answer = match fault {
            Some(Fault::Lost | Fault::AnswerLost) => {
                Err(DeliveryError::Unanswered("time ran out".to_owned()))
            }
            Some(Fault::Refused) => Err(DeliveryError::Refused { status: 400, kind: "malformed".to_owned() }),
            Some(Fault::Forgotten) => Ok(Receipt { number: "MOCK-FORGOTTEN".to_owned() }),
            None => Ok(receipt(delivery.file)),
        };
        Box::pin(async move { answer })
    }

    fn progress(&self, batch: BatchId) -> Answering<'_, Progress> {
        let state = self.state.lock().unwrap();
        let progress = match state.held.get(&batch) {
            None => Progress::Unknown,
            Some(file) if !state.processed => Progress::Received(receipt(file)),
            Some(file) => {
                let cases = references(file).iter().map(|text| state.answer(text)).collect();
                Progress::Processed(receipt(file), cases)
            }
        };
        Box::pin(async move { Ok(progress) })
    }

    /// What it holds of the period: a batch arrives as soon as it is made.
    fn list(&self, period: Period) -> Answering<'_, Vec<ListedBatch>> {
        let state = self.state.lock().unwrap();
        let list = match state.list.clone() {
            Some(told) => told,
            None => {
                let held =
                    state.held.iter().filter(|(_, file)| (period.from..period.until).contains(&made(file)));
                held.map(|(batch, file)| state.listed(*batch, file)).collect()
            }
        };
        Box::pin(async move { Ok(list) })
    }
}

fn made(file: &[u8]) -> Timestamp {
    let text = String::from_utf8(file.to_vec()).unwrap();
    let after = text.split("<createdAt>").nth(1).unwrap();
    after.split('<').next().unwrap().parse().unwrap()
}

fn receipt(file: &[u8]) -> Receipt {
    Receipt { number: format!("MOCK-{}", references(file).len()) }
}

impl State {
    fn listed(&self, batch: BatchId, file: &[u8]) -> ListedBatch {
        let references = references(file);
        let cases = self.processed.then(|| references.iter().map(|text| self.answer(text)).collect());
        ListedBatch {
            batch,
            receipt: receipt(file),
            oin: super::OIN.to_owned(),
            sha256: hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, file)),
            count: references.len().try_into().unwrap(),
            cases,
        }
    }

    fn answer(&self, reference: &str) -> CaseAnswer {
        let reference = CaseRef::parse(reference).unwrap();
        let answer = if self.returned.contains(&reference) {
            Answer::Returned { code: ReturnCode::parse("U01").unwrap(), text: "Onbekend".to_owned() }
        } else {
            Answer::Accepted
        };
        CaseAnswer { reference, answer }
    }
}

//! A grown installation moves its evidence to the other place.
//!
//! Each picture is durable in the new place before its row says so, and leaves the old one after that: a move may be
//! stopped at any point and repeated.

use std::fmt;

use poortwacht_domain::{Act, CaseId, ObjectStamp, PicturePlace};
use poortwacht_evidence::bucket::Bucket;
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::picture_places::{self, Placed, Relocation};
use poortwacht_store::{Connection, Plan, Scope, StoreError, Tx, pictures};

use super::{bucket_of, discard_all, measured, name_of, take, withdraw};
use crate::blocking::off_worker;
use crate::{FieldProblem, ServiceError, Services};

/// Pictures looked up at once.
const PAGE: u32 = 100;

/// What a move did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relocated {
    /// Where to.
    pub to: PicturePlace,
    /// Pictures moved.
    pub moved: u64,
    /// Pictures that the bucket does not have, or has another one in place of; an alarm is raised.
    pub lost: u64,
}

impl fmt::Display for Relocated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} pictures moved to the {}", self.moved, self.to)?;
        if self.lost > 0 { write!(f, "; {} are lost: see the alarm", self.lost) } else { Ok(()) }
    }
}

/// Moves every sealed picture to the place that the configuration names; `progress` hears how many are done. An act of
/// the command line, written to the ledger.
///
/// # Errors
/// [`ServiceError::Invalid`] when new pictures go elsewhere, otherwise those of store, bucket and ledger. What was moved
/// until then stays moved.
pub async fn relocate(
    services: &Services,
    to: PicturePlace,
    progress: impl Fn(u64) + Send + 'static,
) -> Result<Relocated, ServiceError> {
    if services.config().evidence.place != to {
        let message = format!("set evidence.place to \"{to}\" first: new pictures would go elsewhere");
        return Err(ServiceError::Invalid(vec![FieldProblem::new("to", message)]));
    }
    let own = services.clone();
    let relocated = off_worker(move || Mover { services: &own, to }.run(&progress)).await?;
    record(services, relocated).await?;
    Ok(relocated)
}

async fn record(services: &Services, relocated: Relocated) -> Result<(), ServiceError> {
    let entry = Entry::new(Actor::Operator, Act::EvidenceReconciled)
        .reason("moved")
        .detail("to", relocated.to)
        .detail("moved", relocated.moved)
        .detail("lost", relocated.lost);
    services.enter(LogName::system(), entry).await
}

struct Mover<'a> {
    services: &'a Services,
    to: PicturePlace,
}

impl Mover<'_> {
    fn run(&self, progress: &dyn Fn(u64)) -> Result<Relocated, ServiceError> {
        let bucket = bucket_of(self.services)?;
        let mut done = Relocated { to: self.to, moved: 0, lost: 0 };
        let mut after = None;
        loop {
            let page = self.page(after)?;
            let Some(last) = page.last() else { return Ok(done) };
            after = Some((last.case, last.ordinal));
            for picture in &page {
                match self.move_one(bucket, picture) {
                    Ok(moved) => done.moved += u64::from(moved),
                    Err(ServiceError::Damaged(_)) => done.lost += 1,
                    Err(error) => return Err(error),
                }
            }
            progress(done.moved);
        }
    }

    fn page(&self, after: Option<(CaseId, u32)>) -> Result<Vec<Placed>, ServiceError> {
        let (from, scope) = (self.from(), Scope::job("move of evidence"));
        let page = |conn: &mut Connection| picture_places::page(conn, &scope, from, after, PAGE);
        Ok(self.services.store().read_blocking(page)?)
    }

    fn from(&self) -> PicturePlace {
        match self.to {
            PicturePlace::Bucket => PicturePlace::Database,
            PicturePlace::Database => PicturePlace::Bucket,
        }
    }

    /// Whether it was still there to be moved.
    fn move_one(&self, bucket: &Bucket, picture: &Placed) -> Result<bool, ServiceError> {
        match self.to {
            PicturePlace::Bucket => self.put_away(bucket, picture),
            PicturePlace::Database => self.take_back(picture),
        }
    }

    fn put_away(&self, bucket: &Bucket, picture: &Placed) -> Result<bool, ServiceError> {
        let scope = Scope::municipality(picture.municipality);
        let found = self
            .services
            .store()
            .read_blocking(|conn| pictures::sealed(conn, &scope, picture.case, picture.ordinal));
        let Some(found) = found?.filter(|found| found.picture.revision == picture.revision) else {
            return Ok(false);
        };
        let name = name_of(picture);
        let object = Some(measured("put", || bucket.put(name, &found.sealed))?);
        let moved = self.settle(picture, Vec::new(), object)?;
        if !moved {
            withdraw(self.services, &[name]);
        }
        Ok(moved)
    }

    fn take_back(&self, picture: &Placed) -> Result<bool, ServiceError> {
        let name = name_of(picture);
        let sealed = take(self.services, name, picture.object.as_ref())?;
        let moved = self.settle(picture, sealed, None)?;
        if moved {
            discard_all(self.services, &[name]);
        }
        Ok(moved)
    }

    fn settle(
        &self,
        picture: &Placed,
        sealed: Vec<u8>,
        object: Option<ObjectStamp>,
    ) -> Result<bool, ServiceError> {
        let scope = Scope::municipality(picture.municipality);
        let plan = Plan::new().bytes(sealed.len());
        let (case, ordinal, revision) = (picture.case, picture.ordinal, picture.revision);
        let moved = Relocation { case, ordinal, revision, from: self.from(), sealed, object };
        let settle = move |tx: &mut Tx<'_>| picture_places::relocate(tx, &scope, &moved);
        match self.services.store().write_blocking(plan, settle) {
            // Destroyed meanwhile.
            Err(StoreError::NotFound) => Ok(false),
            stored => Ok(stored?.into_inner()),
        }
    }
}

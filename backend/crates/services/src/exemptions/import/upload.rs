//! Receiving a file: sealed as it comes in, piece by piece; nothing of it touches the disk in clear.

use poortwacht_domain::rng::random_bytes;
use poortwacht_domain::{Act, HalfId, Permission, RecordId, RetentionClass};
use poortwacht_evidence::seal::{DataKey, derive, seal};
use poortwacht_ledger::Receipt;
use poortwacht_store::cases::DatabaseHalf;
use poortwacht_store::exemptions::imports::{self, NewImport};
use poortwacht_store::{Plan, Tx};
use zeroize::Zeroizing;

use super::check::check;
use super::ground;
use super::sealed::{SealedFile, binding, field};
use crate::blocking::off_worker;
use crate::exemptions::csv::Past;
use crate::exemptions::sealing;
use crate::exemptions::source::PIECE;
use crate::{Actor, ServiceError, Services};

/// The largest file, in bytes: 250,000 long lines.
pub const LARGEST_FILE: usize = 32 * 1024 * 1024;

/// Reason code of the entry that covers looking a file through.
const CHECKED: &str = "import_file_checked";

/// A file that comes in.
pub struct Upload {
    services: Services,
    actor: Actor,
    id: RecordId,
    half: HalfId,
    key: std::sync::Arc<DataKey>,
    /// What is not sealed yet.
    open: Zeroizing<Vec<u8>>,
    chunks: u64,
}

impl Upload {
    /// Makes room for a file. Logged as [`Act::ExemptionFileReceived`].
    ///
    /// # Errors
    /// [`ServiceError::Refused`] without the permission; those of store, ledger and key store.
    pub async fn begin(services: &Services, actor: &Actor) -> Result<Self, ServiceError> {
        actor.require(Permission::ManageExemptions)?;
        let own = services.clone();
        let (new, key) = off_worker({
            let actor = actor.clone();
            move || new_import(&own, &actor)
        })
        .await?;
        let (id, half) = (new.id, new.half.id);
        let (own, by, plan) = (services.clone(), actor.clone(), Plan::new().log(actor.log()));
        let entry = actor.entry(Act::ExemptionFileReceived).detail("file", id);
        let write = move |tx: &mut Tx<'_>| {
            imports::insert(tx, &by.scope(), &new)?;
            Ok::<_, ServiceError>(own.record(tx, &by.log(), &entry)?)
        };
        services.store().write(plan, write).await?;
        Ok(Self {
            services: services.clone(),
            actor: actor.clone(),
            id,
            half,
            key: std::sync::Arc::new(key),
            open: Zeroizing::new(Vec::with_capacity(PIECE)),
            chunks: 0,
        })
    }

    /// Takes what came in.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn push(&mut self, bytes: &[u8]) -> Result<(), ServiceError> {
        for part in bytes.chunks(PIECE) {
            self.open.extend_from_slice(part);
            if self.open.len() >= PIECE {
                self.seal_piece().await?;
            }
        }
        Ok(())
    }

    /// The file is whole: it is looked through, seen by nobody, and what it holds is noted without plates and names.
    ///
    /// # Errors
    /// Those of store, ledger and key store.
    pub async fn finish(mut self) -> Result<RecordId, ServiceError> {
        if !self.open.is_empty() {
            self.seal_piece().await?;
        }
        let (services, actor, id, half) = (self.services.clone(), self.actor.clone(), self.id, self.half);
        let entry = actor.entry(Act::KeyEvent).reason(CHECKED).detail("file", id);
        let (own, log) = (services.clone(), actor.log());
        let plan = Plan::new().log(log.clone()).ledger_only();
        let append = move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(own.append(tx, &log, &entry)?);
        let receipt = Receipt::from(services.store().write(plan, append).await?);
        off_worker(move || {
            sealing::attach(services.keys().as_ref(), &[half])?;
            note_summary(&services, &actor, id, &receipt)
        })
        .await?;
        Ok(id)
    }

    /// Destroys what came in of a file that did not come in whole.
    ///
    /// # Errors
    /// Those of store, ledger and key store; the sweep destroys it in any case.
    pub async fn break_off(self) -> Result<(), ServiceError> {
        super::portal::destroy(&self.services, &self.actor, self.id, self.half).await
    }

    async fn seal_piece(&mut self) -> Result<(), ServiceError> {
        let plain = std::mem::replace(&mut self.open, Zeroizing::new(Vec::with_capacity(PIECE)));
        let (ordinal, id, municipality) = (self.chunks, self.id, self.actor.municipality);
        let (key, rng) = (std::sync::Arc::clone(&self.key), self.services.rng());
        let sealed = off_worker(move || {
            let name = field(ordinal);
            Ok::<_, ServiceError>(seal(&key, &binding(municipality, id, &name), &plain, rng.as_ref())?)
        })
        .await?;
        let scope = self.actor.scope();
        let plan = Plan::new().bytes(sealed.len());
        let write = move |tx: &mut Tx<'_>| imports::add_chunk(tx, &scope, id, ordinal, &sealed);
        self.services.store().write(plan, write).await?;
        self.chunks += 1;
        Ok(())
    }
}

fn new_import(services: &Services, actor: &Actor) -> Result<(NewImport, DataKey), ServiceError> {
    let (keys, rng, now) = (services.keys(), services.rng(), services.now());
    let (id, other) = (RecordId::random(rng.as_ref()), keys.take_half()?);
    let half = DatabaseHalf { id: other.id, half: random_bytes(rng.as_ref()) };
    let key = derive(&half.half, other.secret.expose(), id.as_uuid())?;
    let new = NewImport {
        id,
        municipality: actor.municipality,
        created_by: actor.account,
        created_at: now,
        half,
        destroy_after: services.terms(actor.municipality).destroy_after(RetentionClass::ImportFile, now),
    };
    Ok((new, key))
}

fn note_summary(
    services: &Services,
    actor: &Actor,
    id: RecordId,
    receipt: &Receipt,
) -> Result<(), ServiceError> {
    let scope = actor.scope();
    let import = services.store().read_blocking(|conn| {
        imports::find(conn, &scope, id)?.ok_or(ServiceError::NotFound("import file"))
    })?;
    let source = SealedFile { services, receipt, import: &import };
    let ground = ground(services, actor.municipality, Past::Proposed)?;
    let summary = check(services, actor.municipality, &source, &ground, drop)?;
    let summary =
        serde_json::to_string(&summary).map_err(|error| ServiceError::Damaged(error.to_string()))?;
    let scope = actor.scope();
    let write = move |tx: &mut Tx<'_>| imports::set_summary(tx, &scope, id, &summary);
    services.store().write_blocking(Plan::new(), write)?;
    Ok(())
}

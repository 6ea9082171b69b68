//! All exemptions as a file, out of the system: with a reason, and an entry that says how many.

use poortwacht_domain::calendar::local;
use poortwacht_domain::{Act, DisclosureReason, Permission, Weekday, WeeklyWindow, local_day};
use poortwacht_ledger::Receipt;
use poortwacht_store::exemptions::{self as rows, ExemptionFilter, Page};
use poortwacht_store::{Connection, Plan, Tx, texts};

use super::list::{ExemptionRow, Names, note_holders};
use super::sealing;
use crate::blocking::off_worker;
use crate::flaw::{self, Flaw, Flaws};
use crate::ledger_text::{CommittedText, seal_text};
use crate::log_book::{Csv, Exported};
use crate::{Actor, ServiceError, Services};

/// Exemptions read at a time.
const PAGE: u32 = 500;
/// More of them are no file for a spreadsheet.
const MOST: u64 = 1_000_000;
const LONGEST_EXPLANATION: usize = 300;

/// What the form holds.
#[derive(Debug, Clone, Default)]
pub struct ExportRequest {
    /// Why, by its code.
    pub reason: String,
    /// Why, in words.
    pub explanation: String,
}

/// Makes the file of all exemptions that are not over, in the columns that an import reads. Logged as
/// [`Act::ExemptionsExported`] with the number, before a byte leaves; the explanation is kept sealed beside the entry.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw (`reason`, `explanation`); [`ServiceError::Refused`] without the permission;
/// those of store, ledger and key store.
pub async fn export(
    services: &Services,
    actor: &Actor,
    request: ExportRequest,
) -> Result<Exported, ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let mut flaws = Flaws::default();
    let reason = flaws.take("reason", flaw::choice(&request.reason));
    let explanation = flaws.take("explanation", explanation(&request.explanation));
    flaws.check()?;
    let whole = reason.zip(explanation);
    let (reason, explanation) =
        whole.ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))?;
    let scope = actor.scope();
    let standing = ExemptionFilter { not_over_at: Some(services.now()), ..ExemptionFilter::default() };
    let counted = standing.clone();
    let count = services
        .store()
        .read(move |conn| Ok::<_, ServiceError>(rows::count(conn, &scope, &counted)?))
        .await?
        .min(MOST);
    let (own, municipality) = (services.clone(), actor.municipality);
    let text = off_worker(move || seal_text(&own, municipality, &explanation)).await?;
    let file = Exporting { services: services.clone(), actor: actor.clone(), filter: standing };
    file.make(text, reason, count).await
}

/// The text is kept long, so no plate may stand in it.
fn explanation(typed: &str) -> Result<String, Flaw> {
    flaw::text_without_plate(typed, LONGEST_EXPLANATION)
}

struct Exporting {
    services: Services,
    actor: Actor,
    filter: ExemptionFilter,
}

impl Exporting {
    async fn make(
        self,
        text: CommittedText,
        reason: DisclosureReason,
        count: u64,
    ) -> Result<Exported, ServiceError> {
        let CommittedText { sealed, commitment } = text;
        let entry = self.actor.entry(Act::ExemptionsExported).reason(reason.as_str()).text(commitment);
        let entry = entry.detail("text", sealed.id).detail("count", count);
        let half = sealed.half.id;
        let (own, scope, log, logged) =
            (self.services.clone(), self.actor.scope(), self.actor.log(), entry.clone());
        let write = move |tx: &mut Tx<'_>| {
            texts::insert(tx, &scope, &sealed)?;
            Ok::<_, ServiceError>(own.append(tx, &log, &logged)?)
        };
        let plan = Plan::new().log(self.actor.log());
        let receipt = Receipt::from(self.services.store().write(plan, write).await?);
        off_worker(move || {
            sealing::attach(self.services.keys().as_ref(), &[half])?;
            let mut csv = Csv::new(&super::csv::COLUMNS);
            for offset in (0..count).step_by(usize::try_from(PAGE).unwrap_or(usize::MAX)) {
                let page = self.page(&receipt, offset)?;
                let holders = page.iter().map(|(row, _)| row.id);
                note_holders(&self.services, self.actor.municipality, entry.clone(), holders)?;
                page.iter().for_each(|(row, codes)| line(&mut csv, row, codes));
            }
            let day = local_day(self.services.now());
            Ok(Exported { bytes: csv.finish(), file_name: format!("ontheffingen-{day}.csv") })
        })
        .await
    }

    fn page(&self, receipt: &Receipt, offset: u64) -> Result<Vec<(ExemptionRow, Vec<String>)>, ServiceError> {
        let (scope, keys) = (self.actor.scope(), self.services.keys());
        let page = Page { offset: u32::try_from(offset).unwrap_or(u32::MAX), limit: PAGE };
        self.services.store().read_blocking(|conn: &mut Connection| {
            let names = Names::load(conn, &scope)?;
            let mut opened = Vec::new();
            for exemption in rows::list(conn, &scope, &self.filter, page)? {
                let codes = names.codes(&exemption);
                let fields = sealing::open(receipt, keys.as_ref(), &exemption)?;
                opened.extend(fields.map(|fields| (names.row(exemption, fields), codes)));
            }
            Ok(opened)
        })
    }
}

/// The columns that an import reads.
fn line(csv: &mut Csv, row: &ExemptionRow, codes: &[String]) {
    let day = |at| local(at).strftime("%d-%m-%Y").to_string();
    let times: Vec<String> = row.windows.iter().map(window).collect();
    csv.row(&[
        row.plate.as_str(),
        &row.holder,
        row.category.as_str(),
        &day(row.valid_from),
        &day(row.valid_until),
        row.zone.as_ref().unwrap_or(&codes.join(",")),
        &times.join(", "),
    ]);
}

/// Runs of days would read better; one by one is what every reader of the file understands.
fn window(window: &WeeklyWindow) -> String {
    let hours = format!("{}-{}", window.from.strftime("%H:%M"), window.until.strftime("%H:%M"));
    let days = window.days.iter().map(|day| format!("{} {hours}", abbreviation(*day)));
    days.collect::<Vec<_>>().join(", ")
}

const fn abbreviation(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "ma",
        Weekday::Tuesday => "di",
        Weekday::Wednesday => "wo",
        Weekday::Thursday => "do",
        Weekday::Friday => "vr",
        Weekday::Saturday => "za",
        Weekday::Sunday => "zo",
    }
}

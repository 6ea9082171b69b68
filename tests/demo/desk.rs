//! An officer at the review desk, without scripts: what the check decides, through the real pages.

use anyhow::{Context, Result, ensure};
use poortwacht_tests::html;
use poortwacht_tests::portal::{Browser, Page};

/// The desk of one logged-in officer.
pub struct Desk {
    browser: Browser,
    page: Page,
}

impl Desk {
    /// Claims the first case from the work stock.
    pub async fn begin(browser: Browser) -> Result<Self> {
        let stock = browser.get("/stock").await?;
        ensure!(stock.status.is_success(), "work stock: {}", stock.status);
        let page = browser.submit(&stock, "/review", &[]).await?;
        Ok(Self { browser, page })
    }

    /// The case on the desk.
    pub fn reference(&self) -> Result<String> {
        let fields = html::hidden_fields(&self.page.body, "/review/confirm");
        let case = fields.into_iter().find(|(name, _)| name == "case");
        case.map(|(_, reference)| reference)
            .with_context(|| format!("no case on the desk: {}", self.page.body))
    }

    /// Fetches every picture of the case; each must be a JPEG. Gives how many there were.
    pub async fn look(&self) -> Result<u64> {
        let mut seen = 0;
        for path in html::pictures(&self.page.body).into_iter().filter(|path| path.starts_with("/pictures/"))
        {
            let (status, bytes) = self.browser.bytes(&path).await?;
            ensure!(status.is_success() && bytes.starts_with(&[0xFF, 0xD8]), "picture {path}: {status}");
            seen += 1;
        }
        ensure!(seen > 0, "the desk shows no picture");
        Ok(seen)
    }

    /// Says that nobody can be recognised behind the windscreen, where the desk asks.
    async fn answer(&mut self) -> Result<()> {
        match html::form(&self.page.body, "/review/windscreen") {
            Some(_) => self.act("/review/windscreen", &[]).await,
            None => Ok(()),
        }
    }

    /// Confirms with the form as it stands, a passenger car where no category was read.
    pub async fn confirm(&mut self) -> Result<String> {
        let reference = self.reference()?;
        self.answer().await?;
        let form = html::form(&self.page.body, "/review/confirm").context("no form to confirm")?;
        let offence = offered(form, "offence_code").context("no offence code offered")?;
        let grounds = "Ik zag op de beelden dat het voertuig het bord passeerde.";
        let fields = [
            ("offence_code", offence.as_str()),
            ("vehicle_category", "1"),
            ("grounds", grounds),
            ("sign_visible", "yes"),
            ("sign_passed", "yes"),
            ("plate_readable", "yes"),
            ("no_priority_vehicle", "yes"),
        ];
        self.act("/review/confirm", &fields).await?;
        Ok(reference)
    }

    /// Dismisses as unreadable.
    pub async fn dismiss(&mut self) -> Result<String> {
        let reference = self.reference()?;
        self.answer().await?;
        self.act("/review/dismiss", &[("reason", "plate_unreadable")]).await?;
        Ok(reference)
    }

    /// Puts the case back.
    pub async fn skip(&mut self) -> Result<()> {
        self.act("/review/skip", &[]).await
    }

    /// Takes the last decision back.
    pub async fn undo(&mut self) -> Result<()> {
        self.act("/review/undo", &[]).await
    }

    async fn act(&mut self, action: &str, fields: &[(&str, &str)]) -> Result<()> {
        let answer = self.browser.submit(&self.page, action, fields).await?;
        ensure!(answer.status.is_success(), "{action}: {} {}", answer.status, answer.body);
        self.page = answer;
        Ok(())
    }
}

/// The first real choice of a select or radio group called `name`.
fn offered(form: &str, name: &str) -> Option<String> {
    let select = form.find(&format!("name=\"{name}\""))?;
    let rest = form.get(select..)?;
    html::tags(rest, "option")
        .into_iter()
        .filter_map(|tag| html::attribute(tag, "value"))
        .find(|value| !value.is_empty())
}

//! One window: going places, pressing keys, filling in forms, and looking at what is there.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use super::command::Vendor;
use super::{Screen, Scripts, screenshots};

const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../frontend/node_modules/axe-core/axe.min.js");

/// Tells one document from the next, and whether it is complete.
const DOCUMENT: &str = "return document.readyState === 'complete' ? performance.timeOrigin : null";

const JUDGE: &str = "const done = arguments[arguments.length - 1];
axe.run({resultTypes: ['violations']}).then(
  (result) => done(result.violations.map(({id, help, nodes}) => `${id}: ${help}: ${nodes.map((n) => n.html + ' ' + n.failureSummary).join(' | ')}`)),
  (error) => done([String(error)]));";

/// A window of Chromium.
pub struct Window {
    client: Client,
    screen: Screen,
    scripts: Scripts,
}

impl Window {
    pub(super) fn new(client: Client, screen: Screen, scripts: Scripts) -> Self {
        Self { client, screen, scripts }
    }

    /// Its size.
    #[must_use]
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// Whether its pages run scripts.
    #[must_use]
    pub fn scripts(&self) -> Scripts {
        self.scripts
    }

    /// Runs a script in the page and gives what it returns.
    pub async fn run(&self, script: &str) -> Result<Value> {
        self.client.execute(script, Vec::new()).await.with_context(|| script.to_owned())
    }

    /// Waits until a script of the page answers true.
    pub async fn until(&self, what: &str, script: &str) -> Result<()> {
        let mut pause = tokio::time::interval(Duration::from_millis(15));
        for _ in 0..1_000 {
            pause.tick().await;
            if self.client.execute(script, Vec::new()).await.unwrap_or(Value::Null) == true {
                return Ok(());
            }
        }
        bail!("{what} did not come about at {}", self.place().await?)
    }

    /// Opens an address.
    pub async fn open(&self, url: &str) -> Result<()> {
        self.client.goto(url).await.with_context(|| url.to_owned())
    }

    /// Path and query of the page.
    pub async fn place(&self) -> Result<String> {
        let url = self.client.current_url().await?;
        Ok(url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path())))
    }

    /// The first element that matches.
    pub async fn find(&self, selector: &str) -> Result<Element> {
        self.client.find(Locator::Css(selector)).await.with_context(|| selector.to_owned())
    }

    /// How many elements match.
    pub async fn count(&self, selector: &str) -> Result<usize> {
        Ok(self.client.find_all(Locator::Css(selector)).await?.len())
    }

    /// The words of the first element that matches, as they are seen.
    pub async fn text(&self, selector: &str) -> Result<String> {
        Ok(self.find(selector).await?.text().await?)
    }

    /// Presses one key wherever the keyboard is.
    pub async fn press(&self, key: char) -> Result<()> {
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key });
        Ok(self.client.perform_actions(keys).await?)
    }

    /// Presses one key and waits for the page that it leads to.
    pub async fn press_and_go(&self, key: char) -> Result<()> {
        let before = self.document().await?;
        self.press(key).await?;
        self.arrive(&before, &format!("the key {key}")).await
    }

    /// Clicks.
    pub async fn click(&self, selector: &str) -> Result<()> {
        self.find(selector).await?.click().await.with_context(|| selector.to_owned())
    }

    /// Clicks and waits for the page that it leads to.
    pub async fn click_and_go(&self, selector: &str) -> Result<()> {
        let before = self.document().await?;
        self.click(selector).await?;
        self.arrive(&before, selector).await
    }

    /// Clicks beside an element's middle, in CSS pixels, and waits for the page that it leads to.
    pub async fn click_beside_and_go(&self, selector: &str, offset: (f64, f64)) -> Result<()> {
        let before = self.document().await?;
        self.drag(selector, offset, offset).await?;
        self.arrive(&before, selector).await
    }

    /// Drags the mouse over an element from one place to another, both in CSS pixels from its middle.
    pub async fn drag(&self, selector: &str, from: (f64, f64), to: (f64, f64)) -> Result<()> {
        let element = self.find(selector).await?;
        let script = "arguments[0].scrollIntoView({block: 'center', inline: 'center'})";
        self.client.execute(script, vec![serde_json::to_value(&element)?]).await?;
        let move_to =
            |(x, y)| PointerAction::MoveToElement { element: element.clone(), duration: None, x, y };
        let drag = MouseActions::new("mouse".to_owned())
            .then(move_to(from))
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(move_to(to))
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client.perform_actions(drag).await.with_context(|| selector.to_owned())
    }

    /// The value of a field.
    pub async fn value(&self, selector: &str) -> Result<String> {
        Ok(self.find(selector).await?.prop("value").await?.unwrap_or_default())
    }

    /// Types into a field after emptying it.
    pub async fn fill(&self, selector: &str, words: &str) -> Result<()> {
        let field = self.find(selector).await?;
        field.clear().await?;
        field.send_keys(words).await.with_context(|| selector.to_owned())
    }

    /// Chooses a file of this machine.
    pub async fn attach(&self, selector: &str, path: &str) -> Result<()> {
        self.find(selector).await?.send_keys(path).await.with_context(|| selector.to_owned())
    }

    /// Sets a date or time field, which takes no plain text.
    pub async fn set(&self, selector: &str, value: &str) -> Result<()> {
        let field = serde_json::to_value(self.find(selector).await?)?;
        self.client.execute("arguments[0].value = arguments[1]", vec![field, json!(value)]).await?;
        Ok(())
    }

    /// Chooses an option by its value.
    pub async fn choose(&self, selector: &str, value: &str) -> Result<()> {
        self.find(selector).await?.select_by_value(value).await.with_context(|| selector.to_owned())
    }

    async fn document(&self) -> Result<Value> {
        Ok(self.client.execute(DOCUMENT, Vec::new()).await?)
    }

    async fn arrive(&self, before: &Value, by: &str) -> Result<()> {
        let mut pause = tokio::time::interval(Duration::from_millis(15));
        for _ in 0..1_000 {
            pause.tick().await;
            // Between two documents there is none to ask.
            let now = self.client.execute(DOCUMENT, Vec::new()).await.unwrap_or(Value::Null);
            if now.is_number() && now != *before {
                return Ok(());
            }
        }
        bail!("{by} led nowhere from {}", self.place().await?)
    }

    /// Turns the wheel over an element, at a place in CSS pixels from its middle.
    pub async fn wheel(&self, selector: &str, (x, y): (f64, f64), delta: f64) -> Result<()> {
        let (left, top) = self.middle(selector).await?;
        let turn = json!({"type": "mouseWheel", "x": left + x, "y": top + y, "deltaX": 0, "deltaY": delta});
        self.devtools("Input.dispatchMouseEvent", turn).await.map(drop)
    }

    /// Puts fingers on an element, moves each to its next place step by step, and lifts them: each way lists the places of
    /// one finger in CSS pixels from the element's middle, all ways as many.
    pub async fn touch(&self, selector: &str, ways: &[Vec<(f64, f64)>]) -> Result<()> {
        self.devtools("Emulation.setTouchEmulationEnabled", json!({"enabled": true, "maxTouchPoints": 5}))
            .await?;
        let seen = "document.querySelector(arguments[0]).scrollIntoView({block: 'center'})";
        self.client.execute(seen, vec![json!(selector)]).await?;
        let middle = self.middle(selector).await?;
        let steps = ways.first().map_or(0, Vec::len);
        for step in 0..steps {
            let kind = if step == 0 { "touchStart" } else { "touchMove" };
            self.fingers(kind, middle, ways.iter().filter_map(|way| way.get(step))).await?;
        }
        self.fingers("touchEnd", middle, [].into_iter()).await
    }

    async fn fingers<'a>(
        &self,
        kind: &str,
        (left, top): (f64, f64),
        places: impl Iterator<Item = &'a (f64, f64)>,
    ) -> Result<()> {
        let finger = |(id, (x, y)): (usize, &(f64, f64))| json!({"id": id, "x": left + x, "y": top + y});
        let touches: Vec<Value> = places.enumerate().map(finger).collect();
        let touch = json!({"type": kind, "touchPoints": touches});
        self.devtools("Input.dispatchTouchEvent", touch).await.map(drop)
    }

    /// Where an element's middle is in the window.
    async fn middle(&self, selector: &str) -> Result<(f64, f64)> {
        let middle = format!(
            "const box = document.querySelector({}).getBoundingClientRect();
             return [box.left + box.width / 2, box.top + box.height / 2]",
            json!(selector)
        );
        Ok(serde_json::from_value(self.run(&middle).await?)?)
    }

    /// Takes the network away, or gives it back.
    pub async fn set_offline(&self, offline: bool) -> Result<()> {
        self.condition(offline, 0).await
    }

    /// Lets every answer take this much longer, in milliseconds.
    pub async fn set_latency(&self, latency: u32) -> Result<()> {
        self.condition(false, latency).await
    }

    async fn condition(&self, offline: bool, latency: u32) -> Result<()> {
        self.devtools("Network.enable", json!({})).await?;
        let conditions = json!({
            "offline": offline, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1
        });
        self.devtools("Network.emulateNetworkConditions", conditions).await.map(drop)
    }

    /// Shows the page as to somebody whose system says this of itself (CSS media feature and its value), until
    /// [`Window::set_printed`] or another feature takes its place.
    pub async fn set_feature(&self, feature: &str, value: &str) -> Result<()> {
        let media = json!({"media": "", "features": [{"name": feature, "value": value}]});
        self.devtools("Emulation.setEmulatedMedia", media).await.map(drop)
    }

    /// Shows the page as it would be printed, or as on a screen again.
    pub async fn set_printed(&self, printed: bool) -> Result<()> {
        let media = json!({"media": if printed { "print" } else { "" }, "features": []});
        self.devtools("Emulation.setEmulatedMedia", media).await.map(drop)
    }

    /// What axe-core finds wrong with the page. It needs scripts.
    pub async fn violations(&self) -> Result<Vec<String>> {
        let axe = fs::read_to_string(AXE).context("axe-core is missing: npm ci in frontend/")?;
        self.client.execute(&axe, Vec::new()).await?;
        Ok(serde_json::from_value(self.client.execute_async(JUDGE, Vec::new()).await?)?)
    }

    /// What the console said since it was last asked.
    pub async fn console(&self) -> Result<Vec<String>> {
        let lines = self.client.issue_cmd(Vendor::Console).await?;
        let lines = lines.as_array().context("console")?;
        Ok(lines.iter().filter_map(|line| line.get("message")?.as_str().map(ToOwned::to_owned)).collect())
    }

    /// Pixel widths of the page's pictures as they were decoded; 0 for one that cannot be. Waits for those under way.
    pub async fn picture_widths(&self) -> Result<Vec<u64>> {
        let all = "return Array.from(document.images).every((image) => image.complete)";
        self.until("every picture", all).await?;
        let script = "return Array.from(document.images, (image) => image.naturalWidth)";
        Ok(serde_json::from_value(self.client.execute(script, Vec::new()).await?)?)
    }

    /// How many pixels the page is wider than the window.
    pub async fn overflow(&self) -> Result<i64> {
        let script = "const page = document.documentElement; return page.scrollWidth - page.clientWidth";
        Ok(serde_json::from_value(self.client.execute(script, Vec::new()).await?)?)
    }

    /// Saves a picture of the whole page for people to look at, under the window's size and `name`.
    pub async fn save(&self, name: &str) -> Result<()> {
        let metrics = self.devtools("Page.getLayoutMetrics", json!({})).await?;
        let height = metrics
            .pointer("/cssContentSize/height")
            .and_then(Value::as_u64)
            .context("height of the page")?;
        self.resize(height.max(self.screen.height.into())).await?;
        let picture = self.client.screenshot().await?;
        self.resize(self.screen.height.into()).await?;
        let path = screenshots()?.join(format!("{}x{}-{name}.png", self.screen.width, self.screen.height));
        fs::write(&path, picture).with_context(|| path.display().to_string())
    }

    async fn resize(&self, height: u64) -> Result<()> {
        let metrics =
            json!({"width": self.screen.width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await.map(drop)
    }

    async fn devtools(&self, command: &'static str, parameters: Value) -> Result<Value> {
        self.client.issue_cmd(Vendor::DevTools(command, parameters)).await.with_context(|| command.to_owned())
    }

    /// Closes the window.
    pub async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }
}

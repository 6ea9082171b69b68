//! An administrator's errands: exemptions and units.

use poortwacht_tests::chromium::{Scripts, Window};

use super::visit::{SUBMIT, Visit};

const END: &str = "main form[action$='/end'] button";
const FILE: &str = "kenteken;houder;categorie;van;tot;locaties;tijden\n\
                    UI48OE;Uit een bestand;bewoner;01-01-2027;31-12-2027;havenstraat;ma-vr 07:00-11:00\n";

#[expect(clippy::cognitive_complexity, reason = "a straight line of steps; the assertions count as branches")]
pub async fn works(visit: &Visit) {
    let window = visit.enter("administrator").await;
    assert_eq!(window.place().await.unwrap(), "/exemptions");
    let before = window.count("main tbody tr").await.unwrap();
    visit.look(&window, "exemptions").await;
    adds_one(visit, &window).await;
    assert_eq!(window.count("main tbody tr").await.unwrap(), before + 1);
    changes_it(visit, &window).await;
    ends_one(visit, &window).await;
    assert_eq!(window.count("main tbody tr").await.unwrap(), before);
    imports_a_file(visit, &window).await;
    goes_back_in_time(visit, &window).await;
    takes_the_list_out(visit, &window).await;
    window.open(&visit.url("/units")).await.unwrap();
    assert_eq!(window.count("main tbody tr").await.unwrap(), 2, "both units are listed");
    visit.look(&window, "units").await;
    if window.scripts() == Scripts::On {
        watches_a_long_import(visit, &window).await;
    }
    visit.leave(window).await;
}

async fn adds_one(visit: &Visit, window: &Window) {
    window.click_and_go("main a[href='/exemptions/new']").await.unwrap();
    visit.look(window, "exemption-new").await;
    fill(window, "2027-06-30", "2027-01-01").await;
    visit.look_at_error(window, "exemption-corrected", 422).await;
    assert_eq!(
        window.count("#field-valid_until[aria-invalid=true]").await.unwrap(),
        1,
        "the end lies before the start"
    );
    fill(window, "2027-01-01", "2027-06-30").await;
    assert!(window.place().await.unwrap().starts_with("/exemptions?"));
    assert!(window.text("main").await.unwrap().contains("De ontheffing is toegevoegd"));
    visit.look(window, "exemptions-added").await;
}

async fn fill(window: &Window, from: &str, until: &str) {
    window.fill("#field-plate", "ui-48-oa").await.unwrap();
    window.choose("#field-category", "care").await.unwrap();
    window.set("#field-valid_from", from).await.unwrap();
    window.set("#field-valid_until", until).await.unwrap();
    window.fill("#field-holder", "Thuiszorg Waterstad").await.unwrap();
    window.click_and_go("main form.pw-card button[type=submit]").await.unwrap();
}

/// Finds the one that was added, changes its holder, and reads what it was before.
#[expect(clippy::cognitive_complexity, reason = "a straight line of steps; the assertions count as branches")]
async fn changes_it(visit: &Visit, window: &Window) {
    window.fill("#field-plate", "UI-48-OA").await.unwrap();
    window.click_and_go("main form[action='/exemptions/find'] button").await.unwrap();
    assert_eq!(window.count("main tbody tr").await.unwrap(), 1);
    visit.look(window, "exemptions-found").await;
    window.click_and_go("main tbody a").await.unwrap();
    visit.look(window, "exemption").await;
    window.click_and_go("main a[href$='/change']").await.unwrap();
    visit.look(window, "exemption-change").await;
    window.fill("#field-holder", "Thuiszorg Zuid").await.unwrap();
    window.click_and_go("main form.pw-card button[type=submit]").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("De ontheffing is gewijzigd"));
    window.fill("#field-plate", "UI-48-OA").await.unwrap();
    window.click_and_go("main form[action='/exemptions/find'] button").await.unwrap();
    window.click_and_go("main tbody a").await.unwrap();
    assert_eq!(window.count("main tbody tr").await.unwrap(), 2, "what it is and what it was");
    visit.look(window, "exemption-history").await;
    window.open(&visit.url("/exemptions")).await.unwrap();
}

async fn ends_one(visit: &Visit, window: &Window) {
    window.click_and_go(END).await.unwrap();
    assert!(window.text("main").await.unwrap().contains("De ontheffing is beëindigd"));
    visit.look(window, "exemptions-ended").await;
    window.click_and_go("main a[href*='show=ended']").await.unwrap();
    visit.look(window, "exemptions-all").await;
    window.click_and_go("main a[href*='show=ending']").await.unwrap();
    visit.look(window, "exemptions-ending").await;
    window.click_and_go("main .pw-tabs li:first-child a").await.unwrap();
}

/// A file with a wrong line, thrown away; then one that is right, imported.
#[expect(clippy::cognitive_complexity, reason = "a straight line of steps; the assertions count as branches")]
async fn imports_a_file(visit: &Visit, window: &Window) {
    window.click_and_go("main a[href='/exemptions/imports']").await.unwrap();
    visit.look(window, "exemption-imports").await;
    offer(visit, window, &format!("{FILE}?;;niets;x;y;nergens;altijd\n")).await;
    assert!(window.text("main").await.unwrap().contains("Het bestand bevat fouten"));
    visit.look(window, "exemption-preview-wrong").await;
    window.open(&visit.url("/exemptions/imports")).await.unwrap();
    assert_eq!(window.count("main tbody tr").await.unwrap(), 1, "the file waits");
    visit.look(window, "exemption-imports-waiting").await;
    window.click_and_go("main tbody a").await.unwrap();
    window.click_and_go("main form[action$='/discard'] button").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("Er is niets geïmporteerd"));
    window.open(&visit.url("/exemptions/imports")).await.unwrap();
    offer(visit, window, FILE).await;
    visit.look(window, "exemption-preview").await;
    window.click_and_go("main form.pw-card button").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("Het bestand is geïmporteerd"));
    visit.look(window, "exemptions-imported").await;
}

/// A file that takes seconds: the page tells how far it is until the answer is there. The driver waits for the answer, so
/// the page itself keeps what it told.
async fn watches_a_long_import(visit: &Visit, window: &Window) {
    const WATCH: &str = "const words = document.querySelector('[data-island=progress]');
        const keep = () => sessionStorage.setItem('told', words.textContent);
        new MutationObserver(keep).observe(words, { childList: true })";
    window.open(&visit.url("/exemptions/imports")).await.unwrap();
    offer(visit, window, &long_file()).await;
    window.run(WATCH).await.unwrap();
    window.click("main form.pw-card button").await.unwrap();
    let ended = "return document.querySelector('main').textContent.includes('Het bestand is geïmporteerd')";
    window.until("the end of the import", ended).await.unwrap();
    let told = window.run("return sessionStorage.getItem('told')").await.unwrap();
    assert!(told.as_str().unwrap_or_default().contains("van 9000 regels"), "{told}");
}

/// Nine thousand plates that are never issued.
fn long_file() -> String {
    let vowels = ['A', 'E', 'I', 'O', 'U'];
    let letter = |number: usize| vowels[number % vowels.len()];
    let line = |number: usize| {
        let (left, right) = (number / 100, number / 2_500);
        let plate = [letter(left), letter(left / 5), letter(right), letter(right / 5)];
        let [one, two, three, four] = plate;
        let rest = "Uit een lang bestand;bewoner;01-01-2028;31-12-2028;havenstraat;ma-vr 07:00-11:00";
        format!("{one}{two}{:02}{three}{four};{rest}\n", number % 100)
    };
    let lines: String = (0..9_000).map(line).collect();
    format!("kenteken;houder;categorie;van;tot;locaties;tijden\n{lines}")
}

async fn offer(visit: &Visit, window: &Window, text: &str) {
    let file = visit.running.world.path("ontheffingen.csv");
    std::fs::write(&file, text).unwrap();
    window.attach("#field-file", &file).await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
}

/// A start in the past: what it covers first, then it waits for somebody else.
async fn goes_back_in_time(visit: &Visit, window: &Window) {
    window.open(&visit.url("/exemptions/new")).await.unwrap();
    window.fill("#field-document", "besluit 17").await.unwrap();
    window.fill("#field-late_reason", "aanvraag bleef liggen").await.unwrap();
    fill(window, "2026-01-01", "2027-06-30").await;
    assert!(window.text("main").await.unwrap().contains("Begin in het verleden"));
    visit.look(window, "exemption-late").await;
    window.click_and_go("main form.pw-card button[type=submit]").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("De ontheffing is voorgelegd"));
    window.click_and_go("main a[href='/exemptions/late-starts']").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("U legde dit zelf voor"));
    visit.look(window, "late-starts").await;
}

async fn takes_the_list_out(visit: &Visit, window: &Window) {
    window.open(&visit.url("/exemptions/export")).await.unwrap();
    visit.look(window, "exemption-export").await;
}

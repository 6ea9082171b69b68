//! Papers that are long, wide or strange.

use lopdf::Document;

use super::*;

fn paper(blocks: Vec<Block>) -> Paper {
    Paper {
        title: "Titel".to_owned(),
        lead: "Inleiding".to_owned(),
        footer: "Voettekst".to_owned(),
        producer: "Proef 1".to_owned(),
        id: "proef".to_owned(),
        at: "2026-11-24T10:30:00Z".parse().unwrap(),
        blocks,
        attachments: Vec::new(),
    }
}

/// The text of each page.
fn pages(blocks: Vec<Block>) -> Vec<String> {
    let document = Document::load_mem(&write(&paper(blocks)).unwrap()).unwrap();
    let numbers: Vec<u32> = document.get_pages().keys().copied().collect();
    numbers.into_iter().map(|number| document.extract_text(&[number]).unwrap()).collect()
}

#[test]
fn the_same_paper_always_gives_the_same_bytes() {
    let blocks = || vec![Block::Heading("Kop".to_owned()), Block::Text("Tekst".to_owned())];
    assert_eq!(write(&paper(blocks())).unwrap(), write(&paper(blocks())).unwrap());
}

#[test]
fn a_table_goes_on_on_the_next_page_under_its_headings_and_pages_are_numbered() {
    let column = |heading: &str| Column { heading: heading.to_owned(), share: 0.5 };
    let rows = (0..90).map(|row| vec![format!("rij {row}"), "0123456789abcdef".repeat(4)]).collect();
    let pages = pages(vec![Block::Table(Table { columns: vec![column("Links"), column("Rechts")], rows })]);
    assert!(pages.len() > 1);
    assert!(pages.iter().all(|page| page.contains("Links") && page.contains("Voettekst")));
    let last = format!("Pagina {0} van {0}", pages.len());
    assert!(pages.last().unwrap().contains(&last) && pages.last().unwrap().contains("rij 89"));
}

#[test]
fn a_value_longer_than_a_page_goes_on_on_the_next_one() {
    let value = "Ik zag het voertuig het bord passeren. ".repeat(200) + "Slot.";
    let pages = pages(vec![Block::Facts(vec![("Gronden".to_owned(), value)])]);
    assert!(pages.len() > 1 && pages.last().unwrap().contains("Slot."));
}

#[test]
fn what_the_typeface_cannot_show_stands_as_a_question_mark_and_no_empty_box() {
    let page = pages(vec![Block::Text("Één ‹€› café \u{2603}\u{fffc}\u{7}.".to_owned())]).remove(0);
    assert!(page.contains("Één ‹€› café ???."), "{page}");
}

#[test]
fn a_paper_without_any_block_is_still_a_page() {
    assert_eq!(pages(Vec::new()).len(), 1);
}

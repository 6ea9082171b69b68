//! Tables that scroll sideways by themselves on a narrow screen.

use leptos::prelude::*;

/// A table with its caption. The caption may be hidden from sight where a heading above says the same.
pub(crate) struct Table {
    /// Unique on the page; ties the scroll area to the caption.
    pub id: &'static str,
    /// What the table lists.
    pub caption: &'static str,
    /// Whether the caption is only for screen readers.
    pub caption_hidden: bool,
    /// Headings of the columns.
    pub columns: Vec<&'static str>,
    /// Cells by row; the first of each is the row's own heading.
    pub rows: Vec<Vec<AnyView>>,
}

impl Table {
    /// The table's element.
    pub(crate) fn view(self) -> AnyView {
        let id = self.id.to_owned();
        self.view_as(id)
    }

    /// As [`Table::view`], for one of several tables of a kind: `id` takes the place of the table's own.
    pub(crate) fn view_as(self, id: String) -> AnyView {
        let caption_id = id.clone();
        let caption_class =
            if self.caption_hidden { "utrecht-table__caption pw-hidden" } else { "utrecht-table__caption" };
        let columns = self.columns.into_iter().map(heading).collect_view();
        let rows = self.rows.into_iter().map(row).collect_view();
        view! {
            <div class="utrecht-table-container utrecht-table-container--overflow-inline pw-table" role="region" aria-labelledby=id tabindex="0">
                <table class="utrecht-table">
                    <caption class=caption_class id=caption_id>{self.caption}</caption>
                    <thead class="utrecht-table__header"><tr class="utrecht-table__row">{columns}</tr></thead>
                    <tbody class="utrecht-table__body">{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    }
}

fn heading(words: &'static str) -> AnyView {
    view! { <th class="utrecht-table__header-cell" scope="col">{words}</th> }.into_any()
}

fn row(cells: Vec<AnyView>) -> AnyView {
    let mut cells = cells.into_iter();
    let first = cells
        .next()
        .map(|cell| view! { <th class="utrecht-table__cell pw-table__row-heading" scope="row">{cell}</th> });
    let rest = cells.map(|cell| view! { <td class="utrecht-table__cell">{cell}</td> }).collect_view();
    view! { <tr class="utrecht-table__row">{first}{rest}</tr> }.into_any()
}

//! Form controls with their label, hint and complaint tied together.

use crate::forms::FieldErrors;
use crate::texts::Texts;
use leptos::prelude::*;

/// A choice in a select: the value that is sent and the words that are shown.
pub(crate) type Choice = (String, String);

/// A labelled control. `name` is the form struct's member; the element's id is made from it.
pub(crate) struct Control {
    name: &'static str,
    label: &'static str,
    hint: Option<String>,
    error: Option<String>,
    optional: Option<&'static str>,
    choose: &'static str,
}

/// What an `<input>` may hold.
#[derive(Clone, Copy, Default)]
pub(crate) struct Input {
    /// The `type` attribute.
    pub kind: &'static str,
    /// The `autocomplete` attribute.
    pub autocomplete: Option<&'static str>,
    /// The `inputmode` attribute.
    pub keyboard: Option<&'static str>,
    /// The most characters that fit.
    pub max: Option<u16>,
    /// The form that it belongs to, where it stands outside of it. That form does other things too, so the browser does not
    /// ask for it.
    pub form: Option<&'static str>,
}

impl Input {
    /// An input of one `type` without browser completion.
    pub(crate) const fn of(kind: &'static str) -> Self {
        Self { kind, autocomplete: Some("off"), keyboard: None, max: None, form: None }
    }
}

/// The id of the control of a field; complaints at the top of a page link to it.
pub(crate) fn id_of(name: &str) -> String {
    format!("field-{name}")
}

impl Control {
    /// A mandatory control.
    pub(crate) fn new(
        name: &'static str,
        label: &'static str,
        errors: &FieldErrors,
        texts: &'static Texts,
    ) -> Self {
        let error = errors.of(name).map(|problem| problem.text(texts));
        Self { name, label, hint: None, error, optional: None, choose: texts.layout.choose }
    }

    /// Adds a sentence below the label.
    pub(crate) fn hint(mut self, words: impl Into<String>) -> Self {
        self.hint = Some(words.into());
        self
    }

    /// Lets the control be left empty, and says so.
    pub(crate) fn optional(mut self, texts: &'static Texts) -> Self {
        self.optional = Some(texts.layout.optional);
        self
    }

    /// Words for the empty choice of a select, where empty means something.
    pub(crate) fn empty_choice(mut self, words: &'static str) -> Self {
        self.choose = words;
        self
    }

    /// An `<input>`.
    pub(crate) fn input(self, input: Input, value: &str) -> AnyView {
        let (described_by, invalid, required) = self.state();
        let class = if invalid.is_some() {
            "utrecht-textbox utrecht-textbox--html-input utrecht-textbox--invalid"
        } else {
            "utrecht-textbox utrecht-textbox--html-input"
        };
        let element = view! {
            <input class=class id=id_of(self.name) name=self.name type=input.kind value=value.to_owned()
                autocomplete=input.autocomplete inputmode=input.keyboard maxlength=input.max.map(|max| max.to_string())
                form=input.form required=required && input.form.is_none() aria-describedby=described_by aria-invalid=invalid/>
        };
        self.frame(element.into_any())
    }

    /// A `<textarea>`.
    pub(crate) fn textarea(self, rows: u8, max: u16, value: &str) -> AnyView {
        let (described_by, invalid, required) = self.state();
        let class = if invalid.is_some() {
            "utrecht-textarea utrecht-textarea--html-textarea utrecht-textarea--invalid"
        } else {
            "utrecht-textarea utrecht-textarea--html-textarea"
        };
        let element = view! {
            <textarea class=class id=id_of(self.name) name=self.name rows=rows.to_string() maxlength=max.to_string()
                required=required aria-describedby=described_by aria-invalid=invalid
                inner_html=textarea_content(value)></textarea>
        };
        self.frame(element.into_any())
    }

    /// A `<select>` that starts empty unless one of the choices is selected.
    pub(crate) fn select(self, choices: Vec<Choice>, selected: &str) -> AnyView {
        let (described_by, invalid, required) = self.state();
        let class = if invalid.is_some() {
            "utrecht-select utrecht-select--html-select utrecht-select--invalid"
        } else {
            "utrecht-select utrecht-select--html-select"
        };
        let options = choices
            .into_iter()
            .map(|(value, label)| {
                let chosen = value == selected;
                view! { <option value=value selected=chosen>{label}</option> }
            })
            .collect_view();
        let element = view! {
            <select class=class id=id_of(self.name) name=self.name required=required aria-describedby=described_by aria-invalid=invalid>
                <option value="">{self.choose}</option>
                {options}
            </select>
        };
        self.frame(element.into_any())
    }

    fn state(&self) -> (Option<String>, Option<&'static str>, bool) {
        let id = id_of(self.name);
        let hint = self.hint.as_ref().map(|_| format!("{id}-hint"));
        let error = self.error.as_ref().map(|_| format!("{id}-error"));
        let described_by = [hint, error].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let described_by = (!described_by.is_empty()).then_some(described_by);
        (described_by, self.error.as_ref().map(|_| "true"), self.optional.is_none())
    }

    fn frame(self, element: AnyView) -> AnyView {
        let id = id_of(self.name);
        let class = if self.error.is_some() {
            "utrecht-form-field utrecht-form-field--invalid pw-field"
        } else {
            "utrecht-form-field pw-field"
        };
        let hint_id = format!("{id}-hint");
        let error_id = format!("{id}-error");
        view! {
            <div class=class>
                <label class="utrecht-form-label" for=id>{self.label}{self.optional.map(|words| view! { <span class="pw-field__optional">{words}</span> })}</label>
                {self.hint.map(|words| view! { <div class="utrecht-form-field-description" id=hint_id>{words}</div> })}
                {self.error.map(|words| view! { <div class="utrecht-form-field-error-message" id=error_id>{words}</div> })}
                {element}
            </div>
        }
        .into_any()
    }
}

/// Text as the content of a `<textarea>`. The framework writes children of this element unescaped, so it is done here;
/// the line break in front is the one that browsers drop.
fn textarea_content(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    format!("\n{escaped}")
}

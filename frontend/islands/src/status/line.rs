//! What the status line says.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::Element;

/// What it says now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Nothing,
    Busy,
    Lost,
    Back,
}

/// The line, with its words in its own attributes.
pub(super) struct Line {
    element: Element,
    said: Cell<Said>,
}

impl Line {
    pub(super) fn new(element: &Element) -> Self {
        Self { element: element.clone(), said: Cell::new(Said::Nothing) }
    }

    pub(super) fn is_lost(&self) -> bool {
        self.said.get() == Said::Lost
    }

    /// The server cannot be reached.
    pub(super) fn lose(self: &Rc<Self>) {
        if !self.is_lost() {
            self.say(Said::Lost);
            super::try_until_there(Rc::clone(self));
        }
    }

    /// The browser says that it may be there again; whoever tries already will find out by itself.
    pub(super) fn look_again(self: &Rc<Self>) {
        if !self.is_lost() {
            self.say(Said::Nothing);
        }
    }

    /// The server is there again.
    pub(super) fn find(&self) {
        self.say(Said::Back);
    }

    pub(super) fn forget_gladness(&self) {
        self.end(Said::Back);
    }

    /// Something takes longer than a moment.
    pub(super) fn be_busy(&self) {
        if self.said.get() == Said::Nothing {
            self.say(Said::Busy);
        }
    }

    pub(super) fn be_idle(&self) {
        self.end(Said::Busy);
    }

    fn end(&self, said: Said) {
        if self.said.get() == said {
            self.say(Said::Nothing);
        }
    }

    fn say(&self, what: Said) {
        self.said.set(what);
        let attribute = match what {
            Said::Nothing => None,
            Said::Busy => Some("data-busy"),
            Said::Lost => Some("data-unreachable"),
            Said::Back => Some("data-back"),
        };
        let words = attribute.and_then(|attribute| self.element.get_attribute(attribute));
        self.element.set_text_content(words.as_deref());
    }
}

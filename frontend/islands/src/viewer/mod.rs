//! The picture viewer of the review desk: zoom, place, light, frames, two side by side. The page shows the same pictures
//! without it; every key presses a button that is on the page.

mod controls;
mod fingers;
mod gestures;
mod pane;
mod settings;
mod sharp;
mod view;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, EventTarget, HtmlElement, HtmlImageElement};

use crate::dom;
use pane::{Frame, Pane};
use settings::Settings;
use sharp::Sharp;
use view::View;

const ISLAND: &str = "[data-island='viewer']";

thread_local! {
    /// The viewers in use: on the page, or the one that comes next. Listeners hold none, so that a case that was judged
    /// leaves nothing of itself in the browser's memory.
    static IN_USE: RefCell<Vec<Rc<Viewer>>> = const { RefCell::new(Vec::new()) };
}

/// Attaches to the viewer in `root` (or that `root` is). May be called again on a fragment that takes its place, also
/// before that is on the page; the settings are those of the case before.
pub(crate) fn attach(root: &Element) {
    let found =
        if root.matches(ISLAND).unwrap_or(false) { Some(root.clone()) } else { dom::first(root, ISLAND) };
    let Some(root) = found else { return };
    if let Some(viewer) = in_use(&root) {
        // It waited its turn: the settings may have changed since.
        viewer.change(Settings::kept());
    } else if let Some(viewer) = Viewer::find(root) {
        viewer.begin();
        keep(viewer);
    }
}

fn in_use(root: &Element) -> Option<Rc<Viewer>> {
    let is_it = |viewer: &&Rc<Viewer>| viewer.root.is_same_node(Some(root));
    IN_USE.with_borrow(|in_use| in_use.iter().find(is_it).cloned())
}

fn keep(viewer: Rc<Viewer>) {
    IN_USE.with_borrow_mut(|in_use| {
        let latest = in_use.pop();
        in_use.retain(|other| other.root.is_connected());
        in_use.extend(latest);
        in_use.push(viewer);
    });
}

/// Waits until every picture below `root` can be painted at once.
pub(crate) async fn ready(root: &Element) {
    for image in dom::all(root, "img") {
        if let Ok(image) = image.dyn_into::<HtmlImageElement>() {
            pane::decoded(&image).await;
        }
    }
}

/// The viewer of one case.
struct Viewer {
    root: Element,
    /// What takes wheel, drag and arrows.
    view: HtmlElement,
    panes: [Pane; 2],
    frames: Vec<Frame>,
    /// Enlarged beside the view; takes the same light.
    plate: Option<HtmlImageElement>,
    sharp: Option<Sharp>,
    settings: Cell<Settings>,
    /// The frame in each pane.
    shown: [Cell<usize>; 2],
}

impl Viewer {
    fn find(root: Element) -> Option<Rc<Self>> {
        let frames = Frame::all(&root);
        let overview = frames.first()?;
        let panes = [
            Pane::find(&root, "[data-viewer-pane='first']")?,
            Pane::find(&root, "[data-viewer-pane='second']")?,
        ];
        panes.iter().for_each(|pane| pane.shape(&overview.source));
        Some(Rc::new(Self {
            view: dom::first(&root, "[data-viewer-view]")?,
            plate: dom::first(&root, "img[data-viewer-plate]"),
            sharp: Sharp::of(&overview.source),
            settings: Cell::new(Settings::kept()),
            shown: [Cell::new(0), Cell::new(1)],
            panes,
            frames,
            root,
        }))
    }

    fn begin(self: &Rc<Self>) {
        drop(self.root.class_list().add_1("pw-viewer--on"));
        drop(self.view.set_attribute("tabindex", "0"));
        controls::listen(self);
        gestures::listen(self);
        fingers::listen(self);
        if self.frames.len() < 2 {
            controls::disable_choice(self);
        }
        self.apply();
    }

    /// Calls `act` on every event of this name, as long as this viewer is in use.
    fn hear<E>(self: &Rc<Self>, target: &EventTarget, name: &str, act: impl Fn(&Rc<Self>, E) + 'static)
    where
        E: FromWasmAbi + 'static,
    {
        let own = Rc::downgrade(self);
        dom::on(target, name, move |event: E| {
            if let Some(viewer) = own.upgrade() {
                act(&viewer, event);
            }
        });
    }

    fn settings(&self) -> Settings {
        self.settings.get()
    }

    /// Whether two frames are seen; the wish survives a case that has but one.
    fn is_beside(&self) -> bool {
        self.settings().beside && self.frames.len() > 1
    }

    fn change(self: &Rc<Self>, settings: Settings) {
        self.settings.set(settings);
        settings.keep();
        self.apply();
    }

    fn look(self: &Rc<Self>, view: View) {
        self.change(Settings { view, ..self.settings() });
    }

    /// As every case looks at first.
    fn reset(self: &Rc<Self>) {
        self.shown[0].set(0);
        self.shown[1].set(1);
        self.change(Settings::PLAIN);
    }

    /// The pane in which a frame is chosen: beside each other, the first stays as it is.
    fn chosen(&self) -> &Cell<usize> {
        let [first, second] = &self.shown;
        if self.is_beside() { second } else { first }
    }

    /// The next or the previous frame, around.
    fn step(self: &Rc<Self>, forward: bool) {
        let count = self.frames.len();
        let by = if forward { 1 } else { count - 1 };
        let chosen = self.chosen();
        chosen.set((chosen.get() + by) % count);
        self.apply();
    }

    /// A frame, or back to the overview from it.
    fn choose_or_leave(self: &Rc<Self>, number: usize) {
        let chosen = self.chosen();
        let back = !self.is_beside() && chosen.get() == number;
        chosen.set(if back { 0 } else { number });
        self.apply();
    }

    fn apply(self: &Rc<Self>) {
        let [_, second] = &self.panes;
        let beside = self.is_beside();
        second.show(beside);
        drop(self.root.class_list().toggle_with_force("pw-viewer--beside", beside));
        drop(self.root.class_list().toggle_with_force("pw-viewer--smooth", !self.settings().pixels));
        drop(self.root.class_list().toggle_with_force("pw-viewer--zoomed", self.settings().view.is_zoomed()));
        self.fill(0);
        if beside {
            self.fill(1);
        }
        controls::show(self, &self.settings(), self.chosen().get());
        self.paint();
        self.sharpen();
    }

    /// Puts the chosen frame in a pane as soon as it can be painted, unless another one was chosen meanwhile.
    fn fill(self: &Rc<Self>, number: usize) {
        let (Some(pane), Some(shown)) = (self.panes.get(number), self.shown.get(number)) else { return };
        let wanted = shown.get();
        let Some(frame) = self.frames.get(wanted) else { return };
        if pane.expects(wanted) {
            return;
        }
        let own_image = number == 0 && wanted == 0;
        let image = if own_image { Some(frame.source.clone()) } else { pane::copy(frame) };
        let Some(image) = image else { return };
        pane.expect(Some(wanted));
        let own = Rc::clone(self);
        spawn_local(async move {
            pane::decoded(&image).await;
            own.put(number, wanted, image);
        });
    }

    fn put(&self, number: usize, wanted: usize, image: HtmlImageElement) {
        let (Some(pane), Some(frame)) = (self.panes.get(number), self.frames.get(wanted)) else { return };
        if pane.expects(wanted) {
            pane.put(frame, image);
            self.paint();
        }
    }

    /// Zoom, place and light on what is seen.
    fn paint(&self) {
        let settings = self.settings();
        let (transform, filter) = (settings.view.transform(), settings.filter());
        for image in self.panes.iter().filter_map(Pane::image) {
            drop(image.style().set_property("transform", &transform));
            drop(image.style().set_property("filter", &filter));
        }
        if let Some(plate) = &self.plate {
            drop(plate.style().set_property("filter", &filter));
        }
    }

    /// Asks for the overview in full where the smaller form has no more to show.
    fn sharpen(self: &Rc<Self>) {
        let [first, _] = &self.panes;
        let width = first.width() * self.settings().view.scale();
        let is_seen = self.shown[0].get() == 0 || (self.is_beside() && self.shown[1].get() == 0);
        if !is_seen || !self.sharp.as_ref().is_some_and(|sharp| sharp.is_wanted(width)) {
            return;
        }
        let own = Rc::clone(self);
        spawn_local(async move {
            let Some((sharp, overview)) = own.sharp.as_ref().zip(own.frames.first()) else { return };
            if sharp.load_into(&overview.source).await {
                own.panes[1].expect(None);
                own.apply();
            }
        });
    }
}

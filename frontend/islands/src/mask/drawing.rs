//! What was drawn so far, which rectangle is chosen, and the way back, without a browser.

use super::area::Area;

/// The server takes no more.
const MOST: usize = 50;

/// All rectangles of one picture.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    areas: Vec<Area>,
    chosen: Option<usize>,
    past: Vec<Vec<Area>>,
}

impl Drawing {
    /// Begins with what the page holds; that cannot be undone.
    pub(super) fn of(areas: Vec<Area>) -> Self {
        Self { areas, ..Self::default() }
    }

    pub(super) fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// The number of the chosen rectangle.
    pub(super) fn chosen(&self) -> Option<usize> {
        self.chosen
    }

    /// The chosen rectangle.
    pub(super) fn chosen_area(&self) -> Option<Area> {
        self.areas.get(self.chosen?).copied()
    }

    pub(super) fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether one more fits.
    pub(super) fn has_room(&self) -> bool {
        self.areas.len() < MOST
    }

    /// Says whether it was another one.
    pub(super) fn choose(&mut self, number: usize) -> bool {
        self.chosen.replace(number) != Some(number)
    }

    /// Shows other rectangles without a step that could be undone: a drag is under way.
    pub(super) fn put(&mut self, areas: Vec<Area>, chosen: Option<usize>) {
        self.areas = areas;
        self.chosen = chosen.or(self.chosen).and_then(|chosen| self.last_up_to(chosen));
    }

    /// Makes what a drag led to one step from what was there before it; says whether it led to anything else.
    pub(super) fn settle(&mut self, before: Vec<Area>) -> bool {
        let is_step = before != self.areas;
        if is_step {
            self.past.push(before);
        }
        is_step
    }

    pub(super) fn add(&mut self, area: Area) {
        let (mut next, number) = (self.areas.clone(), self.areas.len());
        next.push(area);
        self.step(next, number);
    }

    pub(super) fn remove(&mut self, number: usize) {
        let others = self.areas.iter().enumerate().filter(|(place, _)| *place != number);
        let next = others.map(|(_, area)| *area).collect();
        self.step(next, number);
    }

    pub(super) fn replace(&mut self, number: usize, area: Area) {
        let next = replaced(&self.areas, number, area);
        self.step(next, number);
    }

    /// Takes the last step back.
    pub(super) fn undo(&mut self) {
        if let Some(before) = self.past.pop() {
            self.put(before, None);
        }
    }

    fn step(&mut self, next: Vec<Area>, chosen: usize) {
        let before = std::mem::replace(&mut self.areas, next);
        self.past.push(before);
        self.chosen = self.last_up_to(chosen);
    }

    /// That number, or the last one there is.
    fn last_up_to(&self, number: usize) -> Option<usize> {
        Some(number.min(self.areas.len().checked_sub(1)?))
    }
}

/// The same rectangles, one of them another.
pub(super) fn replaced(areas: &[Area], number: usize, area: Area) -> Vec<Area> {
    let present = areas.iter().enumerate();
    present.map(|(place, present)| if place == number { area } else { *present }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(x: i32) -> Area {
        Area { x, y: 0, width: 1, height: 1 }
    }

    #[test]
    fn every_step_can_be_taken_back_to_what_the_page_held() {
        let mut drawing = Drawing::of(vec![area(1)]);
        assert!(!drawing.can_undo());
        drawing.add(area(2));
        drawing.replace(1, area(3));
        drawing.remove(0);
        assert_eq!((drawing.areas(), drawing.chosen()), ([area(3)].as_slice(), Some(0)));
        drawing.undo();
        assert_eq!(drawing.areas(), [area(1), area(3)]);
        drawing.undo();
        drawing.undo();
        drawing.undo();
        assert_eq!((drawing.areas(), drawing.can_undo()), ([area(1)].as_slice(), false));
    }

    #[test]
    fn a_drag_is_one_step_however_long_it_took_and_none_when_it_led_nowhere() {
        let mut drawing = Drawing::of(vec![area(1)]);
        let before = drawing.areas().to_vec();
        for x in [2, 3, 4] {
            drawing.put(replaced(&before, 0, area(x)), Some(0));
        }
        assert!(drawing.settle(before));
        drawing.undo();
        assert_eq!(drawing.areas(), [area(1)]);
        assert!(!drawing.settle(vec![area(1)]));
        assert!(!drawing.can_undo());
    }

    #[test]
    fn nothing_is_chosen_once_the_last_one_is_gone() {
        let mut drawing = Drawing::default();
        drawing.add(area(1));
        assert_eq!(drawing.chosen_area(), Some(area(1)));
        drawing.remove(0);
        assert_eq!((drawing.chosen(), drawing.chosen_area()), (None, None));
        assert!(drawing.choose(3), "another one");
        assert_eq!(drawing.chosen_area(), None, "that is not there");
    }

    #[test]
    fn there_is_room_for_fifty() {
        let mut drawing = Drawing::of((0..49).map(area).collect());
        assert!(drawing.has_room());
        drawing.add(area(49));
        assert!(!drawing.has_room());
    }
}

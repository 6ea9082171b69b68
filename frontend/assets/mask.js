// Drawing in the mask editor. The page works without it: two clicks or four numbers make a rectangle.
"use strict";

(() => {
  const root = document.querySelector("[data-mask]");
  if (!root) {
    return;
  }
  const SVG = "http://www.w3.org/2000/svg";
  const MOST = 50;
  const STEP = 8;
  const picture = { width: Number(root.dataset.width), height: Number(root.dataset.height) };
  const overlay = root.querySelector("[data-overlay]");
  const list = root.querySelector("[data-list]");
  const empty = root.querySelector("[data-empty]");
  const complaint = root.querySelector("[data-complaint]");
  const undoButton = root.querySelector("[data-undo]");
  const fields = root.querySelectorAll("[data-areas]");
  const typed = root.querySelector(".pw-mask__typed form");

  let areas = read(fields[0].value);
  let chosen = -1;
  let drag = null;
  const past = [];

  function read(text) {
    const numbers = text.split(";").filter(Boolean).map((area) => area.split(",").map(Number));
    return numbers.map(([x, y, width, height]) => ({ x, y, width, height }));
  }

  const fill = (words, values) => values.reduce((text, value) => text.replace("{}", value), words);

  const within = (value, least, most) => Math.min(Math.max(Math.round(value), least), Math.max(least, most));

  // Every rectangle stays inside the picture and holds at least one pixel of it.
  function fitted({ x, y, width, height }) {
    const across = within(width, 1, picture.width);
    const down = within(height, 1, picture.height);
    const left = within(x, 0, picture.width - across);
    return { x: left, y: within(y, 0, picture.height - down), width: across, height: down };
  }

  function between(one, other) {
    const [x, y] = [Math.min(one.x, other.x), Math.min(one.y, other.y)];
    return fitted({ x, y, width: Math.abs(one.x - other.x) + 1, height: Math.abs(one.y - other.y) + 1 });
  }

  // What is on the page follows from `areas` and `chosen` alone.
  function show() {
    const text = areas.map(({ x, y, width, height }) => [x, y, width, height].join(",")).join(";");
    fields.forEach((field) => {
      field.value = text;
    });
    overlay.replaceChildren(...areas.map(box), ...handles());
    list.replaceChildren(...areas.map(entry));
    empty.hidden = areas.length > 0;
    undoButton.disabled = past.length === 0;
  }

  const words = ({ x, y, width, height }, index) => fill(root.dataset.area, [index + 1, x, y, width, height]);

  function svg(name, attributes) {
    const element = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([attribute, value]) => element.setAttribute(attribute, value));
    return element;
  }

  function box(area, index) {
    const name = index === chosen ? "pw-mask__area pw-mask__area--chosen" : "pw-mask__area";
    const label = words(area, index);
    const element = svg("rect", { ...area, class: name, tabindex: 0, role: "button", "aria-label": label });
    element.dataset.index = index;
    element.addEventListener("focus", () => choose(index));
    return element;
  }

  // The corner by which a rectangle is resized; as large on the screen whatever the picture's size.
  function handles() {
    const area = areas[chosen];
    if (!area) {
      return [];
    }
    const side = 14 * scale();
    const corner = { x: area.x + area.width - side / 2, y: area.y + area.height - side / 2 };
    const attributes = { ...corner, width: side, height: side, class: "pw-mask__handle" };
    return [svg("rect", attributes)];
  }

  function entry(area, index) {
    const item = document.createElement("li");
    item.className = index === chosen ? "pw-mask__entry pw-mask__entry--chosen" : "pw-mask__entry";
    const label = document.createElement("span");
    label.textContent = words(area, index);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "utrecht-button utrecht-button--subtle";
    button.textContent = root.dataset.remove;
    button.setAttribute("aria-label", fill(root.dataset.removeArea, [index + 1]));
    button.addEventListener("click", () => remove(index));
    item.append(label, button);
    return item;
  }

  function choose(index) {
    if (index !== chosen) {
      chosen = index;
      show();
      focusChosen();
    }
  }

  const focusChosen = () => overlay.querySelector(`[data-index="${chosen}"]`)?.focus({ preventScroll: true });

  // What was wrong with the drawing that was sent says nothing about the one that is being made.
  function forgetComplaint() {
    complaint?.remove();
  }

  // One step that can be undone.
  function change(next, index = chosen) {
    forgetComplaint();
    past.push(areas);
    areas = next;
    chosen = Math.min(index, areas.length - 1);
    show();
  }

  function add(area) {
    if (areas.length < MOST) {
      change([...areas, fitted(area)], areas.length);
      focusChosen();
    }
  }

  function remove(index) {
    change(areas.filter((_, place) => place !== index), index);
    if (chosen < 0) {
      root.querySelector("[data-new]").focus();
    } else {
      focusChosen();
    }
  }

  function undo() {
    if (past.length > 0) {
      areas = past.pop();
      chosen = Math.min(chosen, areas.length - 1);
      show();
    }
  }

  const replaced = (index, area) => areas.map((present, place) => (place === index ? fitted(area) : present));

  function create() {
    const [width, height] = [picture.width / 5, picture.height / 5];
    add({ x: (picture.width - width) / 2, y: (picture.height - height) / 2, width, height });
  }

  const scale = () => picture.width / Math.max(overlay.getBoundingClientRect().width, 1);

  function point(event) {
    const { left, top } = overlay.getBoundingClientRect();
    const [x, y] = [(event.clientX - left) * scale(), (event.clientY - top) * scale()];
    return { x: within(x, 0, picture.width - 1), y: within(y, 0, picture.height - 1) };
  }

  overlay.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) {
      return;
    }
    event.preventDefault();
    const from = point(event);
    const before = areas;
    if (event.target.matches(".pw-mask__handle")) {
      drag = { how: "resize", index: chosen, area: areas[chosen], from, before };
    } else if (event.target.dataset.index) {
      const index = Number(event.target.dataset.index);
      choose(index);
      drag = { how: "move", index, area: areas[index], from, before };
    } else if (areas.length < MOST) {
      drag = { how: "draw", index: areas.length, area: null, from, before };
    }
    overlay.setPointerCapture(event.pointerId);
  });

  function dragged({ how, area, from }, to) {
    const [right, down] = [to.x - from.x, to.y - from.y];
    switch (how) {
      case "draw":
        return between(from, to);
      case "move":
        return fitted({ ...area, x: area.x + right, y: area.y + down });
      default:
        return between(area, { x: area.x + area.width - 1 + right, y: area.y + area.height - 1 + down });
    }
  }

  overlay.addEventListener("pointermove", (event) => {
    if (drag) {
      const area = dragged(drag, point(event));
      areas = drag.how === "draw" ? [...drag.before, area] : drag.before.map((present, place) => (place === drag.index ? area : present));
      chosen = drag.index;
      show();
    }
  });

  overlay.addEventListener("pointerup", () => {
    if (drag && areas !== drag.before) {
      forgetComplaint();
      past.push(drag.before);
      undoButton.disabled = false;
      focusChosen();
    }
    drag = null;
  });

  overlay.addEventListener("pointercancel", () => {
    if (drag) {
      areas = drag.before;
      chosen = Math.min(chosen, areas.length - 1);
      drag = null;
      show();
    }
  });

  const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

  overlay.addEventListener("keydown", (event) => {
    const area = areas[chosen];
    if (!area || !event.target.dataset.index) {
      return;
    }
    if (event.key in ARROWS) {
      const [right, down] = ARROWS[event.key];
      const sized = { ...area, width: area.width + right, height: area.height + down };
      const moved = { ...area, x: area.x + right, y: area.y + down };
      change(replaced(chosen, event.shiftKey ? sized : moved));
      focusChosen();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      remove(chosen);
    } else {
      return;
    }
    event.preventDefault();
  });

  const isTyping = (element) => element instanceof HTMLElement && element.matches("input, textarea, select");

  document.addEventListener("keydown", (event) => {
    const modified = event.ctrlKey || event.altKey || event.metaKey;
    if (modified || event.isComposing || isTyping(event.target)) {
      return;
    }
    const action = { n: create, z: undo }[event.key.toLowerCase()];
    if (action) {
      action();
      event.preventDefault();
    }
  });

  // A typed rectangle that fits is added here; anything else goes to the server, which says what is wrong with it.
  typed.addEventListener("submit", (event) => {
    const values = ["left", "top", "width", "height"].map((name) => typed.elements[name].value.trim());
    const [x, y, width, height] = values.map(Number);
    const area = { x, y, width, height };
    const fits = JSON.stringify(fitted(area)) === JSON.stringify(area);
    if (values.every((value) => /^\d+$/.test(value)) && fits && areas.length < MOST) {
      event.preventDefault();
      add(area);
      typed.reset();
    }
  });

  root.querySelector("[data-new]").addEventListener("click", create);
  undoButton.addEventListener("click", undo);
  window.addEventListener("resize", show);
  root.classList.add("pw-mask--live");
  overlay.removeAttribute("aria-hidden");
  root.querySelector(".pw-mask__image").disabled = true;
  root.querySelectorAll("[data-with-script]").forEach((element) => {
    element.hidden = false;
  });
  root.querySelectorAll("[data-without-script]").forEach((element) => {
    element.hidden = true;
  });
  show();
})();

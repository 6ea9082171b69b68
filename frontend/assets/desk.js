// Keyboard of the review desk. The page works without it: every key presses a button that is on the page.
"use strict";

(() => {
  const STORED_SWITCH = "poortwacht-desk-keys";
  const dismiss = document.querySelector(".pw-dismiss");
  const keySwitch = document.querySelector("[data-keys-switch]");
  let enabled = sessionStorage.getItem(STORED_SWITCH) !== "off";

  const isTyping = (element) =>
    element instanceof HTMLElement && element.matches("input:not([type=checkbox]), textarea, select");

  const find = (attribute, key) => document.querySelector(`[${attribute}="${CSS.escape(key)}"]`);

  function pressReason(key) {
    const button = find("data-reason-key", key);
    if (!button) {
      return false;
    }
    const needed = button.dataset.needs && document.getElementById(button.dataset.needs);
    if (needed && needed.value.trim() === "") {
      needed.focus();
    } else {
      button.click();
    }
    return true;
  }

  function press(key) {
    if (dismiss?.open && pressReason(key)) {
      return true;
    }
    const target = find("data-key", key);
    if (!target) {
      return false;
    }
    target.click();
    if (target.matches("summary")) {
      target.focus();
      target.parentElement.scrollIntoView({ block: "nearest" });
    }
    return true;
  }

  function leave(element) {
    if (isTyping(element)) {
      element.blur();
    } else if (dismiss?.open) {
      dismiss.open = false;
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      leave(event.target);
      return;
    }
    const modified = event.ctrlKey || event.altKey || event.metaKey;
    if (!enabled || modified || event.repeat || event.isComposing || isTyping(event.target)) {
      return;
    }
    if (press(event.key.toLowerCase())) {
      event.preventDefault();
    }
  });

  // One decision per page, however often a key is pressed while the next case is on its way.
  let sent = false;
  document.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
    }
    sent = true;
  });
  window.addEventListener("pageshow", () => {
    sent = false;
  });

  function showSwitch() {
    keySwitch.hidden = false;
    keySwitch.textContent = enabled ? keySwitch.dataset.off : keySwitch.dataset.on;
  }

  keySwitch?.addEventListener("click", () => {
    enabled = !enabled;
    sessionStorage.setItem(STORED_SWITCH, enabled ? "on" : "off");
    showSwitch();
  });
  if (keySwitch) {
    showSwitch();
  }
})();

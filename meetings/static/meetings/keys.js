// The keys of the page on which a meeting is held: each does what a click does.
(() => {
  "use strict";
  const keyOf = ({ altKey, ctrlKey, metaKey, code, key }) => {
    if (key === "Enter") return ctrlKey || metaKey ? "Control+Enter" : "";
    return altKey && !ctrlKey && !metaKey ? `Alt+${code.replace("Digit", "")}` : "";
  };

  addEventListener("keydown", (event) => {
    const key = event.getModifierState("AltGraph") ? "" : keyOf(event);
    if (!key) return;
    // Those of the note first, then those of the page.
    const keyed = `[aria-keyshortcuts="${key}"]`;
    const reached = event.target.closest(".note")?.querySelector(keyed) ?? document.querySelector(`.hold-bar ${keyed}`);
    if (!reached) return;
    event.preventDefault();
    reached.click();
  });
})();

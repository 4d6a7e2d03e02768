// The agenda: items are dragged by their numbers, or moved by Alt and an arrow; the forms do the same without.
(() => {
  "use strict";
  const items = () => [...document.querySelectorAll(".agenda-page .agenda-item")];
  const form = (item) => item.querySelector(".agenda-move");
  let dragged = null;

  const send = (item, place) => {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "place", value: place });
    form(item).append(field);
    form(item).submit();
  };

  addEventListener("dragstart", ({ target, dataTransfer }) => {
    dragged = target.closest?.(".agenda-item");
    if (dragged) dataTransfer.setData("text/plain", dragged.id);
  });
  addEventListener("dragend", () => mark(null));

  const mark = (over) => {
    for (const item of items()) item.classList.toggle("is-over", item === over);
    if (!over) dragged = null;
  };

  addEventListener("dragover", (event) => {
    const over = dragged && event.target.closest(".agenda-page .agenda-item");
    if (!over) return;
    event.preventDefault();
    mark(over);
  });

  addEventListener("drop", (event) => {
    const over = dragged && event.target.closest(".agenda-page .agenda-item");
    if (!over) return;
    event.preventDefault();
    if (over !== dragged) send(dragged, items().indexOf(over) + 1);
  });

  addEventListener("keydown", (event) => {
    const button = { ArrowUp: 0, ArrowDown: 1 }[event.key];
    const item = event.target.closest?.(".agenda-page .agenda-item");
    if (event.target.matches("input, textarea")) return;
    if (!event.altKey || button === undefined || !item || !form(item)) return;
    event.preventDefault();
    form(item).querySelectorAll("button")[button].click();
  });

  // Without a script they are no handles, and nobody goes through them by Tab.
  for (const item of items().filter(form)) {
    item.tabIndex = 0;
    item.querySelector(".agenda-number").draggable = true;
  }
  if (location.hash.startsWith("#item-")) document.getElementById(location.hash.slice(1))?.focus();
})();

// Ticked rows: the box in the head ticks those of the page, and the button says how many there are.
(() => {
  "use strict";
  const boxes = () => [...document.querySelectorAll("#results input[name=action]")];
  const show = () => {
    const head = document.getElementById("tick-page");
    if (!head) return;
    const ticked = boxes().filter((box) => box.checked).length;
    head.checked = ticked > 0 && ticked === boxes().length;
    head.indeterminate = ticked > 0 && !head.checked;
    document.getElementById("ticked").textContent = ticked || "";
  };
  addEventListener("change", ({ target }) => {
    if (target.id === "tick-page") for (const box of boxes()) box.checked = target.checked;
    if (target.form?.id === "bulk") show();
  });
  // Boxes stay ticked when one comes back to the page.
  addEventListener("pageshow", show);
  addEventListener("htmx:afterSettle", show);
})();

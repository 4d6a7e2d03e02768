// Recipients: one box ticks them all, and a count says how many are ticked.
(() => {
  "use strict";
  const all = document.getElementById("tick-all");
  if (!all) return;
  const boxes = [...document.querySelectorAll("input[name=recipients]")];
  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && !all.checked;
    document.getElementById("ticked").textContent = ticked;
  };
  all.closest("[hidden]").hidden = false;
  all.form.addEventListener("change", ({ target }) => {
    if (target === all) for (const box of boxes) box.checked = all.checked;
    show();
  });
  // Boxes stay ticked when one comes back to the page.
  addEventListener("pageshow", show);
})();

// The form of a whole action beside the table: opened from its row, saved there, and on to the next row.
(() => {
  "use strict";
  const panel = document.getElementById("panel");
  const offcanvas = bootstrap.Offcanvas.getOrCreateInstance(panel);
  const field = "input:not([type=hidden]), select:not(.tomselected), textarea";
  let row;
  let place; // of the cell in its row

  const form = () => panel.querySelector(".action-form");
  const typed = () => new URLSearchParams(new FormData(form())).toString();
  const isChanged = () => form() && form().opened !== typed();
  const rowOf = ({ dataset: { action } }) =>
    document.querySelector(`#results input[name=action][value="${action}"]`)?.closest("tr");

  addEventListener("click", (event) => {
    const link = event.target.closest("a.row-form");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    row = link.closest("tr");
    const focused = document.activeElement.closest("td, th");
    place = row.contains(focused) ? Math.max(focused.cellIndex, 1) : 1;
    const address = link.pathname + location.search;
    htmx.ajax("GET", address, { source: panel, target: panel, swap: "settle:0ms" });
  });

  // Where something is to be mended, or at the beginning.
  const enter = () => {
    const entered = form().querySelector(`.is-refused :is(${field})`) ?? form().querySelector(field);
    entered.focus();
    entered.closest(".form-field").scrollIntoView({ block: "nearest" });
  };

  const renew = (row, cells) => row?.replaceChildren(row.cells[0], cells);

  // What is typed once the form was sent would be lost.
  addEventListener("htmx:beforeSend", ({ target }) => {
    if (target === form()) target.inert = true;
  });

  // What is to be mended comes back as the form that says so.
  addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target !== panel || ![409, 422].includes(detail.xhr.status)) return;
    detail.shouldSwap = true;
    detail.isError = false;
  });

  addEventListener("htmx:afterRequest", ({ detail: { target, xhr } }) => {
    if (target !== panel) return;
    const fresh = panel.querySelector("template[data-action]");
    if (fresh) renew(rowOf(fresh), fresh.content);
    if (!form()) return offcanvas.hide();
    form().inert = false;
    form().opened ??= xhr.status === 200 ? typed() : "";
    row = rowOf(form()) ?? row;
    offcanvas.show();
    enter();
  });

  panel.addEventListener("shown.bs.offcanvas", enter);

  panel.addEventListener("hide.bs.offcanvas", (event) => {
    if (isChanged() && !confirm(panel.dataset.unsaved)) event.preventDefault();
  });

  panel.addEventListener("hidden.bs.offcanvas", () => {
    panel.replaceChildren();
    row.cells[place].dispatchEvent(new Event("grid:go", { bubbles: true }));
  });

  addEventListener("beforeunload", (event) => {
    if (isChanged()) event.preventDefault();
  });
})();

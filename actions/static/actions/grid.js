// The table as a grid: arrows move between cells; Enter, F2 or a click opens an editor in the cell.
(() => {
  "use strict";
  const ROW = "tr[data-url]";
  const CELL = `${ROW} > [class*="kind-"]`;
  const EDITOR = `${ROW} .cell-editor`;

  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const isEditable = (cell) => "column" in cell.dataset;
  const isConflict = (form) => "conflict" in form.dataset;
  const isSent = (element) => element.matches(".htmx-request");
  const typed = (form) => new URLSearchParams(new FormData(form)).toString();
  const isChanged = (form) => isConflict(form) || typed(form) !== form.opened;

  // Moving ----------------------------------------------------------------------------------------

  const go = (cell) => {
    for (const other of all(`${CELL}[tabindex="0"]`)) other.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus();
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  const move = (event) => {
    const cell = event.target;
    const rows = all(ROW);
    const cells = all('[class*="kind-"]', cell.parentElement);
    const beside = (step) => cells[cells.indexOf(cell) + step];
    const below = (step) => rows[rows.indexOf(cell.parentElement) + step]?.cells[cell.cellIndex];
    const forward = getComputedStyle(cell).direction === "rtl" ? -1 : 1;
    const [towards, step] = {
      ArrowUp: [below, -1], ArrowDown: [below, 1], ArrowLeft: [beside, -forward], ArrowRight: [beside, forward],
    }[event.key] ?? [];
    if (!towards) return;
    event.preventDefault();
    const reached = towards(step);
    if (reached) go(reached);
  };

  const neighbour = (cell, step) => {
    const cells = all(`${CELL}[data-column]`);
    return cells[cells.indexOf(cell) + step] ?? cell;
  };

  // Whoever takes the focus from the grid gives it back so.
  addEventListener("grid:go", ({ target }) => go(target));

  // Editing ---------------------------------------------------------------------------------------

  const enter = (form) => form.querySelector("input:not([type=hidden]), select:not(.tomselected), textarea").focus();

  const open = (cell) => {
    if (!isEditable(cell) || isSent(cell)) return;
    const form = cell.querySelector(".cell-editor");
    if (form) return enter(form);
    for (const note of all(".cell-note")) note.remove();
    go(cell);
    const address = `${cell.parentElement.dataset.url}cells/${cell.dataset.column}/`;
    htmx.ajax("GET", address, { source: cell, target: cell, swap: "beforeend settle:0ms" });
  };

  // `step`: where to go then, 0 for the cell itself, 1 and -1 for its neighbours, null where the person went already.
  const close = (form, step) => {
    const cell = form.closest(CELL);
    form.closed = true;
    if (step !== null) go(neighbour(cell, step));
    form.remove();
  };

  const save = (form, step) => {
    if (isSent(form) || form.closed) return;
    form.step = step;
    if (isChanged(form)) form.requestSubmit();
    else close(form, step);
  };

  const restore = (form) => {
    const theirs = form.querySelector("[name=keep]");
    if (theirs) theirs.click();
    else close(form, 0);
  };

  const type = (event, form) => {
    const chosen = event.defaultPrevented; // by the picker's list
    if (event.key === "Escape" && !chosen) restore(form);
    if (!event.target.matches("input, select, textarea") || event.isComposing) return;
    if (event.key === "Tab" && !isConflict(form)) {
      event.preventDefault();
      save(form, event.shiftKey ? -1 : 1);
    } else if (event.key === "Enter" && !chosen && (event.ctrlKey || !event.target.matches("textarea"))) {
      event.preventDefault();
      save(form, 0);
    }
  };

  addEventListener("keydown", (event) => {
    const form = event.target.closest(EDITOR);
    if (form) return type(event, form);
    if (!event.target.matches(CELL) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key !== "Enter" && event.key !== "F2") return move(event);
    event.preventDefault();
    if (event.shiftKey) event.target.parentElement.querySelector(".row-form").click();
    else if (isEditable(event.target)) open(event.target);
    else event.target.querySelector("a")?.click();
  });

  addEventListener("click", (event) => {
    const cancel = event.target.closest(`${EDITOR} [data-cancel]`);
    const cell = event.target.closest(CELL);
    if (cancel) {
      event.preventDefault();
      restore(cancel.closest(EDITOR));
    } else if (cell && !event.target.closest("a, button, input, label, form")) open(cell);
  });

  // An editor's buttons leave the focus where something is typed, and so does all of an editor that was sent.
  addEventListener("mousedown", (event) => {
    if (event.target.closest(`${EDITOR} .cell-buttons, ${EDITOR}.htmx-request`)) event.preventDefault();
  });

  // Who leaves an editor has finished with it, unless the window itself was left.
  addEventListener("focusout", (event) => {
    const form = event.target.closest(EDITOR);
    if (!form?.isConnected || isConflict(form) || form.contains(event.relatedTarget) || !document.hasFocus()) return;
    save(form, null);
  });

  addEventListener("beforeunload", (event) => {
    if (all(EDITOR).some((form) => isChanged(form))) event.preventDefault();
  });

  // What comes from the server --------------------------------------------------------------------

  addEventListener("htmx:load", ({ target }) => {
    const forms = target.matches(".cell-editor") ? [target] : all(".cell-editor", target);
    for (const form of forms) {
      form.opened = typed(form);
      form.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    const [first] = all(CELL);
    if (first && !all(`${CELL}[tabindex="0"]`).length) first.tabIndex = 0;
  });

  // Its parts, since a click on it would else reach the cell below.
  const freeze = (form, isFrozen) => {
    for (const part of form.children) part.inert = isFrozen;
  };

  // A sent editor takes nothing more: what is typed from then on is for where the focus goes.
  addEventListener("htmx:beforeSend", ({ target: form }) => {
    if (!form.matches(EDITOR)) return;
    freeze(form, true);
    if (form.step !== null) go(neighbour(form.closest(CELL), form.step ?? 0));
  });

  // The server answers with the cells that the page shows.
  addEventListener("htmx:configRequest", ({ target, detail }) => {
    if (!target.matches(EDITOR)) return;
    for (const cell of target.closest(ROW).cells) {
      const column = /\bcol-(\S+)/.exec(cell.className);
      if (column) detail.formData.append("shown", column[1]);
    }
    const cell = target.closest(CELL);
    target.place = [cell.parentElement, cell.cellIndex];
  });

  let answered; // the editor to which the server answers

  // A conflict and a refusal come back as the editor that says so.
  addEventListener("htmx:beforeSwap", ({ detail }) => {
    answered = detail.target;
    if (!detail.target.matches(".cell-editor") || ![409, 422].includes(detail.xhr.status)) return;
    detail.shouldSwap = true;
    detail.isError = false;
  });

  // What follows from a saved cell does not take the place of an editor that was opened or sent meanwhile.
  addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    const form = detail.target.querySelector(".cell-editor");
    if (isSent(detail.target) || (form && form !== answered)) detail.shouldSwap = false;
  });

  addEventListener("htmx:afterRequest", ({ detail: { requestConfig: { elt: form }, xhr } }) => {
    if (form.matches(".cell-editor") && xhr.status === 200) {
      const [row, index] = form.place;
      const cell = row.cells[index];
      document.getElementById("grid-said").textContent = cell.querySelector(".cell-note p")?.textContent ?? "";
      const isLost = document.activeElement === document.body; // with the cell that the answer took the place of
      if (isLost && form.step !== null) go(neighbour(cell, form.step ?? 0));
    } else if (form.matches(EDITOR)) {
      // It did not arrive.
      freeze(form, false);
      enter(form);
    }
    if (form.matches(".cell-undo") && xhr.status === 200) {
      const { id } = form.closest(ROW);
      const { column } = form.closest(CELL).dataset;
      const address = location.pathname + location.search;
      htmx.ajax("GET", address, { target: "#results", select: "#results", swap: "outerHTML" }).then(() => {
        const cell = document.getElementById(id)?.querySelector(`[data-column="${column}"]`);
        if (cell) go(cell);
      });
    }
  });
})();

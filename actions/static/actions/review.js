// The review of a change set from the keyboard: j and k move between what is proposed, a accepts, r refuses.
(() => {
  "use strict";
  const STOP = "[data-stop]";
  const all = () => [...document.querySelectorAll(STOP)];
  const named = (name) => document.querySelector(`[data-stop="${name}"]`);
  let decided = null; // the name of the stop that was decided last

  const go = (stop) => {
    stop.focus();
    stop.scrollIntoView({ block: "nearest" });
  };

  // From nowhere, the first one.
  const move = (step) => {
    const stops = all();
    const here = stops.indexOf(document.activeElement.closest(STOP));
    const reached = stops[here < 0 ? 0 : here + step];
    if (reached) go(reached);
  };

  const press = (name) => document.activeElement.closest(STOP)?.querySelector(`button[name="${name}"]`)?.click();

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    const act = {
      j: () => move(1), k: () => move(-1), a: () => press("accept"), r: () => press("refuse"),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  addEventListener("click", (event) => {
    const button = event.target.closest(".row-change button");
    if (button) decided = (button.closest(STOP) ?? button.closest(".row-change").querySelector(STOP))?.dataset.stop;
  });

  // After a verdict, on to the next one that waits; if none does, back to what was decided.
  addEventListener("htmx:afterSettle", (event) => {
    if (!event.target.matches(".row-change") || !decided) return;
    const stops = all();
    const here = named(decided) ?? event.target.querySelector(STOP);
    const next = stops.slice(stops.indexOf(here)).find((stop) => "open" in stop.dataset);
    const reached = next ?? here;
    if (reached) go(reached);
    decided = null;
  });
})();

// Who is there: each choice is saved at once, and what others chose is shown.
(() => {
  "use strict";
  const page = document.querySelector(".hold");
  const list = () => document.getElementById("attendance");
  const say = (text) => (page.querySelector(".hold-said").textContent = text ?? "");

  const show = ({ attendance, counts }) => {
    for (const [name, presence] of Object.entries(attendance)) {
      const seen = list().querySelector(`[name="seen-${name}"]`);
      // Somebody was added: the whole list comes anew, unless this one is at it.
      if (!seen && list().contains(document.activeElement)) continue;
      if (!seen) {
        htmx.ajax("GET", location.pathname, { target: "#attendance", select: "#attendance", swap: "outerHTML" });
        break;
      }
      seen.value = presence;
      list().querySelector(`[name="${name}"][value="${presence}"]`).checked = true;
    }
    page.querySelectorAll(".hold-counts > span").forEach((count, place) => (count.textContent = counts[place]));
  };

  addEventListener("hold:heard", ({ detail }) => show(detail));

  addEventListener("change", async ({ target }) => {
    if (!target.matches("#attendance [type=radio]")) return;
    const { elements, action } = target.form;
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", target.name, `seen-${target.name}`]) body.set(name, elements[name].value);
    try {
      const answer = await (await fetch(action, { method: "POST", body, headers: { Accept: "application/json" } })).json();
      show(answer);
      say(answer.said);
    } catch {
      // It is as it was.
      list().querySelector(`[name="${target.name}"][value="${elements[`seen-${target.name}`].value}"]`).checked = true;
      say(page.dataset.unmarked);
    }
  });

  addEventListener("keydown", (event) => {
    const group = event.target.closest("#attendance [role=radiogroup]");
    if (!group || event.altKey || event.ctrlKey || !/^[1-4]$/.test(event.key)) return;
    event.preventDefault();
    group.querySelectorAll("[type=radio]")[event.key - 1].click();
  });
})();

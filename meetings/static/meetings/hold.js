// A meeting while it is held: what is typed is saved, compared with what others typed, and kept until it is.
(() => {
  "use strict";
  const page = document.querySelector(".hold");
  const words = page.dataset;
  const [PAUSE, POLL, LONGEST] = [1000, 5000, 30000]; // milliseconds
  const KEPT = `hold:${location.pathname}`;
  const csrf = page.querySelector("[name=csrfmiddlewaretoken]").value;

  const all = (selector, within = page) => [...within.querySelectorAll(selector)];
  const noteOf = (element) => element.closest(".note");
  const find = (part, ref) => document.getElementById(`${part}-${ref}`);
  const listOf = (part) => page.querySelector(`[data-list="${part}"]`);
  const formOf = (note) => note.querySelector(".note-form");
  const base = (field) => field.form.elements[`base-${field.name}`];
  const fields = (note) => [...formOf(note).elements].filter((field) => field.name && base(field));
  const isNew = (note) => "new" in note.dataset;
  // A list of names comes back in its own order and spelling: what was `accepted` is the base in other words. `tried`
  // is what was sent without an answer, and may have arrived.
  const isDirty = (field) =>
    field.tried?.length > 0 || (field.value !== base(field).value && field.value !== field.accepted);
  const isWaiting = (field) => isDirty(field) && field.value !== field.refused && !field.conflict;
  const isUnsaved = (note) => fields(note).some(isDirty);
  const isReady = (note) => fields(note).every((field) => !field.required || field.value.trim());

  const blank = {};
  for (const note of all(".note[data-blank]")) {
    blank[note.dataset.part] = note;
    note.remove();
  }
  page.classList.add("is-live");

  // Telling ---------------------------------------------------------------------------------------

  let [isFailing, pause, retry, last, acts] = [false, PAUSE, null, "", 0]; // acts: saves begun and ended

  const write = (element, text) => element.textContent === text || (element.textContent = text);
  const say = (text, ...more) => page.querySelector(".hold-said").replaceChildren(text ?? "", ...more);

  const tell = () => {
    const open = all(".note").filter(isUnsaved);
    for (const note of all(".note")) note.classList.toggle("is-unsaved", open.includes(note));
    const some = (test) => open.some((note) => fields(note).some(test));
    let said = "saved";
    if (isFailing) said = "failed";
    else if (some((field) => field.conflict)) said = "choice";
    else if (open.some((note) => note.sending || (!(isNew(note) && !isReady(note)) && fields(note).some(isWaiting))))
      said = "saving";
    else if (some((field) => field.refused === field.value)) said = "refused";
    else if (open.length) said = "incomplete";
    const place = page.querySelector(".hold-state");
    place.dataset.is = said;
    write(place, words[said]);
  };

  const fault = (field, text) => write(field.closest(".form-field").querySelector(".note-fault"), text ?? "");

  const keep = () => {
    const held = all(".note").filter(isUnsaved).map((note) => ({
      part: note.dataset.part, note: note.dataset.note,
      fields: fields(note).filter(isDirty).map((field) => [field.name, field.value, base(field).value, field.tried]),
    }));
    if (held.length) sessionStorage.setItem(KEPT, JSON.stringify(held));
    else sessionStorage.removeItem(KEPT);
  };

  // Saving ----------------------------------------------------------------------------------------

  const post = async (url, body, keepalive = false) => {
    const headers = { Accept: "application/json", "X-CSRFToken": csrf };
    const response = await fetch(url, { method: "POST", body, headers, keepalive });
    if (!response.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(response.status);
    return response.json();
  };

  const soon = (note) => {
    clearTimeout(note.timer);
    note.timer = setTimeout(() => save(note), PAUSE);
  };

  const save = async (note, isLeaving = false) => {
    clearTimeout(note.timer);
    const ones = fields(note).filter(isWaiting);
    if (note.sending || !ones.length || (isNew(note) && !isReady(note))) return tell();
    const data = new FormData(note.querySelector(".note-key"));
    const sent = new Map((isNew(note) ? fields(note) : ones).map((field) => [field, field.value]));
    if (isNew(note)) {
      let before = note.previousElementSibling;
      while (before && isNew(before)) before = before.previousElementSibling;
      if (note.nextElementSibling) data.set("after", before?.dataset.note ?? "");
      data.set("new", "1");
    }
    for (const [field, value] of sent) {
      data.append(field.name, value);
      for (const seen of [base(field).value, ...(field.tried ?? [])]) data.append(`base-${field.name}`, seen);
      field.tried = [...(field.tried ?? []), value].slice(-5);
    }
    note.sending = true;
    acts++;
    tell();
    try {
      const answer = await post(words.save, data, isLeaving);
      take(note, sent, answer);
      [isFailing, pause] = [false, PAUSE];
    } catch {
      isFailing = true;
      pause = Math.min(pause * 2, LONGEST);
      clearTimeout(retry);
      retry = setTimeout(saveAll, pause);
    }
    acts++;
    note.sending = false;
    keep();
    tell();
    if (!isFailing && fields(note).some(isWaiting)) soon(note);
  };

  const saveAll = (isLeaving = false) => all(".note").map((note) => save(note, isLeaving === true));

  const take = (note, sent, answer) => {
    for (const field of sent.keys()) field.tried = [];
    if (answer.gone) return lose(note);
    for (const [field, value] of sent) {
      const error = answer.errors?.[field.name];
      const conflict = answer.conflicts?.[field.name];
      field.refused = answer.note && !error ? null : value;
      fault(field, error);
      if (conflict) choose(field, conflict);
      else if (answer.note && !error) accept(field, value, answer.note.said[field.name]);
    }
    const more = answer.said ?? answer.errors?.__all__;
    if (more) fault(fields(note)[0], more);
    if (answer.note) dress(note, answer.note);
  };

  const accept = (field, value, saved) => {
    base(field).value = saved;
    field.accepted = value;
    if (field !== document.activeElement && field.value === value) field.value = saved;
  };

  // Somebody removed what is being written here: it comes back when it is saved again.
  const lose = (note) => {
    note.dataset.new = "";
    for (const field of fields(note)) [base(field).value, field.refused] = ["", field.value];
    say(words.gone);
  };

  const choose = (field, { value, said }) => {
    field.conflict = true;
    const place = field.closest(".form-field");
    place.querySelector(".conflict")?.remove();
    place.append(document.getElementById("conflict").content.cloneNode(true));
    const choice = place.querySelector(".conflict");
    write(choice.querySelector("legend"), said);
    write(choice.querySelector("blockquote"), field.selectedOptions ? words[`kind${value}`] ?? value : value || "–");
    choice.addEventListener("click", ({ target }) => {
      if (!target.matches("button")) return;
      base(field).value = value;
      if (target.name === "theirs") field.value = value;
      field.conflict = false;
      choice.remove();
      field.focus();
      keep();
      save(noteOf(field));
    });
  };

  // Notes -----------------------------------------------------------------------------------------

  const make = (part, ref) => {
    const box = document.createElement("template");
    box.innerHTML = blank[part].outerHTML.replaceAll(blank[part].dataset.note, ref);
    const note = box.content.firstElementChild;
    delete note.dataset.blank;
    return note;
  };

  const dress = (note, { number, links }) => {
    delete note.dataset.new;
    write(note.querySelector(".note-number"), String(number));
    for (const field of all("[name=seen]", note)) field.value = number;
    for (const button of all("[name=to]", note)) button.value = Math.max(number + Number(button.dataset.step), 1);
    note.querySelector(".note-links").replaceChildren(...links.map(([reference, title, url]) => {
      const [item, link] = [document.createElement("li"), document.createElement("a")];
      Object.assign(link, { href: url, textContent: reference });
      item.append(link, ` ${title}`);
      return item;
    }));
  };

  const enter = (note) => {
    const field = fields(note).find((one) => one.required && !one.selectedOptions);
    field.focus();
    field.selectionStart = field.value.length;
    note.scrollIntoView({ block: "nearest" });
  };

  // Without `crypto.randomUUID`, which plain HTTP lacks.
  const draw = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));

  const add = (part, before = null, values = {}, ref = draw()) => {
    const note = make(part, ref);
    if (before) before.after(note);
    else listOf(part).append(note);
    for (const field of fields(note)) if (field.name in values) field.value = values[field.name];
    keep();
    enter(note);
    soon(note);
    tell();
  };

  // What the server holds, without what is being written here.
  const apply = (answer) => {
    if (!answer.notes) return;
    last = answer.state;
    const focused = document.activeElement;
    for (const part of Object.keys(blank)) {
      const list = listOf(part);
      const there = answer.notes.filter((one) => one.part === part).map((one) => {
        const note = find(part, one.note) ?? make(part, one.note);
        for (const field of fields(note)) {
          if (isDirty(field) || field === focused || base(field).value === one.said[field.name]) continue;
          field.value = base(field).value = one.said[field.name];
        }
        dress(note, one);
        return note;
      });
      for (const note of [...list.children].filter((one) => !there.includes(one))) {
        if (!isNew(note) && !isUnsaved(note) && !note.contains(focused)) note.remove();
        else {
          if (!isNew(note)) lose(note);
          there.splice(there.indexOf(note.previousElementSibling) + 1, 0, note);
        }
      }
      there.forEach((note, place) => {
        if (list.children[place] !== note) list.insertBefore(note, list.children[place] ?? null);
      });
    }
    if (document.activeElement !== focused) focused.focus();
    mark(answer);
    tell();
  };

  const mark = ({ attendance, counts }) => {
    for (const [name, presence] of Object.entries(attendance)) {
      const seen = page.querySelector(`[name="seen-${name}"]`);
      if (!seen) {
        htmx.ajax("GET", location.pathname, { target: "#attendance", select: "#attendance", swap: "outerHTML" });
        break;
      }
      seen.value = presence;
      page.querySelector(`[name="${name}"][value="${presence}"]`).checked = true;
    }
    all(".hold-counts > span").forEach((count, place) => write(count, counts[place]));
  };

  const poll = async () => {
    if (document.hidden || poll.isOn) return;
    poll.isOn = true;
    const [began, data] = [acts, new FormData()];
    data.set("state", last);
    const here = noteOf(document.activeElement);
    if (here) for (const name of ["part", "note"]) data.set(name, here.dataset[name]);
    try {
      const answer = await post(words.presence, data);
      // What was saved meanwhile is newer than the answer.
      if (began === acts && !all(".note").some((note) => note.sending)) apply(answer);
      for (const note of all(".note")) {
        const names = (answer.writing[note.dataset.note] ?? []).map((name) => words.here.replace("{}", name));
        write(note.querySelector(".note-writing"), names.join(" "));
      }
    } catch {
      // The next one may get through; what is not saved says so itself.
    }
    poll.isOn = false;
  };

  // What people do --------------------------------------------------------------------------------

  const act = async (form, button) => {
    const note = noteOf(form);
    const values = note && Object.fromEntries(fields(note).map((field) => [field.name, field.value]));
    const before = note?.previousElementSibling;
    if (note && !form.matches(".note-remove")) await save(note);
    if (note && isNew(note)) {
      if (!form.matches(".note-remove")) return say(words.incomplete);
      note.remove();
    } else {
      try {
        const answer = await post(form.action, new FormData(form, button));
        if (note && form.matches(".note-remove") && answer.notes) note.remove();
        apply(answer);
        say(answer.said);
        if (answer.said && answer.notes) form.closest("details")?.removeAttribute("open");
      } catch {
        return say(words.failed);
      }
    }
    keep();
    tell();
    if (!form.matches(".note-remove") || note.isConnected) return;
    const undo = Object.assign(document.createElement("button"), { type: "button", textContent: words.undo });
    undo.className = "btn btn-link btn-sm";
    undo.addEventListener("click", () => {
      say("");
      add(note.dataset.part, before?.isConnected ? before : null, values, note.dataset.note);
    });
    say(`${words.removed} `, undo);
    undo.focus();
  };

  addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches(".hold form[data-live]")) return;
    event.preventDefault();
    if (form.matches(".note-form")) save(noteOf(form));
    else if (form.matches(".agenda-item")) add("point", null, { text: `${form.elements.text.value}\n` });
    else act(form, event.submitter);
  });

  addEventListener("click", (event) => {
    const link = event.target.closest("[data-add]");
    if (!link) return;
    event.preventDefault();
    add(link.dataset.add);
  });

  // A list of names is completed behind the last semicolon.
  const complete = (field) => {
    const before = field.value.includes(";") ? field.value.replace(/[^;]*$/, " ") : "";
    if (field.list.dataset.before === before) return;
    field.list.dataset.before = before;
    for (const option of field.list.options) option.value = before + (option.dataset.name ??= option.value);
  };

  addEventListener("input", ({ target }) => {
    if (target.list) complete(target);
    const note = target.closest(".note-form") && noteOf(target);
    if (!note) return;
    keep();
    tell();
    soon(note);
  });
  addEventListener("change", ({ target }) => {
    if (target.closest("#attendance")) {
      const data = new FormData();
      for (const name of [target.name, `seen-${target.name}`]) data.set(name, target.form.elements[name].value);
      post(target.form.action, data).then((answer) => {
        mark(answer);
        say(answer.said);
      }, () => say(words.failed));
    }
  });
  addEventListener("focusin", ({ target }) => {
    if (target.list) complete(target);
    if (target.closest(".note-form")) poll();
  });
  addEventListener("focusout", ({ target }) => {
    if (!target.closest(".note-form") || !target.name) return;
    if (target.value === target.accepted) target.value = base(target).value;
    save(noteOf(target));
  });

  addEventListener("keydown", (event) => {
    const note = noteOf(event.target);
    const isAlt = event.altKey && !event.ctrlKey && !event.metaKey && !event.getModifierState("AltGraph");
    const link = isAlt && page.querySelector(`[data-key="${event.code}"]`);
    const step = isAlt && note && { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const group = event.target.closest("[role=radiogroup]");
    if (link) add(link.dataset.add);
    else if (step) note.querySelector(`[data-step="${step}"]`).click();
    else if (note && event.key === "Enter" && (event.ctrlKey || event.metaKey)) add(note.dataset.part, note);
    else if (group && /^[1-4]$/.test(event.key)) all("input[type=radio]", group)[event.key - 1].click();
    else return;
    event.preventDefault();
  });

  addEventListener("online", () => saveAll());
  addEventListener("visibilitychange", () => (document.hidden ? saveAll(true) : poll()));
  addEventListener("pagehide", () => saveAll(true));
  addEventListener("beforeunload", (event) => {
    if (!all(".note").some(isUnsaved)) return;
    saveAll(true);
    event.preventDefault();
  });

  // What a former visit did not save.
  for (const { part, note: ref, fields: held } of JSON.parse(sessionStorage.getItem(KEPT) ?? "[]")) {
    const note = find(part, ref) ?? listOf(part).appendChild(make(part, ref));
    for (const [name, value, seen, tried] of held) {
      const field = formOf(note).elements[name];
      if (field.value === value) continue;
      Object.assign(field, { value, tried });
      base(field).value = seen;
    }
    soon(note);
  }
  tell();
  poll();
  setInterval(poll, POLL);
})();

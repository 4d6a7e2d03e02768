// A meeting while it is held: what is typed is saved, compared with what others typed, and kept until it is.
(() => {
  "use strict";
  const page = document.querySelector(".hold");
  const words = page.dataset;
  const [PAUSE, POLL, LONGEST] = [1000, 5000, 30000]; // milliseconds
  const KEPT = `hold:${location.pathname}`;

  const all = (selector, within = page) => [...within.querySelectorAll(selector)];
  const noteOf = (element) => element.closest(".note");
  const listOf = (part) => page.querySelector(`[data-list="${part}"]`);
  const base = (field) => field.form.elements[`base-${field.name}`];
  const fields = (note) =>
    [...note.querySelector(".note-form").elements].filter((field) => field.name && base(field));
  const isNew = (note) => "new" in note.dataset;
  // A list of names comes back in its own order and spelling: what was `accepted` is the base in other words. `tried`
  // is what was sent without an answer, and may have arrived.
  const isDirty = (field) =>
    field.tried?.length > 0 || (field.value !== base(field).value && field.value !== field.accepted);
  const isWaiting = (field) => isDirty(field) && field.value !== field.refused && !field.conflict;
  const isUnsaved = (note) => fields(note).some(isDirty);
  const isReady = (note) => !isNew(note) || fields(note).every((field) => !field.required || field.value.trim());

  // Without `crypto.randomUUID`, which plain HTTP lacks.
  const draw = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));

  const blank = {};
  for (const note of all(".note[data-blank]")) blank[note.dataset.part] = note.parentElement.removeChild(note);
  page.classList.add("is-live");

  // Telling ---------------------------------------------------------------------------------------

  let [isFailing, pause, retry, last, acts] = [false, PAUSE, null, "", 0]; // acts: saves begun and ended

  const write = (element, text) => element.textContent === text || (element.textContent = text);
  const say = (text, ...more) => page.querySelector(".hold-said").replaceChildren(text ?? "", ...more);

  const tell = () => {
    const open = all(".note").filter(isUnsaved);
    for (const note of all(".note")) note.classList.toggle("is-unsaved", open.includes(note));
    const some = (test) => open.some((note) => fields(note).some(test));
    const isUnderWay = (note) => note.sending || (isReady(note) && fields(note).some(isWaiting));
    let said = open.length ? "incomplete" : "saved";
    if (isFailing) said = "failed";
    else if (some((field) => field.conflict)) said = "choice";
    else if (open.some(isUnderWay)) said = "saving";
    else if (some((field) => field.refused === field.value)) said = "refused";
    page.querySelector(".hold-state").dataset.is = said;
    write(page.querySelector(".hold-state"), words[said]);
  };

  const fault = (field, text) => write(field.closest(".form-field").querySelector(".note-fault"), text ?? "");

  const keep = () => {
    const typed = (field) => [field.name, [field.value, base(field).value, field.tried]];
    const held = all(".note").filter(isUnsaved).map((note) =>
      [note.dataset.part, note.dataset.note, Object.fromEntries(fields(note).filter(isDirty).map(typed))]);
    if (held.length) sessionStorage.setItem(KEPT, JSON.stringify(held));
    else sessionStorage.removeItem(KEPT);
  };

  // Saving ----------------------------------------------------------------------------------------

  const post = async (url, body, keepalive = false) => {
    // Whoever logs in again in another window gets another token.
    const token = /csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? body.get("csrfmiddlewaretoken");
    body.delete("csrfmiddlewaretoken");
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    const response = await fetch(url, { method: "POST", body, headers, keepalive });
    if (!response.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(response.status);
    return response.json();
  };

  const soon = (note) => {
    clearTimeout(note.timer);
    note.timer = setTimeout(() => save(note), PAUSE);
  };

  const touch = (note) => {
    keep();
    tell();
    soon(note);
  };

  const save = async (note, isLeaving = false) => {
    clearTimeout(note.timer);
    const ones = fields(note).filter(isWaiting);
    if (note.sending || !ones.length || !isReady(note)) return tell();
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
      take(note, sent, await post(words.save, data, isLeaving));
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

  const saveAll = (isLeaving) => all(".note").map((note) => save(note, isLeaving));

  const take = (note, sent, answer) => {
    for (const field of sent.keys()) field.tried = [];
    if (answer.gone) return lose(note);
    for (const [field, value] of sent) {
      const [error, conflict] = [answer.errors?.[field.name], answer.conflicts?.[field.name]];
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
    note.dataset.note = draw();
    note.id = `${note.dataset.part}-${note.dataset.note}`;
    for (const field of all("[name=note]", note)) field.value = note.dataset.note;
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
    write(choice.querySelector("blockquote"), field.querySelector(`option[value="${value}"]`)?.text ?? (value || "–"));
    choice.addEventListener("click", ({ target }) => {
      if (!target.matches("button")) return;
      base(field).value = value;
      if (target.name === "theirs") field.value = value;
      field.conflict = false;
      choice.remove();
      field.focus();
      touch(noteOf(field));
    });
  };

  // Notes -----------------------------------------------------------------------------------------

  // The note that is called so; it is made if there is none.
  const find = (part, ref) => {
    const there = document.getElementById(`${part}-${ref}`);
    if (there) return there;
    const note = blank[part].cloneNode(true);
    for (const element of [note, ...all("*", note)]) {
      for (const held of element.attributes) held.value = held.value.replaceAll(blank[part].dataset.note, ref);
    }
    delete note.dataset.blank;
    return note;
  };

  const dress = (note, { number, links }) => {
    delete note.dataset.new;
    write(note.querySelector(".note-number"), String(number));
    for (const field of all("[name=seen]", note)) field.value = number;
    for (const button of all("[name=to]", note)) button.value = Math.max(number + Number(button.dataset.step), 1);
    note.querySelector(".note-links").replaceChildren(...links.map(([reference, title, url]) =>
      Object.assign(document.createElement("a"), { href: url, textContent: `${reference} ${title}` })));
  };

  // At the end, behind the note `before`, or at the beginning if that is null.
  const add = (part, before = listOf(part).lastElementChild, values = {}) => {
    const note = find(part, draw());
    if (before) before.after(note);
    else listOf(part).prepend(note);
    for (const field of fields(note)) if (field.name in values) field.value = values[field.name];
    const first = fields(note).find((field) => field.required && !field.selectedOptions);
    first.focus();
    first.selectionStart = first.value.length;
    note.scrollIntoView({ block: "nearest" });
    touch(note);
  };

  // What the server holds, without what is being written here.
  const apply = (answer) => {
    if (!answer.notes) return;
    last = answer.state;
    const focused = document.activeElement;
    for (const part of Object.keys(blank)) {
      const list = listOf(part);
      const there = answer.notes.filter((one) => one.part === part).map((one) => {
        const note = find(part, one.note);
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
    dispatchEvent(new CustomEvent("hold:heard", { detail: answer }));
    tell();
  };

  const poll = async () => {
    if (document.hidden || poll.isOn) return;
    poll.isOn = true;
    const [began, data] = [acts, new FormData()];
    data.set("state", last);
    for (const name of ["part", "note"]) data.set(name, noteOf(document.activeElement)?.dataset[name] ?? "");
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
    if (form.matches(".note-remove")) return remove(note, form);
    await save(note);
    if (isNew(note)) return say(words.incomplete);
    if (!(await send(form, button))) return;
    form.closest("details")?.removeAttribute("open");
  };

  // Post one of the small forms, and show what came of it; whether it was done.
  const send = async (form, button) => {
    try {
      const answer = await post(form.action, new FormData(form, button));
      apply(answer);
      say(answer.said);
      return Boolean(answer.notes);
    } catch {
      return say(words.failed);
    }
  };

  const remove = async (note, form) => {
    const values = Object.fromEntries(fields(note).map((field) => [field.name, field.value]));
    const before = note.previousElementSibling;
    clearTimeout(note.timer);
    if (!isNew(note) && !(await send(form))) return;
    note.remove();
    keep();
    tell();
    const look = { type: "button", className: "btn btn-link btn-sm", textContent: words.undo };
    const undo = Object.assign(document.createElement("button"), look);
    undo.addEventListener("click", () => {
      say("");
      add(note.dataset.part, before?.isConnected ? before : null, values);
    });
    say(`${words.removed} `, undo);
    undo.focus();
  };

  addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches(".hold form[data-live]")) return;
    event.preventDefault();
    if (form.matches(".note-form")) save(noteOf(form));
    else if (form.matches(".agenda-item")) add("point", undefined, { text: `${form.elements.text.value}\n` });
    else act(form, event.submitter);
  });

  addEventListener("click", (event) => {
    const link = event.target.closest("[data-add]");
    if (!link) return;
    event.preventDefault();
    add(link.dataset.add, "below" in link.dataset ? noteOf(link) : undefined);
  });

  addEventListener("input", ({ target }) => {
    const note = target.closest(".note-form") && noteOf(target);
    if (note) touch(note);
  });
  addEventListener("focusin", ({ target }) => target.closest(".note-form") && poll());
  addEventListener("focusout", ({ target }) => {
    if (!target.closest(".note-form") || !target.name) return;
    if (target.value === target.accepted) target.value = base(target).value;
    save(noteOf(target));
  });

  addEventListener("online", () => saveAll());
  addEventListener("visibilitychange", () => (document.hidden ? saveAll(true) : poll()));
  addEventListener("beforeunload", (event) => {
    if (!all(".note").some(isUnsaved)) return;
    saveAll(true);
    event.preventDefault();
  });

  // What a former visit did not save.
  for (const [part, ref, held] of JSON.parse(sessionStorage.getItem(KEPT) ?? "[]")) {
    const note = find(part, ref);
    if (!note.isConnected) listOf(part).append(note);
    for (const field of fields(note)) {
      const [value, seen, tried] = held[field.name] ?? [field.value];
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

// Toasts, questions before a press, menus, and pictures at full size.

import { h, icon } from "./dom.js";

export function toast(text) {
  const shown = h("div", { class: "toast" }, h("span", {}, text),
    h("button", { type: "button", class: "icon", "aria-label": "Dismiss", onclick: () => shown.remove() }, icon("close")));
  document.getElementById("toasts").append(shown);
  setTimeout(() => shown.remove(), 8000);
}

// Says something to screen readers: by the browser's own way where it has one, else by a live region.
export function announce(text) {
  if (document.ariaNotify) document.ariaNotify(text);
  else document.getElementById("announcer").textContent = text;
}

function dialogOf(className, label, ...content) {
  const dialog = h("dialog", { class: className, "aria-label": label }, ...content);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

// Resolves to true when the person agrees to what a button's `confirm` asks.
export function confirmed(confirm, words) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const settle = (answer) => () => { resolve(answer); dialog.close(); };
    const style = confirm.style === "danger" ? "danger" : "primary";
    const dialog = dialogOf("question", confirm.title.text,
      h("h2", {}, words(confirm.title)), h("p", {}, words(confirm.text)),
      h("div", { class: "row end" },
        h("button", { type: "button", onclick: settle(false) }, words(confirm.deny)),
        h("button", { type: "button", class: style, autofocus: true, onclick: settle(true) }, words(confirm.confirm))));
    dialog.addEventListener("cancel", () => resolve(false));
  });
}

export function enlarge(source, alternative) {
  const dialog = dialogOf("picture", alternative,
    h("button", { type: "button", class: "icon", "aria-label": "Close picture", onclick: () => dialog.close() }, icon("close")),
    h("img", { src: source, alt: alternative }), h("p", { class: "quiet" }, alternative));
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}

// A button that opens a small menu of [words, action] pairs; arrows move, Escape closes.
export function menuButton(label, content, choices, className = "icon") {
  const list = h("div", { class: "menu", role: "menu", hidden: true });
  const button = h("button", {
    type: "button", class: className, "aria-label": label, "aria-haspopup": "menu", "aria-expanded": "false",
  }, content);
  const holder = h("div", { class: "menu-holder" }, button, list);
  const leave = (event) => { if (!holder.contains(event.target)) show(false); };
  const show = (open) => {
    list.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    document[open ? "addEventListener" : "removeEventListener"]("pointerdown", leave);
    if (open) list.firstElementChild?.focus();
  };
  for (const [words, action] of choices) {
    list.append(h("button", { type: "button", role: "menuitem", onclick: () => { show(false); button.focus(); action(); } }, words));
  }
  button.addEventListener("click", () => show(list.hidden));
  holder.addEventListener("keydown", (event) => moveInMenu(event, list, () => { show(false); button.focus(); }));
  return holder;
}

function moveInMenu(event, list, close) {
  if (list.hidden) return;
  if (event.key === "Escape") { event.stopPropagation(); event.preventDefault(); close(); return; }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...list.children];
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
}

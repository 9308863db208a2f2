// The stack of forms: the topmost is shown; Escape or its close button closes it, the cross closes all.

import { h, icon, replace } from "./dom.js";
import { tryAct } from "./api.js";
import { blocks } from "./blocks.js";
import { flush } from "./controls.js";
import { store } from "./store.js";
import { simple } from "./words.js";

let dialog = null;
let shown = "";

export function showModals() {
  const top = store.modals.at(-1);
  if (!top) { dialog?.close(); dialog = null; shown = ""; return; }
  const key = `${top.id} ${top.hash} ${JSON.stringify(top.errors)}`;
  if (key === shown) return;
  shown = key;
  if (!dialog) {
    dialog = h("dialog", { class: "form", oncancel: (event) => { event.preventDefault(); close(false); } });
    document.getElementById("dialogs").append(dialog);
    draw(top);
    dialog.showModal();
    focusFirst();
    const own = dialog;
    own.addEventListener("close", () => own.remove());
    return;
  }
  const focused = dialog.contains(document.activeElement) ? document.activeElement.dataset.control : "";
  const same = dialog.dataset.view === top.id;
  draw(top);
  if (Object.keys(top.errors).length) (dialog.querySelector("[aria-invalid]") || dialog.querySelector("[type=submit]"))?.focus();
  else if (same && focused) dialog.querySelector(`[data-control="${CSS.escape(focused)}"]`)?.focus();
  else focusFirst();
}

function focusFirst() {
  const first = dialog.querySelector(".body :is(input,select,textarea,button)") || dialog.querySelector("button");
  first?.focus();
}

const close = (wholeStack) => {
  const top = store.modals.at(-1);
  if (top) tryAct("close", { view: top.id, whole_stack: wholeStack });
};

function draw(view) {
  const place = { container: { view: view.id }, values: view.state.values, errors: view.errors, pending: new Set() };
  const title = simple(view.title.text);
  const depth = store.modals.length;
  dialog.dataset.view = view.id;
  dialog.setAttribute("aria-label", title);
  const sendButton = view.submit ? h("button", { type: "submit", class: "primary" }, simple(view.submit.text)) : null;
  const form = h("form", { method: "dialog", novalidate: true, onsubmit: (event) => { event.preventDefault(); submit(form, view, place, sendButton); } },
    h("header", {}, depth > 1 ? h("button", { type: "button", class: "icon", "aria-label": "Back", onclick: () => close(false) }, icon("back")) : null,
      h("h2", {}, title), h("button", { type: "button", class: "icon", "aria-label": "Close", onclick: () => close(true) }, icon("close"))),
    view.errors[""] ? h("p", { class: "b-alert error", role: "alert" }, view.errors[""]) : null,
    h("div", { class: "body" }, blocks(view.blocks, place)),
    h("footer", {}, h("button", { type: "button", onclick: () => close(false) }, simple(view.close?.text || "Close")), sendButton));
  replace(dialog, form);
}

async function submit(form, view, place, sendButton) {
  if (!sendButton || sendButton.disabled) return;
  const said = sendButton.textContent;
  sendButton.disabled = true;
  sendButton.textContent = "Sending…";
  shown = "";
  await flush(form, place);
  await tryAct("submit", { view: view.id });
  sendButton.disabled = false;
  sendButton.textContent = said;
}

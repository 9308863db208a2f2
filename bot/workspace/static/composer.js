// Writing: messages with files, slash commands, completion of commands, verbs and people.

import { h, icon, replace } from "./dom.js";
import { tryAct, upload } from "./api.js";
import { announce, menuButton, toast } from "./dialogs.js";
import { complete, suggestions } from "./completion.js";
import { current, store } from "./store.js";

let root = null;
let attached = [];
let offered = [];
let at = 0;
let parts = {};

export function drawComposer() {
  const text = h("textarea", {
    id: "composer-text", rows: "1", role: "combobox", "aria-autocomplete": "list", "aria-controls": "completion",
    "aria-expanded": "false", autocomplete: "off", oninput: changed, onkeydown: key, onblur: () => offer([]),
    onpaste: (event) => attach([...event.clipboardData.files]),
  });
  const picker = h("input", { type: "file", multiple: true, class: "unseen", tabindex: "-1", "aria-label": "Attach a file", onchange: () => { attach([...picker.files]); picker.value = ""; } });
  parts = { text, picker, target: h("div", { class: "target", hidden: true }), files: h("ul", { class: "waiting" }),
    list: h("ul", { id: "completion", role: "listbox", class: "choices above", "aria-label": "Completion", hidden: true }) };
  const globals = store.shortcuts.filter((each) => each.kind === "global");
  replace(document.getElementById("composer"), parts.target, parts.files, h("form", { class: "writing", onsubmit: (event) => { event.preventDefault(); send(); } },
    parts.list,
    h("button", { type: "button", class: "icon", "aria-label": "Attach a file", onclick: () => picker.click() }, icon("attach")), picker,
    globals.length ? menuButton("Shortcuts", icon("bolt"), globals.map((each) => [each.name, () => tryAct("shortcut", { callback_id: each.callback_id })])) : null,
    text, h("button", { type: "submit", class: "primary", "aria-label": "Send" }, "Send")));
  answerIn(null, false);
}

// Answers go to the thread under `message`, until another choice; null starts a new matter.
export function answerIn(message, focus = true) {
  root = message;
  const place = current();
  const name = place?.kind === "im" ? store.bot.name : `#${place?.name}`;
  parts.text.placeholder = message ? "Reply in the thread" : `Message ${name}, or type / for commands`;
  parts.text.setAttribute("aria-label", message ? "Reply in the thread" : `Message ${name}`);
  parts.target.hidden = !message;
  replace(parts.target, h("span", {}, "Replying to: ", h("em", {}, (message?.text || "this message").slice(0, 80))),
    h("button", { type: "button", class: "icon", "aria-label": "Stop replying in the thread", onclick: () => answerIn(null) }, icon("close")));
  document.querySelectorAll(".matter").forEach((each) => each.classList.toggle("aimed", each.dataset.matter === message?.ts));
  if (focus) parts.text.focus();
}

export function attach(files) {
  attached = [...attached, ...files];
  replace(parts.files, attached.map((file) => h("li", {}, file.name, h("button", {
    type: "button", class: "icon", "aria-label": `Remove ${file.name}`,
    onclick: () => { attached = attached.filter((each) => each !== file); attach([]); },
  }, icon("close")))));
}

async function send() {
  const text = parts.text.value.trim();
  if (!text && !attached.length) return;
  const command = /^(\/\S+)\s*([\s\S]*)$/.exec(text);
  if (command && root) { toast("Commands can't be used in threads. Stop replying in the thread first."); return; }
  const files = attached;
  clear();
  if (command) { await tryAct("command", { command: command[1], text: command[2], conversation: store.place }); return; }
  try {
    const uploaded = await Promise.all(files.map(upload));
    const said = await tryAct("say", { text, conversation: store.place, thread_ts: root?.ts || "", files: uploaded.map((each) => each.id) });
    if (said === undefined) restore(text, files);
  } catch (error) {
    restore(text, files);
    toast(error.message);
  }
}

function clear() {
  parts.text.value = "";
  attached = [];
  attach([]);
  grow();
  offer([]);
}

function restore(text, files) {
  if (!parts.text.value) parts.text.value = text;
  attached = files;
  attach([]);
}

function grow() {
  parts.text.style.height = "auto";
  parts.text.style.height = `${Math.min(parts.text.scrollHeight, 180)}px`;
}

function changed() {
  grow();
  offer(suggestions(parts.text.value, parts.text.selectionStart));
}

function offer(found) {
  offered = found;
  parts.list.hidden = !found.length;
  parts.text.setAttribute("aria-expanded", String(Boolean(found.length)));
  replace(parts.list, found.map((each, index) => h("li", { id: `completion-${index}`, role: "option", onpointerdown: (event) => { event.preventDefault(); take(each); } },
    h("strong", {}, each.shown), each.more ? h("span", { class: "quiet" }, " ", each.more) : null)));
  mark(0);
  if (found.length) announce(`${found.length} completions`);
}

function mark(index) {
  at = index;
  [...parts.list.children].forEach((each, number) => each.setAttribute("aria-selected", String(number === at)));
  parts.list.children[at]?.scrollIntoView({ block: "nearest" });
  parts.text.setAttribute("aria-activedescendant", offered.length ? `completion-${at}` : "");
}

function take(choice) {
  const done = complete(parts.text.value, parts.text.selectionStart, choice);
  parts.text.value = done.text;
  parts.text.setSelectionRange(done.caret, done.caret);
  parts.text.focus();
  changed();
}

function key(event) {
  if (offered.length) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); mark((at + step + offered.length) % offered.length); return; }
    const whole = offered[at].insert.trim() === parts.text.value.trim();
    if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !whole)) { event.preventDefault(); take(offered[at]); return; }
    if (event.key === "Escape") { event.preventDefault(); offer([]); return; }
  } else if (event.key === "Escape" && root) { answerIn(null); return; }
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
}

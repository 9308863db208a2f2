// The messages of a place: each one that starts a matter with its answers below it.

import { h, avatar, icon, replace } from "./dom.js";
import { fileAddress, tryAct } from "./api.js";
import { blocks, enlargeable } from "./blocks.js";
import { menuButton } from "./dialogs.js";
import { answerIn } from "./composer.js";
import { current, person, shownName, store } from "./store.js";
import { shown } from "./times.js";
import { markdown, mrkdwn, simple } from "./words.js";

const pane = () => document.getElementById("messages");
const at = (message) => new Date(message.shown_at * 1000);
const day = (message) => shown(at(message), { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const clock = (message) => shown(at(message), { hour: "2-digit", minute: "2-digit" });
const isReply = (message) => message.thread_ts && message.thread_ts !== message.ts;

export function showMessages({ toEnd = false } = {}) {
  const place = current();
  if (!place) return;
  atEnd ||= toEnd;
  const before = pane().scrollTop;
  const messages = [...place.messages].sort((one, other) => (one.ts < other.ts ? -1 : 1));
  const nodes = [];
  let date = "";
  for (const message of messages) {
    if (isReply(message) && messages.some((each) => each.ts === message.thread_ts)) continue;
    if (day(message) !== date) nodes.push(h("h2", { class: "day" }, h("span", {}, (date = day(message)))));
    nodes.push(matter(message, messages));
  }
  replace(pane(), nodes.length ? nodes : welcome(place), prompts(place, messages));
  settle(before);
}

// Redraws one matter, so that what is being typed elsewhere stays.
export function refreshMatter(message) {
  const root = isReply(message) ? message.thread_ts : message.ts;
  const old = pane().querySelector(`[data-matter="${root}"]`);
  const messages = current().messages;
  const rootMessage = messages.find((each) => each.ts === root);
  if (!old || !rootMessage) return showMessages();
  const held = old.contains(document.activeElement) ? document.activeElement.dataset.control : "";
  const fresh = matter(rootMessage, [...messages].sort((one, other) => (one.ts < other.ts ? -1 : 1)));
  old.replaceWith(fresh);
  if (held) fresh.querySelector(`[data-control="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  const aimedAt = isReply(message) && message.user !== store.me;
  settle(pane().scrollTop);
  if (!atEnd && aimedAt) fresh.lastElementChild.scrollIntoView({ block: "nearest" });
}

// Whether the person reads the newest message; pictures that load late must not push it out of sight.
let atEnd = true;
let height = 0;

export function keepAtEnd() {
  pane().addEventListener("scroll", () => {
    if (pane().scrollHeight === height) atEnd = height - pane().scrollTop - pane().clientHeight < 80;
  });
  pane().addEventListener("load", () => settle(pane().scrollTop), true);
}

function settle(otherwise) {
  pane().scrollTop = atEnd ? pane().scrollHeight : otherwise;
  height = pane().scrollHeight;
}

function matter(root, messages) {
  const replies = messages.filter((each) => each.thread_ts === root.ts && each.ts !== root.ts);
  const status = store.statuses.find((each) => each.conversation === store.place && each.thread_ts === root.ts && each.status);
  const answer = () => answerIn(root);
  return h("article", { class: "matter", "data-matter": root.ts, "data-testid": "matter" },
    drawn(root),
    replies.length || status ? h("div", { class: "replies" }, replies.map(drawn), status ? thinking(status) : null) : null,
    root.is_ephemeral ? null : h("div", { class: "foot" }, h("button", { type: "button", class: "link", onclick: answer }, "Reply in this thread")));
}

function thinking(status) {
  const words = status.loading_messages?.[0] || status.status;
  return h("p", { class: "thinking", role: "status" }, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
    `${store.bot.name} ${words}`);
}

function drawn(message) {
  const isBot = Boolean(message.bot_id);
  const name = message.username || shownName(message.user);
  const place = { container: { conversation: store.place, ts: message.ts }, values: message.inputs || {}, pending: new Set() };
  const time = h("time", { title: `${day(message)}, ${clock(message)}` }, clock(message));
  return h("div", { class: message.is_ephemeral ? "message whisper" : "message", "data-ts": message.ts, "data-testid": "message" },
    avatar(name, person(message.user)?.colour, isBot ? "bot" : "person"),
    h("div", { class: "said" },
      h("p", { class: "who" }, h("strong", {}, name), isBot ? h("span", { class: "badge" }, "App") : null, time,
        message.edited ? h("span", { class: "quiet" }, "(edited)") : null, more(message)),
      message.is_ephemeral ? h("p", { class: "private" }, "Only visible to you") : null,
      body(message, place), files(message), reactions(message)));
}

function body(message, place) {
  if (message.blocks?.length) return h("div", { class: "blocks" }, blocks(message.blocks, place));
  if (!message.text) return message.streaming ? h("p", { class: "quiet" }, "…") : null;
  return h("div", { class: "blocks" }, h("div", {}, message.streaming ? markdown(message.text) : mrkdwn(message.text)));
}

function files(message) {
  if (!message.files?.length) return null;
  return h("div", { class: "attached" }, message.files.map((file) => {
    if (file.mode === "tombstone") return h("p", { class: "quiet" }, "This file was deleted.");
    if (file.mimetype.startsWith("image/")) return h("figure", {}, enlargeable(fileAddress(file.id), file.alt_txt || file.title || file.name));
    return h("a", { class: "file", href: fileAddress(file.id), download: file.name },
      h("span", { class: "kind", "aria-hidden": "true" }, file.filetype.slice(0, 4).toUpperCase()), h("span", {}, h("strong", {}, file.name), h("span", { class: "quiet" }, size(file.size))));
  }));
}

const size = (bytes) => (bytes < 1024 ? `${bytes} bytes` : bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

const reactions = (message) => (message.reactions?.length
  ? h("p", { class: "reactions" }, message.reactions.map((each) => h("span", { class: "badge" }, simple(`:${each.name}: ${each.count}`)))) : null);

function more(message) {
  const known = store.shortcuts.filter((each) => each.kind === "message");
  if (!known.length || message.is_ephemeral) return null;
  return menuButton("More actions on this message", icon("more"), known.map((each) => [each.name, () =>
    tryAct("shortcut", { callback_id: each.callback_id, conversation: store.place, ts: message.ts })]));
}

function welcome(place) {
  const said = place.kind === "im"
    ? `This is the private chat between ${shownName(store.me)} and ${store.bot.name}. Write something, or type / for commands.`
    : `This is #${place.name}. ${place.purpose}`;
  return h("p", { class: "welcome" }, said);
}

function prompts(place, messages) {
  const offered = place.prompts?.prompts || [];
  if (place.kind !== "im" || !offered.length || messages.some((each) => each.user === store.me)) return null;
  return h("div", { class: "prompts", role: "group", "aria-label": place.prompts.title || "Suggestions" },
    place.prompts.title ? h("p", { class: "quiet" }, place.prompts.title) : null,
    offered.map((each) => h("button", { type: "button", onclick: () => tryAct("say", { text: each.message }) }, each.title)));
}

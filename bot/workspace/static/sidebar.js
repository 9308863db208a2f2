// The left side: where one can go, and as whom.

import { h, avatar, replace } from "./dom.js";
import { person, shownName, store, unreadOf } from "./store.js";

const count = (number) => (number ? h("span", { class: "count", "aria-label": `${number} unread` }, String(number)) : null);

export function drawPlaces(go) {
  const list = store.conversations.map((each) => h("button", {
    type: "button", "aria-current": each.id === store.place ? "page" : null, onclick: () => go(each.id, "chat"),
  }, each.kind === "im" ? avatar(store.bot.name, "", "bot") : h("span", { class: "hash", "aria-hidden": "true" }, "#"),
  h("span", { class: "grow" }, each.kind === "im" ? store.bot.name : each.name), count(store.unread[store.me]?.[each.id])));
  const me = person(store.me);
  replace(document.getElementById("places"),
    h("p", { class: "me" }, avatar(me.real_name, me.colour), h("span", {}, h("strong", {}, me.real_name), h("span", { class: "quiet" }, me.title))), list);
}

export function drawPeople(become) {
  const wanted = document.getElementById("people-filter").value.toLowerCase();
  const found = store.people.filter((each) => `${each.real_name} ${each.title}`.toLowerCase().includes(wanted));
  replace(document.getElementById("people"), found.map((each) => h("li", {}, h("button", {
    type: "button", "aria-pressed": String(each.id === store.me), "data-person": each.id, onclick: () => become(each.id),
  }, avatar(each.real_name, each.colour),
  h("span", { class: "grow" }, h("strong", {}, each.real_name), h("span", { class: "quiet" }, each.stranger ? "Another workspace" : each.title)),
  count(each.id === store.me ? 0 : unreadOf(each.id))))));
}

export function drawBar(go) {
  const place = store.conversations.find((each) => each.id === store.place);
  const chat = place?.kind === "im";
  document.getElementById("place-title").textContent = chat ? store.bot.name : `#${place?.name}`;
  document.getElementById("place-purpose").textContent = chat ? `Private chat with ${shownName(store.me)}` : place?.purpose || "";
  const tab = (name, words) => h("button", {
    type: "button", role: "tab", "aria-selected": String(store.tab === name), "aria-controls": name === "home" ? "home" : "messages", onclick: () => go(store.place, name),
  }, words);
  replace(document.getElementById("tabs"), chat ? [tab("home", "Home"), tab("chat", "Messages")] : []);
}

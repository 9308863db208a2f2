// The page: who acts, where they are, and the news that comes in.

import { h, replace } from "./dom.js";
import * as api from "./api.js";
import { blocks } from "./blocks.js";
import { attach, drawComposer } from "./composer.js";
import { drawClock, showTime } from "./clock.js";
import { announce, toast } from "./dialogs.js";
import { keepAtEnd, refreshMatter, showMessages } from "./messages.js";
import { showModals } from "./modals.js";
import { drawBar, drawPeople, drawPlaces } from "./sidebar.js";
import { conversation, current, dropMessage, inOrder, privateChat, shownName, store, takeMessage } from "./store.js";

let news = null;
let loading = 0;
let unheard = [];
const byId = (id) => document.getElementById(id);

async function become(person, wanted = {}) {
  api.actAs(person);
  sessionStorage.setItem("person", person);
  news?.close();
  unheard = [];
  store.modals = [];
  showModals();
  loading += 1;
  try {
    await listen();
    await reload();
  } finally {
    loading -= 1;
  }
  drawComposer();
  document.body.classList.remove("menu-open");
  go(wanted.place && conversation(wanted.place) ? wanted.place : privateChat().id, wanted.tab || "chat");
}

// News that comes while the state is on its way is heard once it is there.
function hear(take, body) {
  if (loading) unheard.push([take, body]);
  else take(body);
}

async function reload() {
  loading += 1;
  try {
    Object.assign(store, await api.start());
  } finally {
    loading -= 1;
  }
  store.conversations = inOrder(store.conversations);
  document.title = `${shownName(store.me)}, ${store.team.name}`;
  byId("team-name").textContent = store.team.name;
  if (!current()) store.place = privateChat().id;
  redraw();
  showTime();
  showModals();
  const missed = unheard;
  unheard = [];
  for (const [take, body] of missed) take(body);
}

function redraw() {
  drawPlaces(go);
  drawPeople(become);
  drawBar(go);
  byId("home").hidden = store.tab !== "home";
  byId("messages").hidden = byId("composer").hidden = store.tab === "home";
  if (store.tab === "home") showHome();
  else showMessages({ toEnd: true });
}

function go(place, tab) {
  const chat = conversation(place)?.kind === "im";
  const moved = store.place !== place;
  store.place = place;
  store.tab = chat ? tab : "chat";
  document.body.classList.remove("menu-open");
  if (moved) drawComposer();
  redraw();
  if (chat) api.tryAct("tab", { tab: store.tab === "home" ? "home" : "messages" });
  if (store.tab === "chat") { markRead(); byId("composer-text").focus(); }
}

function markRead() {
  if (store.tab === "chat" && document.visibilityState === "visible" && store.unread[store.me]?.[store.place]) {
    store.unread[store.me][store.place] = 0;
    drawPlaces(go);
    api.tryAct("read", { conversation: store.place });
  }
}

function showHome() {
  const view = store.home;
  const place = view && { container: { view: view.id }, values: view.state.values, pending: new Set() };
  replace(byId("home"), view ? h("div", { class: "blocks page" }, blocks(view.blocks, place)) : h("p", { class: "welcome" }, `${store.bot.name} hasn't shown anything here yet.`));
}

// Resolves when news comes in: what happens from then on is not missed, what happened before is in the state.
function listen() {
  news = api.stream();
  const own = news;
  let broken = false;
  const opened = new Promise((resolve) => {
    own.addEventListener("open", resolve, { once: true });
    own.addEventListener("error", resolve, { once: true });
  });
  own.addEventListener("open", () => { if (broken) { broken = false; reload(); } });
  own.addEventListener("error", () => { broken = true; });
  for (const [kind, take] of Object.entries(NEWS)) {
    own.addEventListener(kind, (event) => { if (own === news) hear(take, JSON.parse(event.data)); });
  }
  return opened;
}

const NEWS = {
  message({ conversation: place, message }) {
    const isNew = takeMessage(place, message);
    store.statuses = store.statuses.filter((each) => !message.bot_id || each.thread_ts !== message.thread_ts);
    if (place !== store.place || store.tab !== "chat") return;
    refreshMatter(message);
    if (isNew && message.user !== store.me) announce(`${shownName(message.user)}: ${message.text}`);
    markRead();
  },
  gone({ conversation: place, ts }) {
    dropMessage(place, ts);
    if (place === store.place && store.tab === "chat") showMessages();
  },
  home({ view }) {
    store.home = view;
    if (store.tab === "home") showHome();
  },
  modals({ stack }) { store.modals = stack; showModals(); },
  status(status) {
    store.statuses = [...store.statuses.filter((each) => each.thread_ts !== status.thread_ts || each.conversation !== status.conversation), status];
    if (status.conversation === store.place && store.tab === "chat") refreshMatter({ ts: status.thread_ts });
  },
  prompts({ conversation: place, title, prompts }) {
    const found = conversation(place);
    if (found) found.prompts = { title, prompts };
    if (place === store.place && store.tab === "chat") showMessages();
  },
  unread({ person, conversations }) {
    store.unread[person] = conversations;
    drawPeople(become);
    if (person === store.me) { drawPlaces(go); markRead(); }
  },
  notice({ text }) { toast(text); },
  clock(clock) { store.clock = clock; showTime(); },
  people() { reload(); },
};

function listenForFiles() {
  const drop = byId("drop");
  const carriesFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  document.addEventListener("dragover", (event) => { if (carriesFiles(event)) { event.preventDefault(); drop.hidden = store.tab === "home"; } });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.hidden = true; });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    drop.hidden = true;
    if (store.tab !== "home") attach([...event.dataTransfer.files]);
  });
}

async function begin() {
  byId("people-filter").addEventListener("input", () => drawPeople(become));
  byId("open-menu").addEventListener("click", () => document.body.classList.add("menu-open"));
  byId("close-menu").addEventListener("click", () => document.body.classList.remove("menu-open"));
  document.addEventListener("visibilitychange", markRead);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") document.body.classList.remove("menu-open"); });
  listenForFiles();
  keepAtEnd();
  drawClock();
  const [place = "", ts = ""] = location.hash.slice(1).split("/");
  const wanted = new URLSearchParams(location.search);
  const first = await fetch("/_/people").then((response) => response.json());
  const remembered = wanted.get("person") || sessionStorage.getItem("person");
  const who = first.people.find((each) => each === remembered) || first.people[0];
  await become(who, { place, tab: wanted.get("tab") || "chat" });
  if (ts) byId("messages").querySelector(`[data-ts="${ts.replace(/^p(\d{10})/, "$1.")}"]`)?.scrollIntoView({ block: "center" });
}

begin().catch((error) => toast(error.message));

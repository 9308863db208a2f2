// A field with a list below it: external selects, people, channels, and choices of several.

import { h, freshId, icon } from "./dom.js";
import { act } from "./api.js";
import { store } from "./store.js";
import { simple } from "./words.js";

const WAIT = 180;

export function chooser(element, block, place, send) {
  const several = element.type.startsWith("multi_");
  const source = SOURCES.find(([kind]) => element.type.includes(kind))[1];
  const state = place.values?.[block.block_id]?.[element.action_id] || {};
  let chosen = startingWith(element, state);
  let options = [];
  let at = -1;
  let timer = 0;
  let asked = 0;

  const listId = freshId("list");
  const label = simple(element.placeholder?.text || "Choose");
  const list = h("ul", { id: listId, role: "listbox", class: "choices", hidden: true });
  const tags = h("span", { class: "tags" });
  const field = h("input", {
    type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list",
    autocomplete: "off", placeholder: label, "aria-label": element.for_id ? null : label, "data-control": element.action_id,
  });

  const show = (open) => { list.hidden = !open; field.setAttribute("aria-expanded", String(open)); };
  const value = () => chosen.map((each) => (element.type.includes("external") ? each : each.value));
  const tell = () => send(element, block, place, several ? value() : value()[0] ?? null, element.confirm);

  function mark(index) {
    at = index;
    [...list.children].forEach((each, number) => each.setAttribute("aria-selected", String(number === at)));
    const active = list.children[at];
    if (active) active.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", active?.id || "");
  }

  function choose(option) {
    if (several) {
      if (!chosen.some((each) => each.value === option.value)) chosen = [...chosen, option];
      field.value = "";
    } else {
      chosen = [option];
      field.value = simple(option.text.text);
    }
    show(false);
    drawTags();
    tell();
  }

  function drawTags() {
    if (!several) return;
    tags.replaceChildren(...chosen.map((each) => h("button", {
      type: "button", class: "tag", "aria-label": `Remove ${simple(each.text.text)}`,
      onclick: () => { chosen = chosen.filter((other) => other !== each); drawTags(); tell(); },
    }, simple(each.text.text), icon("close"))));
  }

  function offer(found, sentence = "Nothing found.") {
    options = found;
    list.replaceChildren(...found.map((each, index) => h("li", {
      id: `${listId}-${index}`, role: "option", onpointerdown: (event) => { event.preventDefault(); choose(each); },
    }, simple(each.text.text), each.description ? h("span", { class: "quiet" }, " ", simple(each.description.text)) : null)));
    if (!found.length) list.append(h("li", { class: "quiet", role: "presentation" }, sentence));
    show(true);
    mark(found.length ? 0 : -1);
  }

  async function look() {
    const number = ++asked;
    const query = field.value.trim();
    const least = element.type.includes("external") ? element.min_query_length ?? 3 : 0;
    if (query.length < least) return offer([], `Type ${least} ${least === 1 ? "letter" : "letters"} or more.`);
    try {
      const found = await source(element, block, place, query);
      if (number === asked) offer(found);
    } catch (error) {
      offer([], error.message);
    }
  }

  const remote = element.type.includes("external");
  field.addEventListener("input", () => {
    clearTimeout(timer);
    if (remote) offer([], "Looking…");
    timer = setTimeout(look, remote ? WAIT : 0);
  });
  field.addEventListener("focus", () => { field.select(); look(); });
  field.addEventListener("blur", () => {
    show(false);
    clearTimeout(timer);
    asked += 1;
    if (several) field.value = "";
    else if (field.value === "" && chosen.length) { chosen = []; tell(); }
    else field.value = chosen[0] ? simple(chosen[0].text.text) : "";
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); event.stopPropagation(); show(false); }
    if (event.key === "Enter" && !list.hidden) { event.preventDefault(); if (options[at]) choose(options[at]); }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden) look();
    else if (step && options.length) { event.preventDefault(); mark((at + step + options.length) % options.length); }
  });
  if (!several && chosen[0]) field.value = simple(chosen[0].text.text);
  drawTags();
  return h("div", { class: "chooser" }, tags, field, list);
}

const asOption = (id, name, more) => ({ value: id, text: { text: name }, description: more ? { text: more } : null });
const matching = (options, query) => {
  const wanted = query.toLowerCase();
  const within = options.filter((each) => each.text.text.toLowerCase().includes(wanted));
  const first = within.filter((each) => each.text.text.toLowerCase().startsWith(wanted));
  return [...first, ...within.filter((each) => !first.includes(each))].slice(0, 50);
};
const everybody = () => store.people.map((each) => asOption(each.id, each.real_name, each.title));
const channels = () => store.conversations.filter((each) => each.kind === "channel").map((each) => asOption(each.id, `#${each.name}`));
const given = (element) => element.options || (element.option_groups || []).flatMap((group) => group.options);

const SOURCES = [
  ["external", async (element, block, place, query) => {
    const found = await act("options", { container: place.container, block_id: block.block_id, action_id: element.action_id, query });
    return given(found);
  }],
  ["users", async (element, block, place, query) => matching(everybody(), query)],
  ["conversations", async (element, block, place, query) => matching([...channels(), ...everybody()], query)],
  ["channels", async (element, block, place, query) => matching(channels(), query)],
  ["static", async (element, block, place, query) => matching(given(element), query)],
];

function startingWith(element, state) {
  const held = Object.entries(state).find(([key]) => key.startsWith("selected_"))?.[1];
  const known = [...everybody(), ...channels()];
  return [held].flat().filter(Boolean).map((each) =>
    typeof each === "string" ? known.find((option) => option.value === each) || asOption(each, each) : each);
}

// What may come next at the caret: a command, a verb after it, or a person after @.

import { store } from "./store.js";

const MOST = 8;
const startsWith = (text, typed) => text.toLowerCase().startsWith(typed.toLowerCase());

export function suggestions(text, caret) {
  const before = text.slice(0, caret);
  const person = /(?:^|\s)@([\w.-]*)$/.exec(before);
  if (person) return people(person[1]);
  if (/^\/\S*$/.test(before)) return commands(before);
  const verb = /^(\/\S+)\s+(\S*)$/.exec(before);
  return verb ? verbs(verb[1], verb[2]) : [];
}

function people(typed) {
  const byName = store.people.filter((each) => startsWith(each.name, typed) || startsWith(each.real_name, typed));
  const byAnother = store.people.filter((each) => !byName.includes(each) && each.real_name.split(" ").some((word) => startsWith(word, typed)));
  return [...byName, ...byAnother]
    .slice(0, MOST)
    .map((each) => ({ shown: each.real_name, more: `@${each.name}`, insert: `@${each.name} `, over: typed.length + 1 }));
}

function commands(typed) {
  return store.commands
    .filter((each) => startsWith(each.command, typed))
    .slice(0, MOST)
    .map((each) => ({ shown: `${each.command} ${each.usage_hint}`.trim(), more: each.description, insert: `${each.command} `, over: typed.length }));
}

function verbs(command, typed) {
  const known = store.commands.find((each) => each.command === command)?.completions || [];
  return known
    .filter((each) => startsWith(each, typed) && each !== typed)
    .slice(0, MOST)
    .map((each) => ({ shown: each, more: "", insert: `${each} `, over: typed.length }));
}

export function complete(text, caret, choice) {
  const start = caret - choice.over;
  return { text: text.slice(0, start) + choice.insert + text.slice(caret).replace(/^ /, ""), caret: start + choice.insert.length };
}

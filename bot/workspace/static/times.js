// Times as the acting person's own clock shows them, whatever the browser's time zone is.

import { person, store } from "./store.js";

const zone = () => person(store.me)?.time_zone;

export const demoNow = () => new Date(Date.now() + store.clock.offset_seconds * 1000);
export const shown = (date, options) => date.toLocaleString("en-GB", { timeZone: zone(), ...options });

// The text of a datetime-local field for an instant, and back.
export const fieldText = (date) => new Date(date.getTime() + offset(date)).toISOString().slice(0, 16);

export function instant(text) {
  const asUtc = new Date(`${text}Z`);
  const guess = new Date(asUtc.getTime() - offset(asUtc));
  return new Date(asUtc.getTime() - offset(guess));
}

function offset(date) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat("en-GB", {
    timeZone: zone(), hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
  }).formatToParts(date).map((each) => [each.type, each.value]));
  const local = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
  return local - Math.floor(date.getTime() / 1000) * 1000;
}

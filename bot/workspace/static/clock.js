// The demo's clock: shows its date and time, and moves it.

import { h, icon, replace } from "./dom.js";
import { moveClock } from "./api.js";
import { toast } from "./dialogs.js";
import { person, store } from "./store.js";
import { demoNow, fieldText, instant, shown } from "./times.js";

const holder = () => document.getElementById("clock");
const part = (options) => shown(demoNow(), options);
const words = () => [
  h("span", { class: "wide-only" }, part({ weekday: "short" }), " "),
  `${part({ day: "numeric", month: "short", year: "numeric" })}, ${part({ hour: "2-digit", minute: "2-digit" })}`,
];

export function drawClock() {
  const face = h("summary", { "aria-label": "Demo date and time" }, icon("clock"), h("time", { id: "clock-face" }));
  const at = h("input", { type: "datetime-local", id: "clock-at" });
  const panel = h("div", { class: "panel" },
    h("p", { class: "quiet" }, "Moves the demo's time, so that what is due later comes now. ", h("span", { id: "clock-zone" })),
    h("div", { class: "row" }, step("+1 day", 1), step("+1 week", 7), step("+30 days", 30)),
    h("label", { for: "clock-at" }, "Go to"),
    h("div", { class: "row" }, at, h("button", { type: "button", onclick: () => at.value && move({ move_to: instant(at.value) / 1000 }) }, "Set")),
    h("button", { type: "button", class: "link", onclick: () => move({}) }, "Back to now"));
  const details = h("details", { ontoggle: () => { at.value = fieldText(demoNow()); }, onkeydown: (event) => { if (event.key === "Escape") { details.open = false; face.focus(); } } }, face, panel);
  document.addEventListener("pointerdown", (event) => { if (!details.contains(event.target)) details.open = false; });
  replace(holder(), details);
}

export function showTime() {
  const face = document.getElementById("clock-face");
  if (!face || !store.me) return;
  replace(face, words());
  document.getElementById("clock-zone").textContent = `Times are those of ${person(store.me).time_zone}.`;
  holder().classList.toggle("moved", Math.abs(store.clock.offset_seconds) > 1);
}

setInterval(showTime, 10000);

const MORNING = "10:00";

// A step lands in the morning of the person at the page: that is when reminders are sent.
const step = (words, days) => h("button", { type: "button", onclick: () => move({ move_to: instant(`${later(days)}T${MORNING}`) / 1000 }) }, words);

function later(days) {
  const [year, month, day] = fieldText(demoNow()).slice(0, 10).split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
}

async function move(body) {
  try {
    store.clock = await moveClock(body);
    showTime();
    document.getElementById("clock-at").value = fieldText(demoNow());
  } catch (error) {
    toast(error.message);
  }
}

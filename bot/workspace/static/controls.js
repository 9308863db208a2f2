// Buttons, menus, pickers and form fields. A place is {container, values, errors, pending}:
// where presses go, the state so far, sentences at fields, and what is still being sent.

import { h, freshId, icon } from "./dom.js";
import { tryAct, upload } from "./api.js";
import { confirmed, menuButton, toast } from "./dialogs.js";
import { chooser } from "./chooser.js";
import { fieldText, instant } from "./times.js";
import { simple, words } from "./words.js";

export function control(element, block, place) {
  const draw = CONTROLS[element.type] || ((each) => h("span", { class: "quiet" }, `(${each.type})`));
  return draw(element, block, place);
}

// An input block: label, control, hint and error, tied together for screen readers.
export function fieldOf(block, place) {
  const id = freshId("field");
  const error = place.errors?.[block.block_id];
  const drawn = control({ ...block.element, for_id: id }, block, place);
  const described = [block.hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  const focusable = drawn.matches("input,select,textarea") ? drawn : drawn.querySelector("input,select,textarea");
  const group = drawn.matches("fieldset");
  if (!group) focusable?.setAttribute("id", id);
  if (described) (group ? drawn : focusable)?.setAttribute("aria-describedby", described);
  if (error) focusable?.setAttribute("aria-invalid", "true");
  const label = [words(block.label), block.optional ? h("span", { class: "quiet" }, " (optional)") : null];
  if (group) drawn.prepend(h("legend", {}, label));
  return h("div", { class: error ? "field wrong" : "field" },
    group ? null : h("label", { for: id }, label), drawn,
    block.hint ? h("p", { class: "quiet", id: `${id}-hint` }, words(block.hint)) : null,
    error ? h("p", { class: "error", id: `${id}-error`, role: "alert" }, error) : null);
}

export function send(element, block, place, value, confirm = element.confirm) {
  const sending = confirmed(confirm, words).then((agreed) => agreed
    ? tryAct("press", { container: place.container, block_id: block.block_id, action_id: element.action_id, value })
    : undefined);
  place.pending?.add(sending);
  return sending.finally(() => place.pending?.delete(sending));
}

const stateOf = (element, block, place) => place.values?.[block.block_id]?.[element.action_id] || {};

function button(element, block, place) {
  const pressed = async () => {
    if (element.url) window.open(element.url, "_blank", "noopener,noreferrer");
    drawn.setAttribute("aria-busy", "true");
    await send(element, block, place, null);
    drawn.removeAttribute("aria-busy");
  };
  const drawn = h("button", {
    type: "button", class: element.style || "", "aria-label": element.accessibility_label, onclick: pressed,
    "data-control": element.action_id,
  }, words(element.text));
  return drawn;
}

function overflow(element, block, place) {
  const choices = element.options.map((each) => [words(each.text), () => {
    if (each.url) window.open(each.url, "_blank", "noopener,noreferrer");
    send(element, block, place, each.value);
  }]);
  return menuButton("More choices", icon("more"), choices);
}

function feedback(element, block, place) {
  const one = (part, sign) => h("button", {
    type: "button", class: "icon", "aria-label": part.accessibility_label || part.text.text, title: part.text.text,
    onclick: async (event) => { event.currentTarget.classList.add("chosen"); await send(element, block, place, part.value); },
  }, sign);
  return h("span", { class: "row" }, one(element.positive_button, icon("up")), one(element.negative_button, icon("down")));
}

// Text fields are sent when left, and once more just before the form goes (see `flush`).
function textField(element, block, place) {
  const state = stateOf(element, block, place);
  const attributes = {
    placeholder: element.placeholder ? simple(element.placeholder.text) : null, maxlength: element.max_length,
    "data-control": element.action_id, "aria-label": element.for_id ? null : simple(element.placeholder?.text || "Text"),
    autocomplete: "off", rows: "4", type: TEXT_KINDS[element.type], autofocus: element.focus_on_load,
    step: element.is_decimal_allowed ? "any" : null, inputmode: element.type === "number_input" ? "decimal" : null,
  };
  const field = h(element.multiline || element.type === "rich_text_input" ? "textarea" : "input", attributes);
  field.value = textIn(state);
  let sent = field.value;
  field.flush = () => {
    if (field.value === sent) return Promise.resolve();
    sent = field.value;
    return send(element, block, place, asTyped(element, sent));
  };
  field.addEventListener("change", field.flush);
  if (block.dispatch_action) field.addEventListener("keydown", (event) => { if (event.key === "Enter") field.flush(); });
  return field;
}

const TEXT_KINDS = { number_input: "text", email_text_input: "email", url_text_input: "url", plain_text_input: "text" };
const textIn = (state) => (state.rich_text_value ? state.rich_text_value.elements.flatMap((each) => each.elements.map((leaf) => leaf.text || "")).join("") : state.value || "");
const asTyped = (element, text) => (element.type === "rich_text_input" && text
  ? { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] }
  : text);

function staticSelect(element, block, place) {
  const chosen = stateOf(element, block, place).selected_option?.value ?? "";
  const option = (each) => h("option", { value: each.value, selected: each.value === chosen }, simple(each.text.text));
  const empty = h("option", { value: "" }, simple(element.placeholder?.text || "Choose"));
  const list = element.option_groups
    ? element.option_groups.map((group) => h("optgroup", { label: simple(group.label.text) }, group.options.map(option)))
    : element.options.map(option);
  return h("select", {
    "data-control": element.action_id, "aria-label": element.for_id ? null : simple(element.placeholder?.text || "Choose"),
    onchange: (event) => send(element, block, place, event.target.value),
  }, empty, list);
}

function picker(type, key, fromValue = (value) => value, toValue = (value) => value) {
  return (element, block, place) => {
    const label = simple(element.placeholder?.text || { date: "Date", time: "Time" }[type] || "Date and time");
    const field = h("input", {
      type, value: fromValue(stateOf(element, block, place)[key] ?? ""), "data-control": element.action_id,
      "aria-label": element.for_id ? null : label, title: label,
      // While a year is being typed the field already holds dates such as 0002-05-03.
      onchange: () => { if (!field.value || type === "time" || Number(field.value.slice(0, 4)) > 1900) send(element, block, place, toValue(field.value)); },
    });
    return element.for_id ? field : h("span", { class: "labelled" }, h("span", { class: "quiet", "aria-hidden": "true" }, label), field);
  };
}

const localMinutes = (seconds) => (seconds ? fieldText(new Date(seconds * 1000)) : "");

function optionList(type, key) {
  return (element, block, place) => {
    const state = stateOf(element, block, place);
    const chosen = new Set([state[key]].flat().filter(Boolean).map((each) => each.value));
    const name = freshId("options");
    const values = () => [...drawn.querySelectorAll(":checked")].map((each) => each.value);
    const one = (each) => h("label", { class: "option" },
      h("input", { type, name, value: each.value, checked: chosen.has(each.value), onchange: () => send(element, block, place, type === "radio" ? values()[0] : values()) }),
      h("span", {}, words(each.text), each.description ? h("span", { class: "quiet" }, " ", words(each.description)) : null));
    const drawn = h("fieldset", { "data-control": element.action_id }, element.options.map(one));
    return drawn;
  };
}

function fileField(element, block, place) {
  const list = h("ul", { class: "quiet" }, (stateOf(element, block, place).files || []).map((each) => h("li", {}, each.name)));
  const take = async (event) => {
    const files = [...event.target.files].slice(0, element.max_files || 10);
    try {
      const sent = await Promise.all(files.map(upload));
      list.replaceChildren(...sent.map((each) => h("li", {}, each.name)));
      await send(element, block, place, sent.map((each) => each.id));
    } catch (error) {
      toast(error.message);
    }
  };
  const waitFor = (event) => { const work = take(event); place.pending?.add(work); work.finally(() => place.pending?.delete(work)); };
  const accept = (element.filetypes || []).map((each) => `.${each}`).join(",");
  return h("div", { class: "files" },
    h("input", { type: "file", multiple: (element.max_files ?? 10) > 1, accept: accept || null, "data-control": element.action_id, onchange: waitFor }), list);
}

const CONTROLS = {
  button, workflow_button: button, icon_button: button, overflow, feedback_buttons: feedback,
  plain_text_input: textField, email_text_input: textField, url_text_input: textField, number_input: textField,
  rich_text_input: textField, static_select: staticSelect,
  datepicker: picker("date", "selected_date"), timepicker: picker("time", "selected_time"),
  datetimepicker: picker("datetime-local", "selected_date_time", localMinutes, (text) => (text ? Math.floor(instant(text) / 1000) : null)),
  radio_buttons: optionList("radio", "selected_option"), checkboxes: optionList("checkbox", "selected_options"),
  file_input: fileField,
};
for (const kind of ["static", "external", "users", "conversations", "channels"]) {
  if (kind !== "static") CONTROLS[`${kind}_select`] = (element, block, place) => chooser(element, block, place, send);
  CONTROLS[`multi_${kind}_select`] = (element, block, place) => chooser(element, block, place, send);
}

// Sends what was typed and not yet sent, and waits for what is on its way.
export async function flush(form, place) {
  await Promise.all([...form.querySelectorAll("input,textarea")].map((each) => each.flush?.()));
  while (place.pending.size) await Promise.all([...place.pending]);
}

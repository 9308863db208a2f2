// Block Kit as DOM nodes: the blocks themselves; what can be pressed or filled is in controls.js.

import { h } from "./dom.js";
import { fileAddress } from "./api.js";
import { enlarge } from "./dialogs.js";
import { control, fieldOf } from "./controls.js";
import { richText } from "./richtext.js";
import { markdown, simple, words } from "./words.js";
import { chart } from "./charts.js";

// `place` says where presses go, what is chosen so far, and the errors to show.
export function blocks(list, place) {
  return (list || []).map((block) => {
    const draw = DRAWN[block.type];
    const drawn = draw ? draw(block, place) : h("p", { class: "quiet" }, `(${block.type})`);
    drawn.dataset.block = block.block_id || "";
    return drawn;
  });
}

const DRAWN = {
  header: (block) => h("h3", { class: "b-header" }, words(block.text)),
  section,
  context: (block) => h("div", { class: "b-context" }, block.elements.map((each) =>
    each.type === "image" ? picture(each, "tiny") : h("span", {}, words(each)))),
  divider: () => h("hr"),
  actions: (block, place) => h("div", { class: "b-actions" }, block.elements.map((each) => control(each, block, place))),
  context_actions: (block, place) =>
    h("div", { class: "b-actions small" }, block.elements.map((each) => control(each, block, place))),
  input: (block, place) => fieldOf(block, place),
  image: (block) => h("figure", { class: "b-image" }, picture(block),
    block.title ? h("figcaption", { class: "quiet" }, words(block.title)) : null),
  markdown: (block) => h("div", { class: "b-markdown" }, markdown(block.text)),
  rich_text: (block) => h("div", { class: "b-rich" }, richText(block)),
  table,
  data_table: table,
  data_visualization: chart,
  alert: (block) => h("div", { class: `b-alert ${block.level || "default"}`, role: "note" }, words(block.text)),
  card,
  carousel: (block, place) => h("div", { class: "b-carousel" }, block.elements.map((each) => card({ ...each, block_id: block.block_id }, place))),
  container: (block, place) => h("div", { class: "b-card" },
    block.title ? h("h4", {}, words(block.title)) : null, blocks(block.child_blocks, place)),
};

function section(block, place) {
  return h("div", { class: "b-section" },
    h("div", { class: "grow" },
      block.text ? h("div", {}, words(block.text)) : null,
      block.fields ? h("div", { class: "fields" }, block.fields.map((each) => h("div", {}, words(each)))) : null),
    block.accessory
      ? block.accessory.type === "image" ? picture(block.accessory, "side") : control(block.accessory, block, place)
      : null);
}

function card(block, place) {
  return h("div", { class: "b-card" },
    block.hero_image ? picture(block.hero_image) : null,
    block.title ? h("h4", {}, words(block.title)) : null,
    block.subtitle ? h("p", { class: "quiet" }, words(block.subtitle)) : null,
    block.body ? h("div", {}, words(block.body)) : null,
    block.actions ? h("div", { class: "b-actions" }, block.actions.map((each) => control(each, block, place))) : null);
}

export function picture(image, size = "") {
  const own = image.slack_file?.id || /files-pri\/\w+-(\w+)\//.exec(image.slack_file?.url || "")?.[1];
  const source = own ? fileAddress(own) : image.image_url || "";
  const local = own || source.startsWith(`${location.origin}/`);
  if (!local) return h("span", { class: "not-loaded", role: "img", "aria-label": image.alt_text }, image.alt_text);
  return enlargeable(source, image.alt_text, size);
}

export function enlargeable(source, alternative, size = "") {
  const image = h("img", { src: source, alt: alternative, class: size });
  if (size === "tiny") return image;
  return h("button", { type: "button", class: "enlarge", "aria-label": `Enlarge: ${alternative}`, onclick: () => enlarge(source, alternative) }, image);
}

function table(block) {
  const [head = [], ...rows] = block.rows;
  const align = (index) => block.column_settings?.[index]?.align || (rows[0]?.[index]?.type === "raw_number" ? "right" : "left");
  const cell = (tag, index, content) =>
    h(tag, { class: `to-${align(index)}`, scope: tag === "th" ? "col" : null }, content);
  const content = (part) => (part.type === "rich_text" ? richText(part) : simple(part.text ?? String(part.value ?? "")));
  return h("div", { class: "b-table", tabindex: "0", role: "region", "aria-label": block.caption || "Table" }, h("table", {},
    block.caption ? h("caption", {}, block.caption) : null,
    h("thead", {}, h("tr", {}, head.map((part, index) => cell("th", index, content(part))))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((part, index) => cell("td", index, content(part))))))));
}

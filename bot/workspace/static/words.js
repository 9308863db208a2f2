// Slack's mrkdwn, plain text and Markdown as DOM nodes. Text is only ever put into text nodes.

import { h } from "./dom.js";
import { personName, channelName } from "./store.js";

const EMOJI = {
  smile: "😄", slightly_smiling_face: "🙂", thumbsup: "👍", "+1": "👍", thumbsdown: "👎", "-1": "👎", wave: "👋",
  tada: "🎉", rocket: "🚀", eyes: "👀", fire: "🔥", star: "⭐", warning: "⚠️", white_check_mark: "✅",
  heavy_check_mark: "✔️", x: "❌", information_source: "ℹ️", bulb: "💡", calendar: "📅", date: "📅", memo: "📝",
  books: "📚", mortar_board: "🎓", page_facing_up: "📄", paperclip: "📎", link: "🔗", lock: "🔒", bell: "🔔",
  hourglass: "⌛", chart_with_upwards_trend: "📈", mag: "🔍", raised_hands: "🙌", clap: "👏", pray: "🙏",
  heart: "❤️", question: "❓", exclamation: "❗", large_green_circle: "🟢", large_orange_diamond: "🔶",
  brown_circle: "🟤", large_brown_circle: "🟤", red_circle: "🔴", white_circle: "⚪", arrow_right: "➡️", pencil2: "✏️",
};

const unescaped = (text) => text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (all, name) => EMOJI[name] || all);
export const emoji = (name) => EMOJI[name] || `:${name}:`;
export const simple = (text) => withEmoji(unescaped(text || ""));

// A text object: plain_text or mrkdwn.
export function words(object) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text) : [simple(object.text)];
}

export function mrkdwn(text) {
  return text.split(/(```[\s\S]+?```)/).flatMap((part) =>
    part.startsWith("```") && part.length > 6
      ? [h("pre", {}, h("code", {}, unescaped(part.slice(3, -3).replace(/^\n/, ""))))]
      : quotedLines(part));
}

function quotedLines(text) {
  const nodes = [];
  let quote = null;
  for (const [index, line] of text.split("\n").entries()) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quoted) {
      if (!quote) nodes.push((quote = h("blockquote")));
      else quote.append(h("br"));
      quote.append(...inline(quoted[1]));
      continue;
    }
    if (index > 0 && !quote) nodes.push(h("br"));
    quote = null;
    nodes.push(...inline(line));
  }
  return nodes;
}

const SPAN = /(`[^`\n]+`)|<([^<>|\n]+)(?:\|([^<>\n]*))?>|(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])|(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])|(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])/g;

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(SPAN)) {
    nodes.push(simple(text.slice(end, found.index)));
    end = found.index + found[0].length;
    const [, code, target, label, bold, italic, struck] = found;
    if (code) nodes.push(h("code", {}, unescaped(code.slice(1, -1))));
    else if (target) nodes.push(reference(target, label));
    else if (bold) nodes.push(h("strong", {}, ...inline(bold)));
    else if (italic) nodes.push(h("em", {}, ...inline(italic)));
    else nodes.push(h("s", {}, ...inline(struck)));
  }
  nodes.push(simple(text.slice(end)));
  return nodes.filter((node) => node !== "");
}

function reference(target, label) {
  if (target.startsWith("@")) return mention(`@${personName(target.slice(1)) || label || target.slice(1)}`);
  if (target.startsWith("#")) return mention(`#${channelName(target.slice(1)) || label || target.slice(1)}`);
  if (target.startsWith("!")) return mention(label ? simple(label) : `@${target.slice(1).split("^")[0]}`);
  return anchor(unescaped(target), label ? simple(label) : unescaped(target).replace(/^mailto:/, ""));
}

export const mention = (text) => h("span", { class: "mention" }, text);

export function anchor(address, label) {
  if (!/^(https?:|mailto:)/i.test(address)) return label;
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label);
}

// The Markdown of `markdown` blocks and streamed answers: headings, lists, emphasis, code, links.
export function markdown(text) {
  const nodes = [];
  let list = null;
  let paragraph = null;
  for (const line of text.split("\n")) {
    const item = /^\s*(?:[-*•]|(\d+)\.)\s+(.*)$/.exec(line);
    const heading = /^(#{1,4})\s+(.*)$/.exec(line);
    if (item) {
      const tag = item[1] ? "ol" : "ul";
      if (!list || list.localName !== tag) nodes.push((list = h(tag)));
      list.append(h("li", {}, ...markdownSpans(item[2])));
      paragraph = null;
      continue;
    }
    list = null;
    if (heading) { nodes.push(h("h4", {}, ...markdownSpans(heading[2]))); paragraph = null; }
    else if (!line.trim()) paragraph = null;
    else if (paragraph) paragraph.append(h("br"), ...markdownSpans(line));
    else nodes.push((paragraph = h("p", {}, ...markdownSpans(line))));
  }
  return nodes;
}

const MARKDOWN_SPAN = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)\s]+)\)|<@(\w+)>|(?<![\w*])[*_](?=\S)([^*_]+)(?<=\S)[*_](?![\w*])/g;

function markdownSpans(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(MARKDOWN_SPAN)) {
    nodes.push(simple(text.slice(end, found.index)));
    end = found.index + found[0].length;
    const [, code, bold, label, address, person, italic] = found;
    if (code) nodes.push(h("code", {}, code));
    else if (bold) nodes.push(h("strong", {}, ...markdownSpans(bold)));
    else if (label) nodes.push(anchor(address, label));
    else if (person) nodes.push(mention(`@${personName(person) || person}`));
    else nodes.push(h("em", {}, ...markdownSpans(italic)));
  }
  nodes.push(simple(text.slice(end)));
  return nodes.filter((node) => node !== "");
}

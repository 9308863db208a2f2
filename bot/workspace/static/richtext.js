// rich_text blocks as DOM nodes.

import { h } from "./dom.js";
import { channelName, personName } from "./store.js";
import { anchor, emoji, mention } from "./words.js";

export const richText = (block) => block.elements.map(part);

function part(element) {
  const inner = () => (element.elements || []).map(part);
  switch (element.type) {
    case "rich_text_section": return h("div", {}, inner());
    case "rich_text_list":
      return h(element.style === "ordered" ? "ol" : "ul", {}, element.elements.map((each) => h("li", {}, part(each))));
    case "rich_text_quote": return h("blockquote", {}, inner());
    case "rich_text_preformatted": return h("pre", {}, h("code", {}, inner()));
    default: return leaf(element);
  }
}

function leaf(element) {
  switch (element.type) {
    case "text": return styled(element.text, element.style);
    case "link": return anchor(element.url, element.text || element.url);
    case "emoji": return emoji(element.name);
    case "user": return mention(`@${personName(element.user_id) || element.user_id}`);
    case "channel": return mention(`#${channelName(element.channel_id) || element.channel_id}`);
    case "broadcast": return mention(`@${element.range}`);
    case "date": return element.fallback || new Date(element.timestamp * 1000).toLocaleString();
    default: return "";
  }
}

function styled(text, style = {}) {
  let node = text;
  for (const [name, tag] of [["bold", "strong"], ["italic", "em"], ["strike", "s"], ["code", "code"], ["underline", "u"]]) {
    if (style?.[name]) node = h(tag, {}, node);
  }
  return node;
}

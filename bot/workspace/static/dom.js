// Builds elements; text always becomes a text node, never markup.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value !== "string") element[name] = value;
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((each) => each !== null && each !== undefined && each !== ""));
  return element;
}

let counter = 0;
export const freshId = (prefix) => `${prefix}-${++counter}`;

export function replace(parent, ...children) {
  parent.replaceChildren(...children.flat(Infinity).filter(Boolean));
}

const SHAPES = {
  attach: "M11.5 5.5 6.2 10.8a1.9 1.9 0 0 0 2.7 2.7l5.6-5.6a3.4 3.4 0 0 0-4.8-4.8L4 8.8a5 5 0 0 0 7 7l4.6-4.6",
  bolt: "M10.5 2 4 11h5l-1.5 7L14 9H9Z",
  clock: "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM10 6v4l2.7 1.7",
  close: "m5 5 10 10M15 5 5 15",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  up: "M7 17V9l3.5-6.5c1.6 0 2.2 1.2 1.8 2.6L11.5 8H16a1.5 1.5 0 0 1 1.5 1.8l-1.2 6A1.5 1.5 0 0 1 14.8 17ZM3 9h4v8H3Z",
  down: "M7 3v8l3.5 6.5c1.6 0 2.2-1.2 1.8-2.6L11.5 12H16a1.5 1.5 0 0 0 1.5-1.8l-1.2-6A1.5 1.5 0 0 0 14.8 3ZM3 3h4v8H3Z",
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  back: "M12.5 4 6.5 10l6 6",
};

export function icon(name) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 20 20", class: `shape ${name}`, "aria-hidden": "true" })) drawing.setAttribute(key, value);
  const path = document.createElementNS(drawing.namespaceURI, "path");
  path.setAttribute("d", SHAPES[name]);
  drawing.append(path);
  return drawing;
}

export function avatar(name, colour, kind = "person") {
  const initials = name.split(/\s+/).slice(0, 2).map((word) => word[0] || "").join("").toUpperCase();
  const drawn = h("span", { class: `avatar ${kind}`, "aria-hidden": "true" }, kind === "bot" ? "" : initials);
  if (colour && kind !== "bot") drawn.style.backgroundColor = colour;
  return drawn;
}

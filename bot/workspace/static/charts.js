// data_visualization blocks: bars for every kind, with the figures as words for those who don't see them.

import { h } from "./dom.js";

export function chart(block) {
  const series = block.chart.type === "pie"
    ? [{ name: "", data: block.chart.segments }]
    : block.chart.series;
  const largest = Math.max(...series.flatMap((each) => each.data.map((point) => point.value)), 1e-9);
  return h("figure", { class: "b-chart" },
    h("figcaption", {}, block.title),
    series.map((each, index) => h("div", {},
      each.name ? h("p", { class: "quiet" }, each.name) : null,
      h("dl", {}, each.data.map((point) => bar(point, largest, index))))));
}

function bar(point, largest, index) {
  const drawn = h("span", { class: `bar s${index % 4}`, "aria-hidden": "true" });
  drawn.style.width = `${Math.max(0, (100 * point.value) / largest)}%`;
  return h("div", {}, h("dt", {}, point.label), h("dd", {}, drawn, h("span", {}, String(point.value))));
}

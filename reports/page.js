// Draws one chart for each <canvas data-chart> from the JSON in #charts. The arms keep their colour
// on all charts. Thick: a running mean. Thin: the mean over seeds. The band behind them spans the
// least and the greatest seed.
(function () {
  "use strict";
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const palettes = {
    light: ["#2457c5", "#c8621a", "#17764b", "#8a3fb0", "#b3261e", "#596377"],
    dark: ["#82aaff", "#ffb069", "#6bd3a0", "#d6a0f5", "#ff8f85", "#98a3b5"],
  };
  const arms = [];
  for (const chart of charts) {
    for (const curve of chart.curves) if (!arms.includes(curve.arm)) arms.push(curve.arm);
  }
  const points = (xs, ys) => xs.map((x, i) => ({ x: x, y: ys[i] }));
  const drawn = [];

  // Means over a centred window of about a fifteenth of the curve, narrower towards its ends. Short
  // curves stay as they are.
  function smooth(ys) {
    const widest = ys.length < 40 ? 0 : Math.round(ys.length / 30);
    return ys.map((_, i) => {
      const half = Math.min(widest, i, ys.length - 1 - i);
      const near = ys.slice(Math.max(0, i - half), i + half + 1);
      return near.reduce((sum, y) => sum + y, 0) / near.length;
    });
  }

  function datasets(chart) {
    const colors = palettes[dark.matches ? "dark" : "light"];
    const sets = [];
    for (const curve of chart.curves) {
      const color = colors[arms.indexOf(curve.arm) % colors.length];
      const line = { label: curve.arm, borderColor: color, backgroundColor: color, tension: 0 };
      const quiet = { pointRadius: 0, pointHitRadius: 0 };
      sets.push({ ...line, ...quiet, data: points(curve.x, smooth(curve.mean)), borderWidth: 2,
        pointRadius: curve.x.length > 1 ? 0 : 3, role: "line" });
      sets.push({ ...line, data: points(curve.x, curve.mean), borderColor: color + "66", borderWidth: 1,
        pointRadius: 0, pointHitRadius: 8, role: "values" });
      if (curve.seeds < 2) continue;
      const band = { ...quiet, borderWidth: 0, role: "band" };
      sets.push({ ...band, data: points(curve.x, curve.hi), fill: "+1", backgroundColor: color + "2b" });
      sets.push({ ...band, data: points(curve.x, curve.lo), fill: false });
    }
    return sets;
  }

  // Shares, lengths and the like start at 0; what goes below is fitted.
  function range(chart) {
    const lowest = Math.min(...chart.curves.flatMap((curve) => curve.lo));
    const highest = Math.max(...chart.curves.flatMap((curve) => curve.hi));
    if (lowest < 0) return { grace: "4%" };
    return { min: 0, suggestedMax: highest > 0 ? highest * 1.04 : 1 };
  }

  function options(chart) {
    const style = getComputedStyle(document.documentElement);
    const soft = style.getPropertyValue("--soft").trim(), line = style.getPropertyValue("--line").trim();
    const axis = { grid: { color: line, drawBorder: false }, ticks: { color: soft, maxTicksLimit: 7 } };
    return {
      animation: false, responsive: true, maintainAspectRatio: false,
      interaction: { mode: "nearest", axis: "x", intersect: false },
      scales: {
        x: { ...axis, type: "linear", bounds: "data", grid: { display: false, drawBorder: false },
          title: { display: true, text: "step", color: soft } },
        y: { ...axis, ...range(chart) },
      },
      plugins: {
        legend: { display: chart.curves.length > 1 || chart.curves[0].arm !== "", position: "bottom",
          labels: { color: soft, boxWidth: 12, boxHeight: 2,
            filter: (item, data) => data.datasets[item.datasetIndex].role === "line" } },
        tooltip: { filter: (item) => item.dataset.role === "values",
          callbacks: { title: (items) => items.length ? "step " + items[0].parsed.x : "" } },
      },
    };
  }

  function draw() {
    while (drawn.length) drawn.pop().destroy();
    for (const canvas of document.querySelectorAll("canvas[data-chart]")) {
      const chart = charts[Number(canvas.dataset.chart)];
      drawn.push(new Chart(canvas, { type: "line", data: { datasets: datasets(chart) }, options: options(chart) }));
    }
  }
  draw();
  dark.addEventListener("change", draw);
})();

// Draws one chart for each <canvas data-chart> from the JSON in #charts. The arms keep their colour
// on all charts; the band behind a line spans the least and the greatest seed.
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

  function datasets(chart) {
    const colors = palettes[dark.matches ? "dark" : "light"];
    const sets = [];
    for (const curve of chart.curves) {
      const color = colors[arms.indexOf(curve.arm) % colors.length];
      sets.push({ label: curve.arm, data: points(curve.x, curve.mean), borderColor: color,
        backgroundColor: color, borderWidth: 2, pointRadius: curve.x.length > 1 ? 0 : 3, tension: 0,
        pointHitRadius: 8 });
      if (curve.seeds < 2) continue;
      const band = { borderWidth: 0, pointRadius: 0, pointHitRadius: 0, band: true };
      sets.push({ ...band, data: points(curve.x, curve.hi), fill: "+1", backgroundColor: color + "2b" });
      sets.push({ ...band, data: points(curve.x, curve.lo), fill: false });
    }
    return sets;
  }

  function options(chart) {
    const style = getComputedStyle(document.documentElement);
    const soft = style.getPropertyValue("--soft").trim(), line = style.getPropertyValue("--line").trim();
    const axis = { grid: { color: line, drawBorder: false }, ticks: { color: soft, maxTicksLimit: 7 } };
    return {
      animation: false, responsive: true, maintainAspectRatio: false,
      interaction: { mode: "nearest", axis: "x", intersect: false },
      scales: {
        x: { ...axis, type: "linear", grid: { display: false, drawBorder: false },
          title: { display: true, text: "step", color: soft } },
        y: { ...axis, grace: "4%" },
      },
      plugins: {
        legend: { display: chart.curves.length > 1 || chart.curves[0].arm !== "", position: "bottom",
          labels: { color: soft, boxWidth: 12, boxHeight: 2,
            filter: (item, data) => !data.datasets[item.datasetIndex].band } },
        tooltip: { filter: (item) => !item.dataset.band,
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

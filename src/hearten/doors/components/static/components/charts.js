/* Draws what components/charts.py describes. The table is on the page before; without this script it stays. */
(() => {
  "use strict";

  const words = document.getElementById("ht-words")?.dataset ?? {};
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const TONES = { good: "good", warm: "accent", warn: "warn", bad: "bad", info: "info", quiet: "chart-6" };
  const DASHES = ["solid", "dashed", "dotted", [8, 3, 2, 3]];
  const SYMBOLS = ["circle", "rect", "triangle", "diamond", "roundRect"];
  let loading;

  function library() {
    loading ??= new Promise((done, failed) => {
      if (window.echarts) { done(window.echarts); return; }
      const script = document.createElement("script");
      script.src = words.echarts;
      script.onload = () => done(window.echarts);
      script.onerror = failed;
      document.head.append(script);
    });
    return loading;
  }

  const size = () => parseFloat(style.fontSize) * 0.75;

  function figure(spec, value) {
    if (value === null || value === undefined) return "–";
    const text = Number(value).toLocaleString(document.documentElement.lang, {
      minimumFractionDigits: spec.decimals, maximumFractionDigits: spec.decimals,
    });
    return text.replace("-", "−") + spec.unit;
  }

  function short(spec, value) {
    return Number(value).toLocaleString(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 2 }) + spec.unit;
  }

  const text = () => ({ fontFamily: token("face"), fontSize: size(), color: token("ink-2") });

  function axes(spec) {
    const lying = spec.kind.endsWith("row");
    const share = spec.kind.startsWith("share");
    const names = {
      type: "category", data: spec.categories, inverse: lying,
      axisTick: { show: false }, axisLine: { lineStyle: { color: token("line-strong") } },
      axisLabel: { ...text(), hideOverlap: true, width: lying ? 150 : undefined, overflow: lying ? "truncate" : undefined },
    };
    const values = {
      type: "value", min: spec.minimum ?? (share ? 0 : undefined), max: spec.maximum ?? (share ? 100 : undefined),
      axisLabel: { ...text(), formatter: (v) => short(spec, v), hideOverlap: true }, splitLine: { lineStyle: { color: token("line") } },
      splitNumber: lying ? 3 : 4,
    };
    return lying ? { xAxis: values, yAxis: names } : { xAxis: names, yAxis: values };
  }

  function interval(series, color, lying) {
    const data = series.values.map((_, i) => [i, series.low[i], series.high[i]]).filter((row) => row[1] !== null && row[2] !== null);
    return {
      type: "custom", name: series.name, data, z: 5, silent: true, tooltip: { show: false },
      encode: lying ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
      renderItem(_, api) {
        const at = (value) => api.coord(lying ? [value, api.value(0)] : [api.value(0), value]);
        const [low, high] = [at(api.value(1)), at(api.value(2))];
        const cap = 4;
        const lines = lying
          ? [[low, high], [[low[0], low[1] - cap], [low[0], low[1] + cap]], [[high[0], high[1] - cap], [high[0], high[1] + cap]]]
          : [[low, high], [[low[0] - cap, low[1]], [low[0] + cap, low[1]]], [[high[0] - cap, high[1]], [high[0] + cap, high[1]]]];
        return {
          type: "group",
          children: lines.map(([a, b]) => ({ type: "line", shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style: { stroke: color, lineWidth: 1.5 } })),
        };
      },
    };
  }

  function band(series, color, name) {
    const base = { type: "line", symbol: "none", lineStyle: { opacity: 0 }, silent: true, stack: `band-${name}`, tooltip: { show: false }, emphasis: { disabled: true } };
    return [
      { ...base, data: series.low, stackStrategy: "all" },
      { ...base, data: series.high.map((high, i) => (high === null ? null : high - series.low[i])), areaStyle: { color, opacity: 0.13 }, stackStrategy: "all" },
    ];
  }

  function reference(spec) {
    if (!spec.reference) return undefined;
    const axis = spec.kind.endsWith("row") ? "xAxis" : "yAxis";
    return {
      silent: true, symbol: "none", lineStyle: { color: token("ink-3"), type: "dashed" },
      label: { ...text(), formatter: spec.reference[1], position: "insideStartTop" }, data: [{ [axis]: spec.reference[0] }],
    };
  }

  function plain(spec) {
    const line = spec.kind === "line" || spec.kind === "area";
    const lying = spec.kind.endsWith("row");
    const stacked = /stacked|share/.test(spec.kind);
    const made = [];
    spec.series.forEach((series, i) => {
      const color = token(TONES[series.tone] ?? `chart-${(i % 6) + 1}`);
      const one = {
        name: series.name, data: series.values, color, markLine: i === 0 ? reference(spec) : undefined,
        label: { show: lying && !stacked && !series.low && spec.categories.length <= 14, position: "right", ...text(), formatter: (p) => figure(spec, p.value) },
        cursor: spec.links.length ? "pointer" : "default",
      };
      if (line) {
        Object.assign(one, {
          type: "line", symbol: SYMBOLS[i % SYMBOLS.length], symbolSize: 6, showSymbol: spec.categories.length <= 24, connectNulls: false,
          lineStyle: { width: 2.25, type: DASHES[i % DASHES.length] }, areaStyle: spec.kind === "area" ? { opacity: 0.12 } : undefined,
        });
        if (series.low && series.high) made.push(...band(series, color, i));
      } else {
        const last = i === spec.series.length - 1;
        Object.assign(one, {
          type: "bar", stack: stacked ? "all" : undefined, barMaxWidth: lying ? 20 : 36,
          itemStyle: { borderRadius: stacked && !last ? 0 : lying ? [0, 3, 3, 0] : [3, 3, 0, 0], borderColor: token("surface"), borderWidth: stacked ? 1 : 0 },
        });
        if (series.low && series.high) made.push(interval(series, token("ink"), lying));
      }
      made.push(one);
    });
    return { ...axes(spec), series: made };
  }

  function scatter(spec) {
    const axis = (name) => ({
      type: "value", name, nameLocation: "middle", nameGap: 28, nameTextStyle: text(), scale: true,
      axisLabel: { ...text(), formatter: (v) => short({ unit: "" }, v) }, splitLine: { lineStyle: { color: token("line") } },
    });
    return {
      xAxis: axis(spec.x_word), yAxis: { ...axis(spec.y_word), nameGap: 40 },
      series: [{
        type: "scatter", data: spec.points, symbolSize: 11, color: token("chart-1"), markLine: reference(spec),
        label: { show: spec.points.length <= 20, position: "right", ...text(), formatter: (p) => p.value[2] }, labelLayout: { hideOverlap: true },
      }],
    };
  }

  function heat(spec) {
    const data = spec.series.flatMap((row, y) => row.values.map((value, x) => [x, y, value]));
    const values = data.map((d) => d[2]).filter((v) => v !== null);
    const axis = (names, inverse) => ({ type: "category", data: names, inverse, axisLabel: text(), axisTick: { show: false }, axisLine: { show: false } });
    return {
      xAxis: axis(spec.categories), yAxis: axis(spec.series.map((s) => s.name), true),
      visualMap: { show: false, min: spec.minimum ?? Math.min(...values), max: spec.maximum ?? Math.max(...values), inRange: { color: [token("accent-soft"), token("accent")] } },
      series: [{ type: "heatmap", data, label: { show: true, ...text(), color: token("ink"), formatter: (p) => figure(spec, p.value[2]) }, itemStyle: { borderColor: token("surface"), borderWidth: 2 } }],
    };
  }

  function options(spec) {
    const many = spec.series.length > 1 && spec.kind !== "heat";
    const made = spec.kind === "scatter" ? scatter(spec) : spec.kind === "heat" ? heat(spec) : plain(spec);
    return {
      animation: !calm, animationDuration: 400, textStyle: text(),
      grid: { left: 8, right: spec.kind.endsWith("row") ? 56 : 20, top: many ? 40 : 16, bottom: spec.kind === "scatter" ? 32 : 8, containLabel: true },
      legend: many ? { top: 0, left: 0, type: "scroll", icon: "roundRect", itemWidth: 14, itemHeight: 8, textStyle: text(), data: spec.series.map((s) => s.name) } : undefined,
      tooltip: {
        trigger: spec.kind === "scatter" || spec.kind === "heat" ? "item" : "axis", confine: true, axisPointer: { type: spec.kind === "line" || spec.kind === "area" ? "line" : "shadow" },
        backgroundColor: token("surface"), borderColor: token("line"), textStyle: { ...text(), color: token("ink") },
        valueFormatter: (value) => figure(spec, Array.isArray(value) ? value[value.length - 1] : value),
      },
      ...made,
    };
  }

  async function draw(canvas) {
    if (canvas.dataset.drawn) return;
    canvas.dataset.drawn = "1";
    const frame = canvas.closest("[data-figure]");
    const button = frame.querySelector("[data-chart-toggle]");
    const table = frame.querySelector("[data-chart-table]");
    let echarts;
    try { echarts = await library(); } catch { return; }
    const spec = JSON.parse(canvas.dataset.chart);
    const show = (asTable) => {
      canvas.hidden = asTable;
      table.hidden = !asTable;
      button.setAttribute("aria-pressed", String(asTable));
      button.querySelector("span").textContent = asTable ? words.asChart : words.asTable;
    };
    show(false);
    button.hidden = false;
    const chart = echarts.init(canvas, null, { renderer: "svg" });
    chart.setOption(options(spec));
    chart.on("click", (at) => { const to = spec.links[at.dataIndex]; if (to) location.assign(to); });
    new ResizeObserver(() => { if (!canvas.hidden) chart.resize(); }).observe(canvas);
    button.addEventListener("click", () => show(!canvas.hidden));
  }

  const drawAll = (root) => root.querySelectorAll("[data-chart]").forEach(draw);
  drawAll(document);
  document.addEventListener("htmx:afterSwap", (event) => drawAll(event.detail.target.parentElement ?? document));
})();

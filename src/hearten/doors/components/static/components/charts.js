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
    const near = Number(Number(value).toFixed(spec.decimals)) || 0; // not "−0.00"
    const text = near.toLocaleString(document.documentElement.lang, {
      minimumFractionDigits: spec.decimals, maximumFractionDigits: spec.decimals,
    });
    return text.replace("-", "−") + spec.unit;
  }

  function short(spec, value) {
    return Number(value).toLocaleString(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 2 }) + spec.unit;
  }

  /* A colour between two or three named ones; the grounds of charts are light, so the middle is pale. */
  function between(names, at) {
    const stops = names.map((name) => token(name).match(/[0-9a-f]{2}/gi).map((part) => parseInt(part, 16)));
    const place = Math.min(Math.max(at, 0), 1) * (stops.length - 1);
    const first = Math.min(Math.floor(place), stops.length - 2);
    const mixed = stops[first].map((part, i) => Math.round(part + (stops[first + 1][i] - part) * (place - first)));
    return `rgb(${mixed.join(",")})`;
  }

  const hatch = () => ({
    color: token("quiet-soft"),
    decal: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 4, color: token("line-strong") },
  });

  const text = () => ({ fontFamily: token("face"), fontSize: size(), color: token("ink-2") });

  /* How wide a text will be, in pixels: near enough. */
  const breadth = (name) => [...String(name)].reduce((sum, sign) => sum + (sign > "\u2e7f" ? 1 : 0.58), 0) * size();

  /* The step of an axis both ends of which are given, so that no two figures meet at its end. */
  function evenly(spec, share, wide) {
    const [low, high] = share ? [0, 100] : [spec.minimum, spec.maximum];
    if (low === null || high === null || high <= low) return undefined;
    const steps = [5, 4, 6, 3, 2].filter((n) => n * 64 < wide);
    const whole = (step) => Math.abs(step * 20 - Math.round(step * 20)) < 1e-6;
    // Whole steps before others (1, 4, 7, 10 rather than 1, 2.8 …), and zero among the figures where it lies between.
    const plainly = (step) => Number.isInteger(step) && (low >= 0 || high <= 0 || Number.isInteger(low / step));
    return (high - low) / (steps.find((n) => plainly((high - low) / n)) ?? steps.find((n) => whole((high - low) / n)) ?? 2);
  }

  function axes(spec, wide) {
    const lying = spec.kind.endsWith("row");
    const share = spec.kind.startsWith("share");
    const statements = /^(dot|diverging|share)_row$/.test(spec.kind) || spec.categories.some((name) => String(name).length > 12);
    const each = wide / spec.categories.length;
    const fits = spec.categories.filter((name) => breadth(name) > (each < 56 ? 1 : 2.5) * each - 8).length < 2;
    const few = !lying && spec.kind !== "line" && spec.kind !== "area" && spec.categories.length <= 14 && each > 22 && fits;
    const room = statements ? Math.max(96, Math.min(280, wide * 0.34)) : 150;
    const names = {
      type: "category", data: spec.categories, inverse: lying,
      axisTick: { show: false }, axisLine: { lineStyle: { color: token("line-strong") } },
      axisLabel: { ...text(), hideOverlap: true, width: lying ? room : undefined, overflow: lying ? (statements ? "break" : "truncate") : undefined, ...(lying || few ? { interval: 0, hideOverlap: false } : {}), ...(few ? { width: each - 8, overflow: each < 56 ? "truncate" : "break" } : {}) },
    };
    const values = {
      type: "value", scale: spec.kind === "dot_row", min: spec.minimum ?? (share ? 0 : undefined), max: spec.maximum ?? (share ? 100 : spec.unit === "%" ? (at) => (at.max > 75 && at.max <= 100 ? 100 : null) : undefined),
      interval: evenly(spec, share, lying ? wide - room : 600),
      axisLabel: { ...text(), formatter: (v) => short(spec, v), hideOverlap: true }, splitLine: { lineStyle: { color: token("line") } },
      splitNumber: lying ? 3 : 4,
    };
    return lying ? { xAxis: values, yAxis: names } : { xAxis: names, yAxis: values };
  }

  function interval(series, color, lying, apart = 0) {
    const data = series.values.map((_, i) => [i, series.low[i], series.high[i]]).filter((row) => row[1] !== null && row[2] !== null);
    return {
      type: "custom", name: series.name, data, z: 5, silent: true, tooltip: { show: false },
      encode: lying ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
      renderItem(_, api) {
        const at = (value) => {
          const [x, y] = api.coord(lying ? [value, api.value(0)] : [api.value(0), value]);
          return [x, y + apart];
        };
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
      label: { ...text(), formatter: spec.reference[1], position: axis === "xAxis" ? "start" : "insideStartTop", rotate: 0 }, data: [{ [axis]: spec.reference[0] }],
    };
  }

  function plain(spec, wide) {
    const line = spec.kind === "line" || spec.kind === "area";
    const lying = spec.kind.endsWith("row");
    const stacked = /stacked|share/.test(spec.kind);
    const dots = spec.kind === "dot_row";
    const [made, later] = [[], []];
    spec.series.forEach((series, i) => {
      const color = token(TONES[series.tone] ?? `chart-${(i % 6) + 1}`);
      const apart = (i - (spec.series.length - 1) / 2) * 12;
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
      } else if (dots) {
        Object.assign(one, {
          type: "scatter", data: series.values.map((value, row) => [value, row]), symbol: SYMBOLS[i % SYMBOLS.length], symbolSize: 11, symbolOffset: [0, apart], z: 6,
          encode: { x: 0, y: 1 }, label: { show: false },
        });
        if (series.low && series.high) later.push(interval(series, color, true, apart));
      } else {
        const last = i === spec.series.length - 1;
        Object.assign(one, {
          type: "bar", stack: stacked ? "all" : undefined, barMaxWidth: lying ? 20 : 36,
          itemStyle: { borderRadius: stacked && !last ? 0 : lying ? [0, 3, 3, 0] : [3, 3, 0, 0], borderColor: token("surface"), borderWidth: stacked ? 1 : 0, ...(series.tone === "hidden" ? hatch() : {}) },
        });
        if (series.low && series.high) later.push(interval(series, token("ink"), lying));
      }
      // The legend takes its colour from the first of a name.
      made.push(one, ...later.splice(0));
    });
    return { ...axes(spec, wide), series: made };
  }

  /* Steps below the middle lie to the left of zero, those above to the right, a middle step half and half. */
  function diverging(spec, wide) {
    const steps = spec.series.filter((series) => series.tone !== "hidden");
    const rest = spec.series.find((series) => series.tone === "hidden");
    const middle = (steps.length - 1) / 2;
    const bar = (series, i, sign, share) => ({
      type: "bar", stack: "all", name: series.name, barMaxWidth: 26,
      data: series.values.map((value) => (value === null ? null : sign * share * value)),
      color: between(["accent", "accent-line", "line", "good-line", "good"], i / Math.max(1, steps.length - 1)),
      itemStyle: { borderColor: token("surface"), borderWidth: 1 }, emphasis: { focus: "none" },
    });
    const left = steps.map((series, i) => [series, i]).filter(([, i]) => i < middle).reverse().map(([series, i]) => bar(series, i, -1, 1));
    const right = steps.map((series, i) => [series, i]).filter(([, i]) => i > middle).map(([series, i]) => bar(series, i, 1, 1));
    const half = Number.isInteger(middle) ? [bar(steps[middle], middle, -1, 0.5), bar(steps[middle], middle, 1, 0.5)] : [];
    // What is too small to be told lies where its steps lie: below the middle, above it, or in both parts.
    const below = (row) => {
      const gone = steps.flatMap((series, i) => (series.values[row] === null ? [i] : []));
      return gone.length ? gone.reduce((sum, i) => sum + (i < middle ? 1 : i > middle ? 0 : 0.5), 0) / gone.length : 0;
    };
    const hidden = (sign, share) => ({
      ...bar({ ...rest, values: rest.values.map((value, row) => (value && share(row) ? value * share(row) : null)) }, 0, sign, 1),
      itemStyle: { borderColor: token("surface"), borderWidth: 1, ...hatch() },
    });
    const unseen = rest ? [hidden(1, (row) => 1 - below(row)), hidden(-1, below)] : [];
    const made = [...half, ...left, ...right, ...unseen];
    const step = wide < 420 ? 50 : 25;
    const far = (sign, row) => made.reduce((sum, one) => sum + Math.max(0, sign * (one.data[row] ?? 0)), 0);
    const reach = (sign) => Math.min(100, step * Math.max(1, ...spec.categories.map((_, row) => Math.ceil(far(sign, row) / step - 1e-9))));
    const placed = axes({ ...spec, minimum: -reach(-1), maximum: reach(1) }, wide);
    placed.xAxis.interval = step;
    // What is asked stands above when it is asked alone.
    if (spec.categories.length === 1) placed.yAxis.axisLabel.show = false;
    placed.xAxis.axisLabel.formatter = (value) => short(spec, Math.abs(value));
    return { ...placed, series: made, tooltip: { formatter: (at) => whole(spec, [].concat(at)[0].dataIndex) } };
  }

  const safe = (name) => String(name).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

  /* Every series of one category, as in the table. */
  function whole(spec, row) {
    const lines = spec.series.filter((series) => series.values[row] !== null || series.tone !== "hidden");
    return `<strong>${safe(spec.categories[row])}</strong><br>${lines.map((series) => `${safe(series.name)}: ${figure(spec, series.values[row])}`).join("<br>")}`;
  }

  function radar(spec) {
    const span = { min: spec.minimum ?? undefined, max: spec.maximum ?? undefined };
    return {
      radar: {
        indicator: spec.categories.map((name) => ({ name, ...span })), radius: "62%", center: ["50%", "56%"], splitNumber: 3,
        axisName: { ...text(), color: token("ink-2") }, splitLine: { lineStyle: { color: token("line") } }, splitArea: { show: false }, axisLine: { lineStyle: { color: token("line") } },
      },
      series: spec.series.map((series, i) => {
        const color = token(TONES[series.tone] ?? `chart-${(i % 6) + 1}`);
        return {
          type: "radar", name: series.name, color, symbol: SYMBOLS[i % SYMBOLS.length], symbolSize: 7,
          lineStyle: { width: 2.25, type: DASHES[i % DASHES.length] }, areaStyle: { opacity: 0.08 }, data: [{ value: series.values, name: series.name }],
        };
      }),
    };
  }

  function heat(spec, wide) {
    const both = spec.minimum < 0;
    const deep = 0.6 * Math.max(Math.abs(spec.minimum ?? 0), Math.abs(spec.maximum ?? 0));
    const cell = (x, y, value) => ({ value: [x, y, value], label: { color: token(both && Math.abs(value) >= deep ? "on-fill" : "ink") } });
    const data = spec.series.flatMap((row, y) => row.values.map((value, x) => cell(x, y, value)));
    const values = data.map((d) => d.value[2]).filter((v) => v !== null);
    const room = Math.min(300, wide * 0.4);
    const across = (wide - room) / Math.max(1, spec.categories.length);
    // Of low rows the names are cut, not laid over each other; the table has them whole.
    const rows = wide < 420 ? spec.height / Math.max(1, spec.series.length) : Infinity;
    const axis = (names, inverse, width) => ({ type: "category", data: names, inverse, axisLabel: { ...text(), interval: 0, width, overflow: inverse && rows < size() * 3.4 ? "truncate" : "break", lineHeight: size() * 1.1 }, axisTick: { show: false }, axisLine: { show: false } });
    return {
      xAxis: axis(spec.categories, false, across - 6), yAxis: axis(spec.series.map((s) => s.name), true, room - 12),
      visualMap: { show: false, dimension: 2, min: spec.minimum ?? Math.min(...values), max: spec.maximum ?? Math.max(...values), inRange: { color: both ? ["info", "surface", "accent"].map(token) : [token("accent-soft"), token("accent")] } },
      // Where figures would run into each other, the colour and the table say them.
      series: [{ type: "heatmap", data, label: { show: across > size() * (spec.decimals + 1.2), fontFamily: token("face"), fontSize: size(), formatter: (p) => figure(spec, p.value[2]) }, itemStyle: { borderColor: token("surface"), borderWidth: 2 } }],
    };
  }

  const plane = window.heartenPlane({ token, text, size, breadth, short, figure, safe, reference });
  const { numbered } = plane;
  const DRAWN = { scatter: plane.scatter, heat, radar, diverging_row: diverging };

  function options(spec, wide) {
    const many = spec.series.length > 1 && spec.kind !== "heat";
    const single = ["scatter", "heat", "radar"].includes(spec.kind);
    const { tooltip, ...made } = (DRAWN[spec.kind] ?? plain)(spec, wide);
    return {
      animation: !calm, animationDuration: 400, textStyle: text(),
      grid: { left: spec.kind === "scatter" ? 30 : spec.kind === "diverging_row" ? 24 : 8, right: spec.kind.endsWith("row") ? 56 : spec.cross && !numbered(spec, wide) ? 150 : 20, top: many ? 40 : 16, bottom: spec.kind === "scatter" ? 32 : 8, containLabel: true },
      legend: many ? { top: 0, left: 0, type: "scroll", icon: "roundRect", itemWidth: 14, itemHeight: 8, textStyle: text(), data: spec.series.map((s) => s.name) } : undefined,
      tooltip: {
        trigger: single ? "item" : "axis", confine: true, axisPointer: { type: spec.kind === "line" || spec.kind === "area" ? "line" : "shadow" },
        backgroundColor: token("surface"), borderColor: token("line"), textStyle: { ...text(), color: token("ink") },
        valueFormatter: (value) => figure(spec, Array.isArray(value) ? value[spec.kind === "dot_row" ? 0 : value.length - 1] : value),
        ...tooltip,
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
    const key = frame.querySelector("[data-chart-key]");
    let echarts;
    try { echarts = await library(); } catch { return; }
    const spec = JSON.parse(canvas.dataset.chart);
    const show = (asTable) => {
      canvas.hidden = asTable;
      if (key) key.hidden = asTable || !numbered(spec, canvas.clientWidth);
      table.hidden = !asTable;
      button.setAttribute("aria-pressed", String(asTable));
      button.querySelector("span").textContent = asTable ? words.asChart : words.asTable;
    };
    show(false);
    button.hidden = false;
    const chart = echarts.init(canvas, null, { renderer: "svg" });
    chart.setOption(options(spec, canvas.clientWidth));
    chart.on("click", (at) => { const to = spec.links[at.dataIndex]; if (to) location.assign(to); });
    new ResizeObserver(() => { if (!canvas.hidden) chart.resize(); }).observe(canvas);
    button.addEventListener("click", () => show(!canvas.hidden));
  }

  const drawAll = (root) => root.querySelectorAll("[data-chart]").forEach(draw);
  drawAll(document);
  document.addEventListener("htmx:afterSwap", (event) => drawAll(event.detail.target.parentElement ?? document));
})();

/* Points on a plane for charts.js: axes at round figures, the four fields of a cross, names or numbers that don't collide. */
window.heartenPlane = (tools) => {
  "use strict";

  const { token, text, size, breadth, short, figure, safe, reference } = tools;
  const STEPS = [1, 2, 2.5, 5, 10];
  const AXIS_ROOM = { left: 78, right: 22, top: 16, bottom: 62 };

  /* The ends of an axis that has all values well inside, and the step between its figures. */
  function ends(values, least, most) {
    const [low, high] = [least ?? Math.min(...values), most ?? Math.max(...values)];
    const rough = Math.max(high - low, 1e-9) / 5;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = STEPS.map((n) => n * power).find((n) => n >= rough * 0.999);
    const room = 0.08 * (high - low);
    return { min: least ?? Math.floor((low - room) / step) * step, max: most ?? Math.ceil((high + room) / step) * step, interval: step };
  }

  /* Where a value will lie, in pixels: near enough to see what would collide. */
  function places(spec, wide, x, y) {
    const across = wide - AXIS_ROOM.left - AXIS_ROOM.right;
    const down = spec.height - AXIS_ROOM.top - AXIS_ROOM.bottom;
    return ([a, b]) => [AXIS_ROOM.left + ((a - x.min) / (x.max - x.min)) * across, AXIS_ROOM.top + ((y.max - b) / (y.max - y.min)) * down];
  }

  const within = ([x, y], [left, top, right, bottom]) => x > left && x < right && y > top && y < bottom;

  /* The word of a field stands in that of its corners where the fewest points are. */
  function corner(name, [left, top, right, bottom], dots, usual) {
    const long = breadth(name) + 12;
    const high = size() * 1.4 + 8;
    const boxes = {
      insideTopLeft: [left, top, left + long, top + high], insideTopRight: [right - long, top, right, top + high],
      insideBottomLeft: [left, bottom - high, left + long, bottom], insideBottomRight: [right - long, bottom - high, right, bottom],
    };
    const other = usual.includes("Top") ? usual.replace("Top", "Bottom") : usual.replace("Bottom", "Top");
    const hit = (place) => dots.filter((dot) => within(dot, [boxes[place][0] - 24, boxes[place][1] - 8, boxes[place][2] + 8, boxes[place][3] + 8])).length;
    return [usual, other, ...Object.keys(boxes)].reduce((best, place) => (hit(place) < hit(best) ? place : best));
  }

  /* The cross that cuts the plane in four, with the word of each field in its corner. */
  function quarters(spec, wide, x, y) {
    if (!spec.cross) return {};
    const at = places(spec, wide, x, y);
    const dots = spec.points.map(at);
    const [middle, level] = spec.cross;
    const names = spec.corners ?? ["", "", "", ""];
    const field = (name, from, to, usual) => [
      {
        coord: from, name, itemStyle: { color: "transparent" },
        label: { show: true, formatter: name, position: corner(name, [...at(from), ...at(to)], dots, usual), ...text(), color: token("ink-3"), fontWeight: 600, distance: 6, width: wide * 0.3, overflow: "break" },
      },
      { coord: to },
    ];
    return {
      markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: token("line-strong"), type: "dashed" }, data: [{ xAxis: middle }, { yAxis: level }] },
      markArea: {
        silent: true, data: [
          field(names[0], [x.min, y.max], [middle, level], "insideTopLeft"), field(names[1], [middle, y.max], [x.max, level], "insideTopRight"),
          field(names[2], [x.min, level], [middle, y.min], "insideBottomLeft"), field(names[3], [middle, level], [x.max, y.min], "insideBottomRight"),
        ],
      },
    };
  }

  /* Where names would lie over each other, points have numbers, and a key stands below. */
  const numbered = (spec, wide) => Boolean(spec.cross) && (spec.points.length > 8 || wide < 700);

  /* The numbers of points that touch stand together on the last of them: “5, 11”. */
  function numbers(dots) {
    const group = dots.map((_, i) => i);
    dots.forEach(([x, y], i) => {
      const near = dots.findIndex(([a, b], other) => other < i && Math.hypot((a - x) / 1.7, b - y) < 17);
      if (near >= 0) group[i] = group[near];
    });
    return dots.map((_, i) => {
      const together = dots.map((__, other) => other).filter((other) => group[other] === group[i]);
      const right = together.reduce((best, other) => (dots[other][0] > dots[best][0] ? other : best));
      return i === right ? together.map((other) => other + 1).join(", ") : "";
    });
  }

  function scatter(spec, wide) {
    const free = { scale: true, boundaryGap: ["6%", "8%"] };
    const [x, y] = spec.cross
      ? [ends([...spec.points.map((p) => p[0]), spec.cross[0]], spec.x_minimum, spec.x_maximum), ends([...spec.points.map((p) => p[1]), spec.cross[1]], spec.minimum, spec.maximum)]
      : [{ ...free, min: spec.x_minimum ?? undefined, max: spec.x_maximum ?? undefined }, { ...free, min: spec.minimum ?? undefined, max: spec.maximum ?? undefined }];
    const axis = (name, span) => ({
      type: "value", name, nameLocation: "middle", nameGap: 28, nameTextStyle: text(), ...span,
      axisLabel: { ...text(), formatter: (v) => short({ unit: "" }, v), hideOverlap: true }, splitLine: { lineStyle: { color: token("line") } },
    });
    const byNumber = numbered(spec, wide);
    const signs = byNumber ? numbers(spec.points.map(places(spec, wide, x, y))) : spec.points.map((p) => p[2]);
    return {
      xAxis: axis(spec.x_word, x), yAxis: { ...axis(spec.y_word, y), nameGap: 40 },
      series: [{
        type: "scatter", data: spec.points, symbolSize: 11, color: token("chart-1"), z: 5, markLine: reference(spec), ...quarters(spec, wide, x, y),
        label: { show: spec.points.length <= 20, position: "right", ...text(), color: token("ink"), textBorderColor: token("surface"), textBorderWidth: 3, distance: 3, formatter: (p) => signs[p.dataIndex] },
        labelLayout: byNumber ? undefined : spec.cross ? { moveOverlap: "shiftY", hideOverlap: false } : { hideOverlap: true },
        tooltip: { formatter: (p) => `${safe(p.value[2])}<br>${safe(spec.x_word)}: ${figure(spec, p.value[0])}<br>${safe(spec.y_word)}: ${figure(spec, p.value[1])}` },
      }],
    };
  }

  return { scatter, numbered };
};

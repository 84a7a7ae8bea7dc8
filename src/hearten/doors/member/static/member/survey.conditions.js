/* Which pages and questions are shown after these answers: the same rules as the server's, for a phone without network. */
(() => {
  "use strict";
  const DONT_KNOW = "dk";
  const list = (given) => (Array.isArray(given) ? given : null);
  const ordered = (test) => (given, wanted) => typeof given === typeof wanted && typeof given !== "object" && test(given, wanted);
  const same = (given, wanted) => (list(given) ? given.length === 1 && given[0] === wanted : given === wanted);
  const operations = {
    "<=": ordered((a, b) => a <= b),
    ">=": ordered((a, b) => a >= b),
    "<": ordered((a, b) => a < b),
    ">": ordered((a, b) => a > b),
    "==": same,
    "!=": (given, wanted) => !same(given, wanted),
    in: (given, wanted) => (list(given) ?? [given]).some((one) => wanted.includes(one)),
    has: (given, wanted) => (list(given) ?? [given]).includes(wanted),
    answered: () => true,
  };

  function holds(condition, values) {
    if (!condition) return true;
    if (condition.op === "all") return condition.parts.every((part) => holds(part, values));
    if (condition.op === "any") return condition.parts.some((part) => holds(part, values));
    if (condition.op === "not") return !holds(condition.parts[0], values);
    const given = values[condition.field];
    if (given === undefined || given === null || given === "" || list(given)?.length === 0) return false;
    const unknown = same(given, DONT_KNOW);
    if (unknown && condition.op !== "==" && condition.value !== DONT_KNOW) return false;
    return operations[condition.op](given, condition.value);
  }

  /* plan: {pages: [{code, show_if, items: [{code, show_if, consent, keys}]}], facts}; values by field key. */
  function settle(plan, values) {
    const known = { ...plan.facts };
    const pages = new Set();
    const items = new Set();
    for (const page of plan.pages) {
      const open = holds(page.show_if, known);
      for (const item of page.items) {
        if (!open || !holds(item.show_if, known) || (item.consent && known[item.consent] !== true)) continue;
        pages.add(page.code);
        items.add(item.code);
        for (const key of item.keys) if (values[key] !== undefined) known[key] = values[key];
      }
    }
    return { pages, items, known };
  }

  window.heartenSurvey = { holds, settle };
})();

// Suggestions while typing, in the manner of the ARIA combobox. Without this script the search box is a plain one.
"use strict";
(() => {
  const WAIT = 120; // ms after the last key
  const LABELS = {
    service: "办事服务", unit: "机构", topic: "专题", column: "栏目", term: "词语", query: "大家在搜", title: "标题",
  };
  const ENTITIES = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };

  const input = document.getElementById("q");
  const form = input && input.form;
  if (!form) return;

  const element = (name, attributes) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const list = element("div", { id: "suggestions", class: "suggestions", role: "listbox", "aria-label": "检索建议" });
  const status = element("p", { class: "hidden", role: "status" });
  list.hidden = true;
  form.append(list, status);
  for (const [key, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-expanded": "false",
    "aria-controls": list.id,
  })) input.setAttribute(key, value);

  let options = []; // { node, suggestion }, as shown
  let active = -1;
  let timer = 0;
  let asking = null;
  let composing = false;

  function select(at) {
    active = at;
    options.forEach(({ node }, index) => node.setAttribute("aria-selected", String(index === at)));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options[at].node.id);
    options[at].node.scrollIntoView({ block: "nearest" });
  }

  /** Stops what is under way: what was asked for an older text must not appear any more. */
  function stop() {
    clearTimeout(timer);
    if (asking) asking.abort();
    asking = null;
  }

  function close() {
    stop();
    options = [];
    select(-1);
    list.hidden = true;
    list.replaceChildren();
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
  }

  /** The server's marked text as nodes: marks become elements, all else stays text. */
  function marked(html) {
    const plain = (text) => text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity]);
    return html.split(/(<mark>.*?<\/mark>)/s).filter(Boolean).map((part) => {
      const inside = /^<mark>(.*)<\/mark>$/s.exec(part);
      if (!inside) return plain(part);
      const mark = document.createElement("mark");
      mark.textContent = plain(inside[1]);
      return mark;
    });
  }

  function show(suggestions) {
    options = [];
    const groups = new Map();
    for (const suggestion of suggestions) {
      const { kind } = suggestion;
      if (!groups.has(kind)) {
        const label = element("div", { id: `suggest-${kind}`, class: "label", role: "presentation" });
        label.textContent = LABELS[kind] || "其他";
        groups.set(kind, element("div", { role: "group", "aria-labelledby": label.id }));
        groups.get(kind).append(label);
      }
      const at = options.length;
      const node = element("div", { id: `suggestion-${at}`, role: "option", "aria-selected": "false" });
      node.append(...marked(suggestion.highlight));
      node.addEventListener("click", () => choose(suggestion));
      groups.get(kind).append(node);
      options.push({ node, suggestion });
    }
    list.replaceChildren(...groups.values());
    list.hidden = options.length === 0;
    select(-1);
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = options.length ? `有 ${options.length} 条建议，用上下键选择` : "";
  }

  async function ask() {
    stop();
    const text = input.value;
    if (!text.trim()) return close();
    const mine = (asking = new AbortController());
    try {
      const address = `/api/v1/suggest?${new URLSearchParams({ q: text, limit: "10" })}`;
      const answer = await fetch(address, { signal: mine.signal });
      const { suggestions } = answer.ok ? await answer.json() : { suggestions: [] };
      if (asking === mine && input.value === text) show(suggestions);
    } catch {
      // Nothing to suggest is no fault to bother anybody with: the box still searches.
      if (asking === mine) close();
    }
  }

  function choose({ id, text }) {
    close();
    if (id) return location.assign(`/items/${encodeURIComponent(id)}`);
    input.value = text;
    form.requestSubmit();
  }

  function later() {
    stop();
    timer = setTimeout(ask, WAIT);
  }

  input.addEventListener("compositionstart", () => {
    composing = true;
    stop();
  });
  input.addEventListener("compositionend", () => {
    composing = false;
    later();
  });
  input.addEventListener("input", (event) => {
    if (!composing && !event.isComposing) later();
  });
  input.addEventListener("keydown", (event) => {
    // Keys of an input method choose characters, not suggestions.
    if (composing || event.isComposing || event.keyCode === 229) return;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return void ask();
      // The text box itself is one of the places.
      const places = options.length + 1;
      select((active + 1 + (key === "ArrowDown" ? 1 : places - 1)) % places - 1);
    } else if (key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(options[active].suggestion);
    } else if (key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (key === "Tab") {
      close();
    }
  });
  // A press on a suggestion must not take the focus away before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  addEventListener("pagehide", close);
})();

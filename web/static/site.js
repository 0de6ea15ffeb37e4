// Suggestions under search boxes, and folded filters on narrow screens. Every page works without.
(() => {
  "use strict";

  // The filters stand open in the page, so that they serve without a script.
  const facets = document.querySelector("details.facets");
  if (facets && window.matchMedia("(max-width:1100px)").matches) facets.open = false;

  const WAIT = 150; // milliseconds after the last key before the server is asked

  function suggest(form, n) {
    const input = form.querySelector("input[name=q]");
    if (!input) return;
    const list = document.createElement("ul");
    const status = document.createElement("span");
    let shown = [];
    let at = -1;
    let timer = 0;
    let asked = null;

    list.id = `suggest-${n}`;
    list.className = "suggest";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.querySelector("label")?.textContent || "");
    status.className = "sr";
    status.setAttribute("role", "status");
    form.append(list, status);
    for (const [name, value] of Object.entries({
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": list.id,
    })) input.setAttribute(name, value);

    function close() {
      clearTimeout(timer);
      asked?.abort();
      shown = [];
      at = -1;
      list.hidden = true;
      list.replaceChildren();
      status.textContent = "";
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function choose(index) {
      at = index;
      [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
      if (at < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }

    function show(found) {
      if (!found.length) return close();
      shown = found;
      at = -1;
      input.removeAttribute("aria-activedescendant");
      list.replaceChildren(...found.map((hit, i) => {
        const item = document.createElement("li");
        const kind = document.createElement("i");
        item.id = `${list.id}-${i}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        kind.textContent = hit.kind;
        item.append(Object.assign(document.createElement("span"), { textContent: hit.name }), kind);
        item.addEventListener("mousedown", (event) => event.preventDefault()); // keep the focus
        item.addEventListener("click", () => location.assign(hit.href));
        return item;
      }));
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      status.textContent = String(found.length);
    }

    async function ask() {
      const text = input.value.trim();
      if (!text) return close();
      asked?.abort();
      asked = new AbortController();
      try {
        const address = `/search/suggest?${new URLSearchParams({ q: text })}`;
        const answer = await fetch(address, { signal: asked.signal });
        const found = answer.ok ? await answer.json() : [];
        if (document.activeElement === input && input.value.trim() === text) show(found);
      } catch (error) {
        if (error.name !== "AbortError") close(); // the box itself still searches
      }
    }

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return; // a syllable of Hangul is still being put together
      const moves = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in moves && shown.length) {
        event.preventDefault();
        // One place more than there are suggestions: the text as it was typed.
        choose(((at + 1 + moves[event.key] + shown.length + 1) % (shown.length + 1)) - 1);
      } else if (event.key in moves && input.value.trim()) {
        event.preventDefault();
        ask();
      } else if (event.key === "Enter" && at >= 0) {
        event.preventDefault();
        location.assign(shown[at].href);
      } else if (event.key === "Escape" && shown.length) {
        event.preventDefault();
        close();
      }
    });
  }

  document.querySelectorAll("form.search").forEach(suggest);
})();

// The SPARQL page's editor and answers: YASGUI's YASQE and YASR in the page's own words.
// Without this script, or without YASGUI, the plain form serves.
(() => {
  "use strict";

  const form = document.querySelector("form[data-editor]");
  const Yasgui = window.Yasgui;
  if (!form || !Yasgui) return;

  const page = document.documentElement.lang;
  const plain = form.querySelector("textarea");
  const answer = document.getElementById("answer");
  const endpoint = form.getAttribute("action");
  const LONGEST = 6000; // characters of an address that every server on the way takes
  const PAGE = 100; // rows drawn at once
  const ASKED = 400; // names asked for at once
  const DRAWN = 200000; // characters of an answer drawn as text
  const DRAFT = "sparql-draft";
  const FILES = {
    rows: { csv: "CSV", tsv: "TSV", srj: "JSON", srx: "XML" },
    truth: { srj: "JSON", srx: "XML" },
    graph: { ttl: "Turtle", nt: "N-Triples", jsonld: "JSON-LD", rdf: "RDF/XML" },
  };

  let told; // what /sparql/editor.json says
  let editor;
  let results;
  let running = null;
  let view = "table";

  const number = new Intl.NumberFormat(page);
  const collator = new Intl.Collator(page, { numeric: true });

  function say(word, ...values) {
    return told.words[word].replace(/\{(\d)\}/g, (_, n) => values[n]);
  }

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "onclick") made.addEventListener("click", value);
      else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children);
    return made;
  }

  function button(text, onclick, style = "btn s") {
    return element("button", { type: "button", class: style, onclick }, text);
  }

  const status = element("p", { class: "sr", role: "status" });
  function announce(text) {
    status.textContent = "";
    status.textContent = text;
  }

  // ── Words to complete ──

  function short(iri) {
    let best = "";
    for (const [prefix, space] of Object.entries(told.prefixes)) {
      const local = iri.slice(space.length);
      if (!iri.startsWith(space) || !/^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?$/u.test(local)) continue;
      if (!best || prefix.length + local.length < best.length - 1) best = `${prefix}:${local}`;
    }
    return best;
  }

  function written(iri) {
    return short(iri) || `<${iri}>`;
  }

  // What was typed may be a prefixed name, part of one, or a word of either language.
  function fitting(words, typed) {
    const wanted = typed.trim().toLowerCase();
    const found = words.filter(({ iri, label = "" }) => {
      const name = written(iri).toLowerCase();
      return name.includes(wanted) || label.toLowerCase().includes(wanted);
    });
    const begins = (word) => !written(word.iri).toLowerCase().split(":").pop().startsWith(wanted.split(":").pop());
    found.sort((one, other) => begins(one) - begins(other));
    if (found.some((word) => written(word.iri).toLowerCase() === wanted)) return []; // it is whole
    return found.slice(0, 100).map((word) => word.iri);
  }

  // Where nothing is typed yet, a word is put at the cursor, and the space before it stays.
  // A word of Hangul, which YASQE reads letter by letter, is taken as a whole.
  function here(yasqe, token) {
    const { line, ch } = yasqe.getDoc().getCursor();
    const [word] = yasqe.getDoc().getLine(line).slice(0, ch).match(/[\p{L}\p{N}_:-]*$/u);
    if (token.string.trim() && !/[^\x00-\x7f]/.test(word)) return token;
    return { ...token, string: word, from: { ch: ch - word.length }, to: { ch } };
  }

  function completer(base, name, words, more = {}) {
    const labels = () => new Map(words().map((word) => [word.iri, word.label || ""]));
    Yasgui.Yasqe.forkAutocompleter(base, {
      name,
      autoShow: true,
      persistenceId: null,
      get: (_, token) => fitting(words(), token ? token.string : ""),
      preProcessToken: here,
      postProcessSuggestion: (_, __, iri) => iri,
      postprocessHints: (_, hints) => {
        const known = labels();
        return hints.map((hint) => ({
          ...hint,
          text: written(hint.text),
          render(item) {
            item.append(element("span", {}, written(hint.text)), element("i", {}, known.get(hint.text) || ""));
          },
        }));
      },
      ...more,
    }, false);
  }

  // Behind `a`, a class; behind a property whose values are concepts, those.
  function objects() {
    const token = editor.getCompleteToken();
    const cursor = editor.getDoc().getCursor();
    const before = editor.getPreviousNonWsToken(cursor.line, token);
    const property = before.state.lastProperty;
    if (property === "a" || property === "rdf:type") return told.classes;
    const found = told.properties.find((word) => word.scheme && short(word.iri) === property);
    return found ? told.concepts[found.scheme] || [] : [];
  }

  function completers() {
    Yasgui.Yasqe.forkAutocompleter("prefixes", {
      name: "our-prefixes",
      persistenceId: null,
      get: Object.entries(told.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`),
    }, false);
    completer("property", "our-properties", () => told.properties);
    completer("class", "our-objects", objects, {
      isValidCompletionPosition(yasqe) {
        const token = yasqe.getCompleteToken();
        return !/^[?$"'<]/.test(token.string) && !yasqe.getSelection() && objects().length > 0;
      },
    });
    return ["variables", "our-prefixes", "our-properties", "our-objects"];
  }

  // ── The editor ──

  function build() {
    const box = element("div", { class: "ed sq-ed" });
    const hint = element("p", { class: "xs q", id: "keys" }, say("keys"));
    const clock = element("span", { class: "xs q", "aria-hidden": "true" });
    const run = form.querySelector("button[type=submit]");
    const cancel = button(say("cancel"), () => running?.abort());
    cancel.hidden = true;
    const copy = button(say("copy_query"), () => take(`${location.origin}${endpoint}#${new URLSearchParams({ query: editor.getValue() })}`));
    run.className = "btn s p";
    run.append(element("kbd", { "aria-hidden": "true" }, "Ctrl ↵"));
    box.append(element("div", { class: "edb" }, clock, element("span", { class: "acts" }, copy, cancel, run)));
    const place = element("div");
    box.append(place);
    form.querySelector("p").remove();
    form.querySelector("label").classList.add("sr");
    plain.remove();
    form.append(box, hint);
    form.after(status);

    Yasgui.Yasqe.defaults.autocompleters = [];
    editor = new Yasgui.Yasqe(place, {
      value: plain.value,
      persistenceId: null,
      consumeShareLink: null,
      createShareableLink: null,
      showQueryButton: false,
      resizeable: false,
      editorHeight: "auto",
      viewportMargin: Infinity,
      highlightSelectionMatches: false,
      tabSize: 2,
      indentUnit: 2,
      autocompleters: completers(),
      extraKeys: {
        "Ctrl-Enter": () => ask(),
        "Cmd-Enter": () => ask(),
        "Ctrl-S": false,
        Tab: (cm) => (cm.somethingSelected() ? cm.indentSelection("add") : cm.replaceSelection("  ", "end")),
        "Shift-Tab": (cm) => cm.indentSelection("subtract"),
        Esc: leave,
      },
    });
    const input = editor.getInputField();
    input.setAttribute("aria-label", say("editor"));
    input.setAttribute("aria-describedby", "keys");
    input.id = "query-editor";
    form.querySelector("label").htmlFor = input.id;
    editor.getWrapperElement().querySelector(".CodeMirror-scroll").removeAttribute("tabindex");
    editor.on("blur", () => editor.removeKeyMap(LEAVING));
    editor.on("change", () => {
      keep(editor.getValue());
      unmark();
      mark(null);
    });
    results = new Yasgui.Yasr(element("div"), { persistenceId: null, defaultPlugin: "table", plugins: {} });
    results.headerEl.remove();
    results.fallbackInfoEl.remove();

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask();
    });

    let ticking = 0;
    build.busy = (on) => {
      cancel.hidden = !on;
      run.disabled = on;
      box.setAttribute("aria-busy", String(on));
      clearInterval(ticking);
      clock.textContent = "";
      if (!on) return;
      const since = performance.now();
      const tick = () => {
        const seconds = Math.floor((performance.now() - since) / 1000);
        clock.textContent = say("seconds", seconds, told.limits.seconds);
      };
      ticking = setInterval(tick, 1000);
      tick();
      announce(say("running"));
    };
  }

  // Esc lets the next Tab go on, so that nobody is held in the editor.
  const LEAVING = { name: "leaving", Tab: false, "Shift-Tab": false };
  function leave() {
    editor.removeKeyMap(LEAVING);
    editor.addKeyMap(LEAVING);
    announce(say("leave"));
  }

  let marked = null;
  function unmark() {
    if (marked !== null) editor.removeLineClass(marked, "background", "sq-bad");
    marked = null;
  }

  function go(line, column) {
    const at = { line: Math.max(0, line - 1), ch: Math.max(0, (column || 1) - 1) };
    editor.getDoc().setCursor(at);
    editor.focus();
  }

  // ── Addresses ──

  // Revision and graphs that the page was asked for go along with every query.
  function scope() {
    return [...form.querySelectorAll("input[data-scope]")].map((held) => [held.name, held.value]);
  }

  function asking(query) {
    return new URLSearchParams([["query", query], ...scope()]);
  }

  function address(query) {
    const told = `${endpoint}?${asking(query)}`;
    if (told.length < LONGEST) return told;
    const kept = scope().length ? `?${new URLSearchParams(scope())}` : "";
    return `${endpoint}${kept}#${new URLSearchParams({ query })}&run=1`;
  }

  function withView(told) {
    return view === "table" ? told : `${told}${told.includes("#") ? "&" : "#"}view=${view}`;
  }

  async function take(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // No clipboard without https: the old way still works there.
      const field = element("textarea", { class: "sr", readonly: true });
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    announce(say("copied"));
    const shown = element("span", { class: "sq-copied", "aria-hidden": "true" }, say("copied"));
    const by = document.activeElement;
    if (by instanceof HTMLButtonElement) {
      by.append(shown);
      setTimeout(() => shown.remove(), 1500);
    }
  }

  // The query that is being written outlives a look at another page.
  function keep(text) {
    try {
      sessionStorage.setItem(DRAFT, text);
    } catch { /* kept in the page only */ }
  }

  function draft() {
    try {
      return sessionStorage.getItem(DRAFT);
    } catch {
      return null;
    }
  }

  function fromAddress() {
    const hash = new URLSearchParams(location.hash.slice(1));
    const query = hash.get("query") || new URLSearchParams(location.search).get("query");
    view = hash.get("view") === "response" ? "response" : "table";
    return { query, run: !hash.has("query") || hash.has("run") };
  }

  function languages(query) {
    for (const link of document.querySelectorAll("a[hreflang]")) {
      const there = new URL(link.href);
      if (there.origin !== location.origin || there.pathname !== endpoint) continue;
      there.searchParams.set("query", query);
      link.href = there.href;
    }
  }

  // ── Programs ──

  function kindOf(query) {
    const form = editor && editor.getValue() === query ? editor.getQueryType() : "SELECT";
    return { ASK: "truth", CONSTRUCT: "graph", DESCRIBE: "graph" }[form] || "rows";
  }

  let programmed = "";
  function program() {
    const section = document.getElementById("programs");
    const query = editor.getValue().trim();
    const kind = kindOf(editor.getValue());
    if (programmed === kind + query) return;
    programmed = kind + query;
    const open = new Set([...section.querySelectorAll("details[open] summary")].map((s) => s.textContent));
    section.querySelectorAll("details").forEach((old) => old.remove());
    for (const { name, template, escapes } of told.programs[kind]) {
      let text = query;
      for (const [from, to] of escapes) text = text.split(from).join(to);
      const code = template.split("@QUERY@").join(text);
      section.append(element("details", { open: open.has(name) },
        element("summary", {}, name),
        element("div", { class: "sq-code" },
          button(say("copy_code"), () => take(code)),
          element("pre", { class: "code", tabindex: "0" }, code))));
    }
  }

  // ── Asking ──

  async function ask({ push = true } = {}) {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    const [high, low] = crypto.getRandomValues(new Uint32Array(2));
    const call = String(high * 2 ** 17 + (low >>> 15)); // 15 digits at most
    mine.signal.addEventListener("abort", () => callOff(call));
    const query = editor.getValue();
    const since = performance.now();
    unmark();
    program();
    mark(query);
    languages(query);
    const there = withView(address(query));
    if (push && there !== location.pathname + location.search + location.hash) {
      history.pushState(null, "", there);
    }
    build.busy(true);
    let received;
    try {
      received = await fetched(query, call, mine.signal);
    } catch (error) {
      if (running !== mine) return; // another query took its place
      received = { problem: error.name === "AbortError"
        ? { title: say("cancelled"), detail: say("again"), calm: true }
        : error.problem || { title: say("unreached"), detail: say("connection") } };
    }
    running = null;
    build.busy(false);
    show(query, received, (performance.now() - since) / 1000);
  }

  // The answer the page came with; one too large to be handed over stands there as it is.
  function given() {
    const held = document.getElementById("given");
    if (!held) return null;
    const { content, type, revision } = JSON.parse(held.textContent);
    return {
      content: content || "\n",
      ok: true,
      status: 200,
      headers: new Headers({ "Content-Type": type, "X-Revision": revision }),
    };
  }

  // The server does not see that nobody waits any more; it is told, also when the page is left.
  function callOff(call) {
    const body = new URLSearchParams({ call });
    fetch(`${endpoint}/cancel`, { method: "POST", body, keepalive: true }).catch(() => {});
  }
  addEventListener("pagehide", () => running?.abort());

  async function fetched(query, call, signal) {
    const headers = {
      Accept: "application/sparql-results+json, text/turtle",
      "X-Query-Call": call,
    };
    const asked = address(query);
    const response = asked.includes("#")
      ? await fetch(endpoint, { method: "POST", headers, body: asking(query), signal })
      : await fetch(asked, { headers, signal });
    const content = await text(response);
    if (!response.ok) return { problem: problem(content, response) };
    return {
      content: content || "\n", // YASR takes an answer without text for none
      ok: true,
      status: response.status,
      headers: response.headers,
    };
  }

  // More than a browser can show is left where it is.
  async function text(response) {
    const reader = response.body.getReader();
    const most = told.limits.shown * 2 ** 20;
    const decoder = new TextDecoder();
    let all = "";
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return all + decoder.decode();
      size += value.length;
      if (size > most) {
        reader.cancel();
        const stop = new Error("too large");
        stop.problem = { title: say("toolarge"), detail: say("download_it", told.limits.shown), files: true };
        throw stop;
      }
      all += decoder.decode(value, { stream: true });
    }
  }

  function problem(content, response) {
    try {
      return JSON.parse(content);
    } catch {
      return { title: say("failed"), detail: `${response.status} ${response.statusText}` };
    }
  }

  // ── Answers ──

  let shown = null; // query, problem, and head of the answer now shown

  function show(query, received, seconds) {
    shown = { query, seconds, problem: received.problem };
    answer.replaceChildren();
    if (received.problem) {
      results.setResponse({ error: { text: received.problem.title }, data: null }, seconds * 1000);
      answer.append(failure(received.problem));
      if (received.problem.files) answer.append(files(query, kindOf(query)));
      announce(`${received.problem.title} ${received.problem.detail || ""}`);
      if (received.problem.line) {
        const at = Math.min(received.problem.line, editor.getDoc().lineCount()) - 1;
        marked = editor.addLineClass(at, "background", "sq-bad");
      }
      return;
    }
    shown.revision = received.headers.get("X-Revision") || "";
    results.setResponse(received, seconds * 1000);
  }

  function failure({ title, detail, remedy, line, column, calm }) {
    const foreign = (text) => (page === "en" || /[가-힣]/.test(text.replace(/'[^']*'|"[^"]*"/g, "")) ? null : "en");
    const box = element("div", { class: calm ? "note" : "note warn", role: calm ? null : "alert" }, element("b", {}, title));
    for (const text of [detail, remedy]) {
      if (text && text !== title) box.append(element("p", { lang: foreign(text) }, text));
    }
    if (line) box.append(element("p", {}, button(say("place", line, column || 1), () => go(line, column))));
    return box;
  }

  function files(query, kind) {
    const list = element("div", { class: "export" }, element("span", {}, say("download")));
    for (const [ending, name] of Object.entries(FILES[kind])) {
      const asked = asking(query);
      asked.set("format", ending);
      const href = `${endpoint}?${asked}`;
      if (href.length < LONGEST) {
        list.append(element("a", { href, download: `answer.${ending}` }, name));
      } else {
        const post = element("form", { method: "post", action: endpoint },
          element("button", { type: "submit" }, name));
        for (const [field, value] of asked) {
          const held = element("input", { type: "hidden", name: field });
          held.value = value;
          post.append(held);
        }
        list.append(post);
      }
    }
    return list;
  }

  function head(count, kind) {
    const told = [count];
    if (shown.seconds) told.push(say("took", new Intl.NumberFormat(page, { maximumFractionDigits: 2 }).format(shown.seconds)));
    if (shown.revision) told.push(say("revision", shown.revision.slice(0, 12)));
    const query = shown.query;
    const choices = ["table", "response"].map((name) => {
      const choice = button(say(name), () => {
        view = name;
        results.selectPlugin(name);
        history.replaceState(null, "", withView(address(query)));
        answer.querySelector(`[data-view=${name}]`)?.focus();
      });
      choice.setAttribute("aria-pressed", String(view === name));
      choice.dataset.view = name;
      return choice;
    });
    announce(told.join(" · "));
    return element("div", { class: "bar-x" },
      element("span", { class: "sm" }, element("b", {}, told[0]), ` · ${told.slice(1).join(" · ")}`),
      element("div", { class: "sq-tools" },
        ...(kind === "truth" ? [] : [element("div", { class: "sq-views" }, ...choices)]),
        button(say("copy_answer"), () => take(location.origin + withView(address(query)))),
        files(query, kind)));
  }

  function graph(yasr) {
    return yasr.results.getType() === "ttl";
  }

  // YASR's own reading of JSON fills {{…}} in literals; an answer is shown as it was given.
  function rowsOf(yasr) {
    if (graph(yasr)) {
      const found = yasr.results.getBindings() || [];
      return { vars: ["subject", "predicate", "object"], rows: found };
    }
    const said = JSON.parse(yasr.results.getOriginalResponseAsString());
    return { vars: said.head.vars, rows: said.results.bindings };
  }

  // ── Names of things ──

  const named = new Map();

  async function name(iris) {
    const unknown = [...new Set(iris)].filter((iri) => !named.has(iri));
    unknown.forEach((iri) => named.set(iri, null));
    for (let from = 0; from < unknown.length; from += ASKED) {
      const asked = new URLSearchParams(unknown.slice(from, from + ASKED).map((iri) => ["iri", iri]));
      try {
        const response = await fetch(form.dataset.names, { method: "POST", body: asked });
        if (!response.ok) return;
        for (const [iri, found] of Object.entries(await response.json())) named.set(iri, found);
      } catch {
        return; // the rows stand without names
      }
    }
  }

  // What bears an address of ours and was not named has no page.
  function pageOf(iri) {
    return /^https?:/.test(iri) && !iri.startsWith(told.base) ? iri : "";
  }

  function cell(term) {
    const made = element("td");
    if (!term) return made;
    if (term.type === "uri") {
      const found = named.get(term.value);
      const code = short(term.value) || term.value;
      const href = found?.href || pageOf(term.value);
      const text = found?.text || code;
      const lang = found?.language && found.language !== page ? found.language : null;
      const outside = !found && !/^\//.test(href);
      made.append(href ? element("a", { href, lang, rel: outside ? "external" : null }, text) : text);
      if (found && code !== text) made.append(element("span", { class: "nat" }, code));
      return made;
    }
    if (term.type === "bnode") return made.append(`_:${term.value}`), made;
    const tongue = term["xml:lang"];
    made.append(tongue && tongue !== page ? element("span", { lang: tongue }, term.value) : term.value);
    const type = term.datatype && short(term.datatype);
    if (/^xsd:(integer|decimal|double|float|int|long)$/.test(type || "")) made.className = "num";
    else if (tongue) made.append(element("span", { class: "xs q" }, ` @${tongue}`));
    else if (type && type !== "xsd:string") made.append(element("span", { class: "xs q" }, ` ${type}`));
    return made;
  }

  function textOf(term) {
    if (!term) return "";
    return term.type === "uri" ? named.get(term.value)?.text || term.value : term.value;
  }

  function lines({ vars, rows }) {
    let order = null;
    let falling = false;
    let wanted = "";
    let most = PAGE;
    const body = element("tbody");
    const more = button("", () => {
      most += PAGE;
      draw();
    });
    const count = element("span", { class: "xs q", "aria-live": "polite" });

    function fit() {
      let found = rows;
      if (wanted) found = rows.filter((row) => vars.some((name) => `${textOf(row[name])} ${row[name]?.value ?? ""}`.toLowerCase().includes(wanted)));
      if (order !== null) {
        const sign = falling ? -1 : 1;
        found = [...found].sort((one, other) => {
          const [a, b] = [textOf(one[order]), textOf(other[order])];
          if (!a || !b) return a === b ? 0 : a ? -1 : 1; // what is not known comes last
          return sign * collator.compare(a, b);
        });
      }
      return found;
    }

    function draw() {
      const found = fit();
      const now = found.slice(0, most);
      const fill = () => body.replaceChildren(...now.map((row) => element("tr", {}, ...vars.map((name) => cell(row[name])))));
      fill();
      count.textContent = wanted ? say("fitting", number.format(found.length), number.format(rows.length)) : "";
      more.hidden = found.length <= most;
      more.textContent = say("more", number.format(Math.min(PAGE, found.length - most)));
      const iris = now.flatMap((row) => vars.map((name) => row[name])).filter((term) => term?.type === "uri").map((term) => term.value);
      if (iris.some((iri) => !named.has(iri))) {
        name(iris).then(() => {
          if (body.isConnected) fill();
        });
      }
    }

    const heads = vars.map((name) => {
      const head = element("th", { scope: "col" });
      head.append(button(name, () => {
        falling = order === name && !falling;
        order = name;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", falling ? "descending" : "ascending");
        draw();
      }, "sq-sort"));
      return head;
    });
    draw();
    const made = [
      element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("answer") },
        element("table", { class: "t" }, element("thead", {}, element("tr", {}, ...heads)), body)),
      more,
    ];
    if (rows.length > 10) {
      const field = element("input", { type: "search", class: "inp", id: "filter-rows" });
      field.addEventListener("input", () => {
        wanted = field.value.trim().toLowerCase();
        most = PAGE;
        draw();
      });
      made.unshift(element("div", { class: "sq-filter" }, element("label", { for: field.id }, say("filter")), field, count));
    }
    return made;
  }

  // ── The views, as YASR's plugins ──

  const icon = () => document.createElement("span");

  class Table {
    constructor(yasr) {
      this.yasr = yasr;
      this.priority = 10;
      this.label = "table";
    }
    canHandleResults() {
      return !shown?.problem && this.yasr.results.getVariables()?.length > 0;
    }
    getIcon() {
      return icon();
    }
    draw() {
      const found = rowsOf(this.yasr);
      const n = number.format(found.rows.length);
      const kind = graph(this.yasr) ? "graph" : "rows";
      view = "table";
      answer.replaceChildren(head(kind === "graph" ? say("statements", n) : say(found.rows.length === 1 ? "row" : "rows", n), kind));
      if (found.rows.length) answer.append(...lines(found));
      else answer.append(element("div", { class: "empty" }, element("b", {}, say("empty")), say("nothing")));
    }
  }

  class Received {
    constructor(yasr) {
      this.yasr = yasr;
      this.priority = 2;
      this.label = "response";
    }
    canHandleResults() {
      return !shown?.problem && this.yasr.results.getBoolean() === undefined;
    }
    getIcon() {
      return icon();
    }
    draw() {
      const whole = this.yasr.results.getOriginalResponseAsString();
      const kind = graph(this.yasr) ? "graph" : "rows";
      const n = number.format((this.yasr.results.getBindings() || []).length);
      view = "response";
      answer.replaceChildren(head(say(kind === "graph" ? "statements" : "rows", n), kind));
      if (whole.length > DRAWN) answer.append(element("p", { class: "note" }, say("cut", number.format(DRAWN))));
      answer.append(element("pre", { class: "code", tabindex: "0" }, whole.slice(0, DRAWN)));
    }
  }

  class Truth {
    constructor(yasr) {
      this.yasr = yasr;
      this.priority = 20;
      this.hideFromSelection = true;
    }
    canHandleResults() {
      return !shown?.problem && this.yasr.results.getBoolean() !== undefined;
    }
    getIcon() {
      return icon();
    }
    draw() {
      const yes = this.yasr.results.getBoolean();
      answer.replaceChildren(head(say(yes ? "yes" : "no"), "truth"));
    }
  }

  // Problems are shown by `show`, with what the endpoint says; YASR has nothing to add.
  class Silent {
    canHandleResults() {
      return Boolean(shown?.problem);
    }
    getIcon() {
      return icon();
    }
    draw() {}
  }

  // ── Examples ──

  function mark(query) {
    for (const link of document.querySelectorAll("[data-example]")) {
      const mine = told.examples.find((example) => example.name === link.dataset.example);
      if (mine && mine.query === query) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  function serveExamples() {
    const box = document.getElementById("examples");
    const narrow = window.matchMedia("(max-width:1100px)");
    if (narrow.matches) box.open = false;
    box.addEventListener("click", (event) => {
      const link = event.target.closest("[data-example]");
      const example = link && told.examples.find((one) => one.name === link.dataset.example);
      if (!example || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      editor.setValue(example.query);
      if (narrow.matches) {
        box.open = false;
        form.scrollIntoView({ block: "start" });
      }
      ask();
    });
  }

  function restore() {
    const { query, run } = fromAddress();
    if (query === null) return;
    const same = query === editor.getValue();
    if (!same) editor.setValue(query);
    results.selectPlugin(view);
    if (!same && run) ask({ push: false });
  }

  async function start() {
    const response = await fetch(form.dataset.editor);
    if (!response.ok) return;
    told = await response.json();
    if (told.language !== page) {
      const again = await fetch(`${form.dataset.editor}?lang=${page}`);
      if (again.ok) told = await again.json();
    }
    for (const { iri, label, href } of [...told.classes, ...told.properties]) {
      if (label) named.set(iri, { text: label, language: told.language, href: href || told.codebook });
    }
    const { Yasr } = Yasgui;
    Yasr.registerPlugin("table", Table);
    Yasr.registerPlugin("response", Received);
    Yasr.registerPlugin("boolean", Truth);
    Yasr.registerPlugin("error", Silent);
    const { query, run } = fromAddress();
    const received = given();
    const kept = query === null && !received ? draft() : null;
    build();
    if (view === "response") results.selectPlugin(view);
    if (query !== null) editor.setValue(query);
    else if (kept) editor.setValue(kept);
    program();
    serveExamples();
    let timer = 0;
    editor.on("change", () => {
      clearTimeout(timer);
      timer = setTimeout(program, 300);
    });
    window.addEventListener("popstate", restore);
    document.documentElement.dataset.editor = "ready";
    // A page that came with its answer gets it in lines that can be sorted; a refusal stays.
    if (received) {
      mark(editor.getValue());
      languages(editor.getValue());
      show(editor.getValue(), received, 0);
    } else if (query !== null && run && location.hash) ask({ push: false });
  }

  start();
})();

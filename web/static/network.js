// Draws a city's surroundings with vis-network, from the page's own data; the table has the same.
"use strict";
(() => {
  const box = document.getElementById("net");
  if (!box || !window.vis) return;
  const canvas = document.getElementById("net-canvas");
  const said = document.getElementById("net-said");
  const look = getComputedStyle(document.documentElement);
  const colour = (name) => {
    // A canvas takes no custom properties, and some of ours stand for others.
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  const LINES = {
    sister: "--rel-sister", friendship: "--rel-friend", twin: "--rel-coop", cooperation: "--rel-coop",
    project: "--rel-project", "letter-of-intent": "--rel-project", networks: "--krds-color-text-success",
    forum: "--rel-forum", exchanges: "--rel-friend", projects: "--rel-project",
    practices: "--krds-color-text-point",
  };
  const NODES = {
    city: "--rel-sister", network: "--krds-color-text-success", edition: "--rel-forum",
    session: "--rel-forum", exchange: "--rel-friend", project: "--rel-project",
    practice: "--krds-color-text-point",
  };
  const DOTTED = new Set(["networks", "forum", "exchanges", "projects", "practices"]);
  let net = null;
  let nodes = null;

  function paint(data) {
    const text = colour("--krds-color-text-basic");
    const ground = colour("--krds-color-background-white");
    nodes.update(data.nodes.map((n) => {
      const own = n.id.endsWith(`/${box.dataset.home}`) ? "--rel-home" : n.step === 0 ? "--krds-color-text-bolder" : "";
      const fill = colour(own || NODES[n.group] || "--rel-coop");
      return { id: n.id, color: { background: fill, border: ground, highlight: { background: fill, border: text } },
        font: { size: nodes.length <= 60 ? 16 : 30, color: text, strokeColor: ground, strokeWidth: 4, face: look.getPropertyValue("--font") } };
    }));
  }

  function draw(data) {
    const cut = (s, most) => (s.length > most ? s.slice(0, most - 1) + "…" : s);
    // Where there are many, those farther off are told when chosen or found: names would cover names.
    const few = data.nodes.length <= 60;
    const short = (n) => (n.group === "city" ? (few || n.step < 2 ? cut(n.label, 24) : " ")
      : few ? cut(n.label, 18) : " ");
    nodes = new vis.DataSet(data.nodes.map((n) => ({ ...n, group: undefined, label: short(n) })));
    const edges = new vis.DataSet(data.edges.map((e, i) => ({
      id: i, from: e.from, to: e.to, dashes: DOTTED.has(e.relation) ? [2, 5] : false,
      color: { color: colour(LINES[e.relation] || "--rel-coop"), inherit: false },
    })));
    box.hidden = false;
    said.textContent = box.dataset.wait;
    net = new vis.Network(canvas, { nodes, edges }, data.options);
    paint(data);
    net.once("stabilizationIterationsDone", () => {
      net.setOptions({ physics: false });
      net.fit();
      said.textContent = "";
      box.dataset.drawn = "yes";
    });
    const byId = new Map(data.nodes.map((n) => [n.id, n]));
    net.on("selectNode", ({ nodes: [id] }) => { said.textContent = byId.get(id).label; });
    net.on("hoverNode", ({ node }) => { said.textContent = byId.get(node).label; });
    net.on("doubleClick", ({ nodes: [id] }) => {
      const to = id && byId.get(id).address;
      if (to) location.assign(to);
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => paint(data));
    document.getElementById("net-q").addEventListener("input", ({ target }) => {
      const wanted = target.value.trim().toLocaleLowerCase();
      const found = wanted ? data.nodes.filter((n) => n.label.toLocaleLowerCase().includes(wanted)) : [];
      net.selectNodes(found.map((n) => n.id));
      if (found.length) net.focus(found[0].id, { scale: 1 });
      said.textContent = !wanted ? "" : found.length
        ? `${box.dataset.found} ${found.slice(0, 5).map((n) => n.label).join(", ")}` : box.dataset.none;
    });
  }

  for (const button of box.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => {
      const by = Number(button.dataset.zoom);
      if (by) net.moveTo({ scale: net.getScale() * by });
      else net.fit();
    });
  }
  fetch(box.dataset.source, { credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
    .then(draw)
    .catch(() => { box.hidden = false; canvas.hidden = true; said.textContent = box.dataset.failed; });
})();

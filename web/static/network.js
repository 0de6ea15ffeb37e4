// Draws a city's surroundings with vis-network, from the page's own data; the table has the same.
"use strict";
(() => {
  const box = document.getElementById("net");
  if (!box) return;
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
  let ink = {};
  let unit = 1;

  // Sizes in pixels: of names however near one looks, of marks when one sees the whole.
  const LETTERS = 13;
  const radius = (n) => (canvas.clientWidth < 600 ? [8, 5, 3] : [11, 7, 4.5])[Math.min(n.step, 2)] * unit;
  const cut = (s, most) => (s.length > most ? s.slice(0, most - 1) + "…" : s);

  function paint(data) {
    const text = colour("--krds-color-text-basic");
    const ground = colour("--krds-color-background-white");
    nodes.update(data.nodes.map((n) => {
      const own = n.id.endsWith(`/${box.dataset.home}`) ? "--rel-home" : n.step === 0 ? "--krds-color-text-bolder" : "";
      const fill = colour(own || NODES[n.group] || "--rel-coop");
      return { id: n.id, color: { background: fill, border: ground, highlight: { background: fill, border: text } } };
    }));
    ink = { text, ground, face: look.getPropertyValue("--font") };
  }

  // The picture takes the shape of its frame, and marks the size that can be told apart there.
  function spread() {
    const at = net.getPositions();
    const xs = Object.values(at).map((p) => p.x);
    const ys = Object.values(at).map((p) => p.y);
    const wide = Math.max(...xs) - Math.min(...xs) || 1;
    const high = Math.max(...ys) - Math.min(...ys) || 1;
    const by = (canvas.clientWidth / canvas.clientHeight) / (wide / high);
    const [fx, fy] = by > 1 ? [Math.min(by, 2.2), 1] : [1, Math.min(1 / by, 1.6)];
    nodes.update(Object.entries(at).map(([id, p]) => ({ id, x: p.x * fx, y: p.y * fy })));
    net.fit();
    unit = 1 / net.getScale();
    nodes.update(nodes.map((n) => ({ id: n.id, size: radius(n) })));
  }

  // Names that find room, the best linked first; nearer, more of them do.
  function name(ctx, data, degrees) {
    const scale = net.getScale();
    const size = LETTERS / scale;
    const chosen = new Set(net.getSelectedNodes());
    const rank = (n) => (chosen.has(n.id) ? 1e6 : 0) + (n.step === 0 ? 1e5 : 0)
      + (n.group === "city" ? 200 : 0) - n.step * 100 + (degrees.get(n.id) || 0);
    const corner = net.DOMtoCanvas({ x: 0, y: 0 });
    const end = net.DOMtoCanvas({ x: canvas.clientWidth, y: canvas.clientHeight });
    const at = net.getPositions();
    const taken = data.nodes.map((n) => {
      const r = radius(n);
      return { id: n.id, l: at[n.id].x - r, r: at[n.id].x + r, t: at[n.id].y - r, b: at[n.id].y + r };
    });
    ctx.font = `500 ${size}px ${ink.face}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "top";
    ctx.lineJoin = "round";
    for (const n of [...data.nodes].sort((a, b) => rank(b) - rank(a))) {
      const { x, y } = at[n.id];
      const told = cut(n.label, n.group === "city" ? 24 : 18);
      const half = ctx.measureText(told).width / 2;
      const gap = radius(n) + 2 / scale;
      for (const top of [y + gap, y - gap - size]) {
        const room = { l: x - half, r: x + half, t: top, b: top + size };
        const clear = room.l > corner.x && room.r < end.x && room.t > corner.y && room.b < end.y
          && !taken.some((o) => o.id !== n.id && room.l < o.r && o.l < room.r && room.t < o.b && o.t < room.b);
        if (!clear && !chosen.has(n.id)) continue;
        ctx.strokeStyle = ink.ground;
        ctx.lineWidth = 4 / scale;
        ctx.strokeText(told, x, top);
        ctx.fillStyle = ink.text;
        ctx.fillText(told, x, top);
        taken.push({ id: "", ...room });
        break;
      }
    }
  }

  function draw(data) {
    nodes = new vis.DataSet(data.nodes.map((n) => ({ ...n, group: undefined, label: undefined })));
    const edges = new vis.DataSet(data.edges.map((e, i) => ({
      id: i, from: e.from, to: e.to, dashes: DOTTED.has(e.relation) ? [2, 5] : false,
      color: { color: colour(LINES[e.relation] || "--rel-coop"), inherit: false },
    })));
    const degrees = new Map();
    for (const e of data.edges) {
      for (const id of [e.from, e.to]) degrees.set(id, (degrees.get(id) || 0) + 1);
    }
    net = new vis.Network(canvas, { nodes, edges }, data.options);
    paint(data);
    net.once("stabilizationIterationsDone", () => {
      net.setOptions({ physics: false });
      spread();
      net.on("afterDrawing", (ctx) => name(ctx, data, degrees));
      net.redraw();
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
  // The library is four times the page: it comes when the picture comes into view.
  function failed() { canvas.hidden = true; said.textContent = box.dataset.failed; }
  function start() {
    const program = document.createElement("script");
    program.src = box.dataset.program;
    program.onerror = failed;
    program.onload = () => fetch(box.dataset.source, { credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
      .then(draw)
      .catch(failed);
    document.head.append(program);
  }
  box.hidden = false;
  said.textContent = box.dataset.wait;
  new IntersectionObserver((seen, watch) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watch.disconnect();
    start();
  }).observe(canvas);
})();

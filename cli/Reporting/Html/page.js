'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const $ = id => document.getElementById(id);
  const rowHeight = 46, lineHeight = 20;
  const stateColours = {
    'converted': 'var(--good)', 'already': 'var(--note)', 'skipped': 'var(--calm)', 'needs-human': 'var(--warn)',
    'error': 'var(--bad)', 'warning': 'var(--warn)', 'info': 'var(--note)',
  };
  const classes = [null, 'k', 'y', 'm', 's', 'd', 'c', 'p'];
  const colourOf = state => stateColours[data.states[state]];
  const what = data.verb === 'convert' ? 'site' : 'finding';
  const many = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

  // Text is only ever set as text: whatever a file is called, and whatever stands in it.
  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (name === 'class') node.className = value;
      else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
      else if (value !== null && value !== undefined) node.setAttribute(name, value);
    }
    node.append(...children.filter(child => child !== null && child !== undefined));
    return node;
  }
  function svg(tag, attributes, text) {
    const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text !== undefined) node.textContent = text;
    return node;
  }
  function dot(state) {
    const node = el('span', { class: 'dot' });
    node.style.background = colourOf(state);
    return node;
  }

  // What a browser does not let us keep is kept until the page is closed.
  const store = {
    memory: new Map(),
    get(key) { try { return localStorage.getItem(key) ?? this.memory.get(key) ?? null; } catch { return this.memory.get(key) ?? null; } },
    set(key, value) { this.memory.set(key, value); try { localStorage.setItem(key, value); } catch { /* see above */ } },
  };

  // ---- reviewed marks
  const marksKey = `fragapi-reviewed:${data.verb}:${data.name}`;
  let reviewed = new Map();
  try { reviewed = new Map(Object.entries(JSON.parse(store.get(marksKey)) ?? {})); } catch { /* not ours */ }
  function saveMarks() { store.set(marksKey, JSON.stringify(Object.fromEntries(reviewed))); }
  function mark(site, on) {
    if (on) reviewed.set(site.id, new Date().toISOString());
    else reviewed.delete(site.id);
    saveMarks();
    showProgress();
  }
  function showProgress() {
    const count = data.sites.filter(site => reviewed.has(site.id)).length;
    $('done').max = Math.max(1, data.sites.length);
    $('done').value = count;
    $('done-text').textContent = `${count} of ${data.sites.length} reviewed`;
  }
  function exported() {
    return {
      version: 1, tool: data.tool, verb: data.verb, name: data.name, made: data.made,
      reviewed: data.sites.filter(site => reviewed.has(site.id)).map(site => ({
        id: site.id, file: data.files[site.file], line: site.line, rule: data.rules[site.rule].id, state: data.states[site.state], when: reviewed.get(site.id),
      })),
    };
  }
  $('export').addEventListener('click', () => {
    const link = el('a', { download: `${data.name}.reviewed.json` });
    link.href = URL.createObjectURL(new Blob([JSON.stringify(exported(), null, 2) + '\n'], { type: 'application/json' }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
  $('import').addEventListener('click', () => $('import-file').click());
  $('import-file').addEventListener('change', async event => {
    const file = event.target.files[0];
    event.target.value = '';
    if (!file) return;
    try {
      const marks = JSON.parse(await file.text());
      if (marks.version !== 1 || !Array.isArray(marks.reviewed)) throw new Error('it has no marks of this version');
      for (const entry of marks.reviewed) if (typeof entry.id === 'string') reviewed.set(entry.id, String(entry.when ?? ''));
      saveMarks();
      showProgress();
      apply();
    } catch (problem) {
      alert(`${file.name} holds no marks: ${problem.message}`);
    }
  });

  // ---- filters; the address holds all of them
  const filter = { status: new Set(), rule: new Set(), project: new Set(), file: '', q: '', show: 'all' };
  const sets = { status: data.states, rule: data.rules.map(rule => rule.id), project: data.projects };
  const haystacks = [];
  function haystack(index) {
    if (haystacks[index] === undefined) {
      const site = data.sites[index];
      const code = new Set();
      for (const part of site.parts) {
        for (let at = 0; at < part.marks.length; at += 4) {
          for (let row = 0; row < part.rows.length; row += 4) {
            const side = part.marks[at] * 2;
            if (part.rows[row + side] === part.marks[at + 1]) code.add(data.lines[part.rows[row + side + 1]].t);
          }
        }
      }
      haystacks[index] = [site.code, site.message ?? '', `${data.files[site.file]}:${site.line}`, data.rules[site.rule].id, ...code].join('\n').toLowerCase();
    }
    return haystacks[index];
  }
  let shown = [];
  let current = -1; // a site's index
  function passes(site, index) {
    return (filter.status.size === 0 || filter.status.has(data.states[site.state]))
      && (filter.rule.size === 0 || filter.rule.has(data.rules[site.rule].id))
      && (filter.project.size === 0 || filter.project.has(data.projects[site.project]))
      && (filter.show === 'all' || reviewed.has(site.id) === (filter.show === 'done'))
      && (filter.file === '' || data.files[site.file].toLowerCase().includes(filter.file.toLowerCase()))
      && filter.q.toLowerCase().split(/\s+/).every(word => word === '' || haystack(index).includes(word));
  }
  function apply() {
    shown = [];
    data.sites.forEach((site, index) => { if (passes(site, index)) shown.push(index); });
    if (!shown.includes(current)) current = shown.length > 0 ? shown[0] : -1;
    $('count').textContent = shown.length === data.sites.length ? many(shown.length, what) : `${shown.length} of ${many(data.sites.length, what)}`;
    for (const button of document.querySelectorAll('button[data-set]')) button.setAttribute('aria-pressed', filter[button.dataset.set].has(button.dataset.value));
    $('filter-text').value = filter.q;
    $('filter-file').value = filter.file;
    $('filter-open').value = filter.show;
    $('rows').style.height = `${shown.length * rowHeight}px`;
    reveal();
    drawList();
    drawDetail();
    writeAddress();
  }
  function toggle(set, value) {
    if (!filter[set].delete(value)) filter[set].add(value);
    apply();
  }
  function clearFilters() {
    for (const set of Object.keys(sets)) filter[set].clear();
    filter.file = filter.q = '';
    filter.show = 'all';
    apply();
  }
  let written = null;
  function writeAddress() {
    const address = new URLSearchParams();
    if (current >= 0) address.set('site', data.sites[current].id);
    for (const set of Object.keys(sets)) for (const value of filter[set]) address.append(set, value);
    for (const name of ['file', 'q']) if (filter[name] !== '') address.set(name, filter[name]);
    if (filter.show !== 'all') address.set('show', filter.show);
    written = `#${address}`;
    if (location.hash !== written) history.replaceState(null, '', written);
  }
  function readAddress() {
    const address = new URLSearchParams(location.hash.slice(1));
    for (const set of Object.keys(sets)) filter[set] = new Set(address.getAll(set).filter(value => sets[set].includes(value)));
    filter.file = address.get('file') ?? '';
    filter.q = address.get('q') ?? '';
    filter.show = ['open', 'done'].includes(address.get('show')) ? address.get('show') : 'all';
    const id = address.get('site');
    const index = id === null ? -1 : data.sites.findIndex(site => site.id === id);
    if (index >= 0) current = index;
    $('remarks').querySelector('.lost')?.remove();
    if (id !== null && index < 0) $('remarks').prepend(el('li', { class: 'lost' }, `The ${what} of this link is not in this report: it is gone, or its line says something else now.`));
  }
  window.addEventListener('hashchange', () => { if (location.hash !== written) { readAddress(); apply(); } });

  // ---- totals and bars
  function count(sites) { return data.states.map((_, state) => sites.filter(site => site.state === state).length); }
  function drawTotals() {
    const counts = count(data.sites);
    $('totals').append(el('span', { class: 'sum' }, `${many(data.sites.length, what)} =`));
    data.states.forEach((name, state) => {
      if (state > 0) $('totals').append('+');
      $('totals').append(el('button', { class: 'chip', 'data-set': 'status', 'data-value': name, 'aria-pressed': 'false', onclick: () => toggle('status', name) }, dot(state), `${counts[state]} ${name}`));
    });
    for (const remark of data.remarks) $('remarks').append(el('li', null, remark));
  }
  function drawBars(id, set, names, indexOf, labelOf) {
    const groups = names.map(() => []);
    for (const site of data.sites) groups[indexOf(site)].push(site);
    const most = Math.max(1, ...groups.map(group => group.length));
    const order = names.map((_, index) => index).sort((one, other) => names[one] < names[other] ? -1 : 1);
    for (const index of order) {
      const track = el('span', { class: 'track' });
      const counts = count(groups[index]);
      counts.forEach((number, state) => {
        if (number === 0) return;
        const piece = el('span', null);
        piece.style.width = `${100 * number / most}%`;
        piece.style.background = colourOf(state);
        track.append(piece);
      });
      const said = data.states.map((name, state) => `${counts[state]} ${name}`).filter((_, state) => counts[state] > 0).join(', ');
      $(id).append(el('button', { 'data-set': set, 'data-value': names[index], 'aria-pressed': 'false', title: `${labelOf(index)}: ${said}`, onclick: () => toggle(set, names[index]) },
        el('span', { class: 'name' }, labelOf(index)), el('span', { class: 'number' }, String(groups[index].length)), track));
    }
    $(id).append(el('div', { class: 'all' }, el('span', null, 'all'), el('span', null, String(groups.reduce((sum, group) => sum + group.length, 0)))));
  }

  // ---- the list: only the rows in sight exist
  function drawList() {
    const list = $('list');
    const first = Math.max(0, Math.floor(list.scrollTop / rowHeight) - 8);
    const last = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / rowHeight) + 8);
    const rows = [];
    for (let at = first; at < last; at++) {
      const index = shown[at], site = data.sites[index];
      const row = el('div', {
        class: `site${reviewed.has(site.id) ? ' reviewed' : ''}`, role: 'option', id: `row-${index}`, 'aria-selected': String(index === current), 'aria-posinset': at + 1, 'aria-setsize': shown.length,
        onclick: () => select(index),
      }, el('span', { class: 'code' }, site.code), el('span', { class: 'where' }, dot(site.state), data.rules[site.rule].id, el('bdi', { class: 'file' }, `${data.files[site.file]}:${site.line}`), reviewed.has(site.id) ? el('span', { class: 'tick', title: 'reviewed' }, '✓') : null));
      row.style.top = `${at * rowHeight}px`;
      rows.push(row);
    }
    $('rows').replaceChildren(...rows);
    if (current >= 0) list.setAttribute('aria-activedescendant', `row-${current}`);
    else list.removeAttribute('aria-activedescendant');
  }
  function reveal() {
    const at = shown.indexOf(current), list = $('list');
    if (at < 0) return;
    if (at * rowHeight < list.scrollTop) list.scrollTop = at * rowHeight;
    else if ((at + 1) * rowHeight > list.scrollTop + list.clientHeight) list.scrollTop = (at + 1) * rowHeight - list.clientHeight;
  }
  function select(index) {
    current = index;
    reveal();
    drawList();
    drawDetail();
    writeAddress();
  }
  function step(by, wanted = () => true) {
    for (let at = shown.indexOf(current) + by; at >= 0 && at < shown.length; at += by) {
      if (wanted(data.sites[shown[at]])) return select(shown[at]);
    }
  }

  // ---- one site
  function coloured(line, ranges, indent) {
    const cell = document.createDocumentFragment();
    const cuts = new Set([indent, line.t.length]);
    const runs = [];
    let at = 0;
    for (let index = 0; line.c && index < line.c.length; index += 2) {
      runs.push([at, at + line.c[index + 1], classes[line.c[index]]]);
      at += line.c[index + 1];
      cuts.add(runs.at(-1)[0]).add(at);
    }
    for (const [from, to] of ranges) cuts.add(Math.min(from, line.t.length)).add(Math.min(to, line.t.length));
    const places = [...cuts].filter(cut => cut >= indent).sort((one, other) => one - other);
    for (let index = 0; index + 1 < places.length; index++) {
      const [from, to] = [places[index], places[index + 1]];
      const name = runs.find(run => run[0] <= from && from < run[1])?.[2];
      let piece = document.createTextNode(line.t.slice(from, to));
      if (name) piece = el('span', { class: name }, piece);
      if (ranges.some(range => range[0] <= from && from < range[1])) piece = el('mark', null, piece);
      cell.append(piece);
    }
    return cell;
  }
  function indentation(part) {
    let least = Infinity;
    for (let row = 0; row < part.rows.length; row += 4) {
      for (const side of [0, 2]) {
        if (part.rows[row + side] === 0) continue;
        const text = data.lines[part.rows[row + side + 1]].t;
        if (text.trim() !== '') least = Math.min(least, text.match(/^\s*/)[0].length);
      }
    }
    return least === Infinity ? 0 : least;
  }
  function drawPart(site, part, lastSteps) {
    const ranges = new Map();
    const put = (side, line, from, to) => { const key = `${side}:${line}`; ranges.set(key, [...(ranges.get(key) ?? []), [from, to]]); };
    for (let at = 0; at < part.marks.length; at += 4) put(...part.marks.slice(at, at + 4));
    for (const one of part.steps) put(0, one.line, one.start, one.end);
    const table = el('table', { class: `code ${part.sided ? 'sided' : 'single'}` });
    // Side by side there is little room: what all lines are indented by is left out.
    const indent = part.sided ? indentation(part) : 0;
    const heights = new Map(); // of the steps, in rows
    let height = 0;
    for (let row = 0; row < part.rows.length; row += 4) {
      const [oldNumber, oldLine, newNumber, newLine] = part.rows.slice(row, row + 4);
      height++;
      if (oldNumber === 0 && newNumber === 0) {
        table.append(el('tr', null, el('td', { class: 'gap', colspan: part.sided ? 4 : 2 }, '⋯')));
        continue;
      }
      const code = (side, number, line) => coloured(data.lines[line], ranges.get(`${side}:${number}`) ?? [], indent);
      if (part.sided) {
        const changed = oldNumber === 0 || newNumber === 0 || data.lines[oldLine].t !== data.lines[newLine].t;
        table.append(el('tr', null,
          el('td', { class: `n${changed && oldNumber ? ' del' : ''}` }, oldNumber ? String(oldNumber) : ''),
          el('td', { class: `t ${oldNumber ? changed ? 'del' : '' : 'none'}` }, oldNumber ? code(0, oldNumber, oldLine) : ''),
          el('td', { class: `n new${changed && newNumber ? ' add' : ''}` }, newNumber ? String(newNumber) : ''),
          el('td', { class: `t ${newNumber ? changed ? 'add' : '' : 'none'}` }, newNumber ? code(1, newNumber, newLine) : '')));
        continue;
      }
      const here = part.steps.filter(one => one.line === oldNumber);
      table.append(el('tr', null, el('td', { class: 'n' }, String(oldNumber)), el('td', { class: `t${here.length ? ' step' : ''}` }, code(0, oldNumber, oldLine))));
      for (const one of here) {
        const indent = data.lines[oldLine].t.match(/^\s*/)[0];
        table.append(el('tr', { class: `say${lastSteps.has(one.number) ? ' last' : ''}` }, el('td', { class: 'n' }), el('td', null, el('code', null, indent), `${one.number}  ${one.text}`)));
        heights.set(one.number, height++);
      }
    }
    const scroll = el('div', { class: 'scroll' }, table);
    const box = el('section', { class: part.steps.length > 0 ? 'part trail' : 'part' }, el('h3', null, [data.files[part.file], part.title].filter(Boolean).join(': ')), scroll);
    if (box.classList.contains('trail')) scroll.append(drawTrail(part, heights, height, lastSteps));
    return box;
  }
  function drawTrail(part, heights, rows, lastSteps) {
    const x = 30;
    const y = number => heights.get(number) * lineHeight + lineHeight / 2;
    const picture = svg('svg', { width: 46, height: rows * lineHeight, 'aria-hidden': 'true' });
    const tip = svg('marker', { id: 'tip', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 5, markerHeight: 5, orient: 'auto' });
    tip.append(svg('path', { d: 'M0 0 L8 4 L0 8 z' }));
    const defs = svg('defs', {});
    defs.append(tip);
    picture.append(defs);
    for (const one of part.steps) {
      if (!heights.has(one.number) || !heights.has(one.from)) continue;
      const [from, to] = [y(one.from), y(one.number)];
      const bow = Math.min(24, 9 + Math.abs(to - from) / 12);
      picture.append(svg('path', { d: `M${x - 8} ${from} C${x - 8 - bow} ${from} ${x - 8 - bow} ${to} ${x - 9} ${to}`, 'marker-end': 'url(#tip)' }));
    }
    for (const one of part.steps) {
      if (!heights.has(one.number)) continue;
      picture.append(svg('circle', { cx: x, cy: y(one.number), r: 8, class: lastSteps.has(one.number) ? 'last' : '' }));
      picture.append(svg('text', { x, y: y(one.number) }, one.number));
    }
    return picture;
  }
  function drawSite(site, forPaper) {
    const rule = data.rules[site.rule];
    const badge = el('span', { class: 'badge' }, data.states[site.state]);
    badge.style.background = colourOf(site.state);
    const box = el('input', { type: 'checkbox', id: forPaper ? null : 'reviewed' });
    box.checked = reviewed.has(site.id);
    box.addEventListener('change', () => { mark(site, box.checked); drawList(); });
    const steps = site.parts.flatMap(part => part.steps).sort((one, other) => one.number - other.number);
    const lastSteps = new Set(steps.filter(one => one.from === steps.at(-1).from).map(one => one.number));
    const page = forPaper || rule.page === '' ? null : el('details', { class: 'rule' }, el('summary', null, `${rule.id}: the rule`));
    page?.addEventListener('toggle', () => { if (page.open && page.childElementCount === 1) { const text = el('div'); text.innerHTML = rule.page; page.append(text); } });
    return [
      el('div', { class: 'head' },
        el('h2', null, `${rule.id}  ${rule.title}`), badge,
        el('span', { class: 'where' }, `${data.files[site.file]}:${site.line}:${site.column}`), el('span', null, data.projects[site.project]),
        el('label', null, box, ' reviewed'),
        forPaper ? null : el('span', { class: 'tools' },
          el('button', { onclick: () => step(-1), title: 'k' }, '‹ previous'), el('button', { onclick: () => step(1), title: 'j' }, 'next ›'),
          el('a', { href: `#site=${site.id}`, title: 'Link to this place in this file' }, 'link'))),
      site.message ? el('p', { class: 'message' }, site.message) : null,
      ...site.parts.map(part => drawPart(site, part, lastSteps)),
      page,
    ].filter(Boolean);
  }
  function drawDetail() {
    $('detail').replaceChildren(...(current < 0 ? [el('p', { class: 'empty' }, data.sites.length ? 'Nothing passes the filters.' : 'Nothing was found.')] : drawSite(data.sites[current], false)));
    $('detail').scrollTop = 0;
  }

  // ---- keys
  const keys = {
    j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
    n: () => step(1, site => !reviewed.has(site.id)), p: () => step(-1, site => !reviewed.has(site.id)),
    ']': () => step(1, site => site.file !== data.sites[current].file), '[': () => step(-1, site => site.file !== data.sites[current].file),
    Home: () => shown.length && select(shown[0]), End: () => shown.length && select(shown.at(-1)),
    PageDown: () => page(1), PageUp: () => page(-1),
    r: () => { if (current >= 0) { mark(data.sites[current], !reviewed.has(data.sites[current].id)); drawList(); drawDetail(); } },
    d: () => { const rule = document.querySelector('details.rule'); if (rule) rule.open = !rule.open; },
    '/': () => $('filter-text').focus(), c: clearFilters, '?': () => $('keys').showModal(),
  };
  function page(by) {
    const at = shown.indexOf(current) + by * Math.max(1, Math.floor($('list').clientHeight / rowHeight) - 1);
    if (shown.length) select(shown[Math.min(shown.length - 1, Math.max(0, at))]);
  }
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || $('keys').open) return;
    const field = event.target instanceof HTMLElement && event.target.matches('input[type=search], select');
    if (field) {
      if (event.key === 'Escape' || event.key === 'Enter') { $('list').focus(); event.preventDefault(); }
      return;
    }
    if (event.target instanceof HTMLElement && $('detail').contains(event.target) && ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'].includes(event.key)) return;
    const action = Object.hasOwn(keys, event.key) ? keys[event.key] : null;
    if (action) { event.preventDefault(); action(); }
  });

  // ---- paper: all that passes the filters, one after the other
  window.addEventListener('beforeprint', () => $('paper').replaceChildren(...shown.map(index => el('section', { class: 'entry' }, ...drawSite(data.sites[index], true)))));
  window.addEventListener('afterprint', () => $('paper').replaceChildren());

  // ---- theme
  const themes = { '': 'Auto', light: 'Light', dark: 'Dark' };
  function theme(name) {
    document.documentElement.style.colorScheme = name === '' ? 'light dark' : name;
    $('theme').textContent = themes[name];
    store.set('fragapi-theme', name);
  }
  theme(Object.hasOwn(themes, store.get('fragapi-theme') ?? '') ? store.get('fragapi-theme') ?? '' : '');
  $('theme').addEventListener('click', () => { const names = Object.keys(themes); theme(names[(names.indexOf(store.get('fragapi-theme') ?? '') + 1) % names.length]); });

  // ---- start
  const title = `fragapi ${data.verb}: ${data.name}`;
  document.title = title;
  $('title').textContent = title;
  $('made').textContent = `${data.made}, ${data.tool}`;
  drawTotals();
  drawBars('projects', 'project', data.projects, site => site.project, index => data.projects[index]);
  drawBars('rules', 'rule', data.rules.map(rule => rule.id), site => site.rule, index => `${data.rules[index].id}  ${data.rules[index].title}`);
  $('filter-text').addEventListener('input', event => { filter.q = event.target.value; apply(); });
  $('filter-file').addEventListener('input', event => { filter.file = event.target.value; apply(); });
  $('filter-open').addEventListener('change', event => { filter.show = event.target.value; apply(); });
  $('clear').addEventListener('click', clearFilters);
  $('help').addEventListener('click', () => $('keys').showModal());
  $('list').addEventListener('scroll', drawList);
  window.addEventListener('resize', drawList);
  showProgress();
  readAddress();
  apply();
  $('list').focus({ preventScroll: true });
})();

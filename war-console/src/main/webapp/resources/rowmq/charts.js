/* Draws how a destination, or all of them, have developed. The same numbers are in a table below. */
(function () {
  'use strict';

  const box = document.querySelector('[data-charts]');
  if (!box) return;
  const SVG = 'http://www.w3.org/2000/svg';
  const EVERY = 10000;
  const base = document.getElementById('live').dataset.base;
  const store = (operation, number) => (p, s) => p.store[operation] === undefined ? null
    : number === 'calls' ? p.store[operation].calls / s : p.store[operation].calls ? p.store[operation][number] : null;
  const took = (id, title, none) => ({
    id, title, zero: 1, unit: 'ms', none,
    lines: [['p50', 'median', store(id, 'medianMillis')], ['p99', '99 of 100', store(id, 'highMillis')]],
    columns: [title + ', median', '99 of 100']
  });
  /* a line: its class, its name, its value at a point, null where there is none */
  const known = [
    { id: 'depth', title: 'Messages', lines: [['messages', 'kept', (p) => p.messages]], area: true, zero: 2, unit: '', columns: ['Messages'] },
    {
      id: 'rates', title: 'Per second', zero: 1, unit: '/s', columns: ['In/s', 'Out/s'],
      lines: [['in', 'in', (p, s) => p.arrived / s], ['out', 'out', (p, s) => p.left / s]]
    },
    {
      id: 'waits', title: 'Waited until delivered', zero: 2, unit: 'ms', columns: ['Waited, median', '99 of 100'],
      lines: [['p50', 'median', (p) => p.waited ? p.waitMedianMillis : null], ['p99', '99 of 100', (p) => p.waited ? p.waitHighMillis : null]]
    },
    { id: 'dead', title: 'Dead letters', lines: [['failed', 'given up', (p) => p.dead]], zero: 2, unit: 'each', columns: ['Dead letters'] },
    {
      id: 'calls', title: 'Calls to the database', zero: 1, unit: '/s', columns: ['Writes/s', 'To disk/s', 'Others/s'],
      lines: [['in', 'writes', store('write', 'calls')], ['out', 'to disk', store('force', 'calls')], ['third', 'others', store('call', 'calls')]]
    },
    took('write', 'Transaction of a group', 'Nothing was written in this time.'),
    took('force', 'Waiting for the disk', 'Nothing was forced to disk in this time, or the commit of the database does that.'),
    took('call', 'Other calls', 'There were no other calls in this time.')
  ];
  const panels = (box.dataset.panels || 'depth rates waits').split(' ').map((id) => known.find((panel) => panel.id === id));
  let range = '15m';
  let data = null;

  function element(name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes || {}).forEach(([key, value]) => made.setAttribute(key, value));
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function html(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function amount(value, unit) {
    if (unit === 'ms') {
      return value > 0 && value < 10 && !Number.isInteger(value) ? value.toFixed(value < 1 ? 2 : 1) + ' ms' : value < 1000 ? Math.round(value) + ' ms' : value < 60000 ? (value / 1000).toFixed(value < 10000 ? 1 : 0) + ' s'
        : value < 7200000 ? Math.round(value / 60000) + ' min' : Math.round(value / 3600000) + ' h';
    }
    const text = value >= 1e6 ? (value / 1e6).toFixed(1) + ' M' : value >= 1e4 ? (value / 1e3).toFixed(0) + ' k'
      : value >= 100 || Number.isInteger(value) ? Math.round(value).toLocaleString('en-US') : value.toFixed(1);
    return text + (unit === 'each' ? ' in ' + interval() : unit);
  }
  function interval() {
    const s = data.intervalSeconds;
    return s < 60 ? s + ' s' : s < 3600 ? s / 60 + ' min' : s / 3600 + ' h';
  }
  function clock(at) {
    const date = new Date(at);
    const day = range === '7d' ? window.rowmq.day(date) + ' ' : '';
    return day + window.rowmq.clock(date).slice(0, range === '15m' ? 8 : 5);
  }
  /* a round number not below the largest value */
  function top(value) {
    const power = Math.pow(10, Math.floor(Math.log10(value)));
    return [1, 2, 4, 5, 10].map((step) => step * power).find((round) => round >= value);
  }

  function draw(panel) {
    const figure = document.getElementById('chart-' + panel.id);
    const place = figure.querySelector('.plot');
    const points = data.points;
    place.replaceChildren();
    if (points.length < 2) {
      place.append(html('p', 'quiet', 'The first points come within half a minute.'));
      return;
    }
    const width = Math.max(220, place.clientWidth);
    const height = 150;
    const left = 46;
    const bottom = height - 20;
    const values = panel.lines.map((line) => points.map((p) => line[2](p, data.intervalSeconds)));
    if (panel.none && values.flat().every((value) => value === null)) {
      place.append(html('p', 'quiet', panel.none));
      figure.querySelector('.at').textContent = '';
      figure.querySelectorAll('[data-value]').forEach((value) => { value.textContent = '–'; });
      return;
    }
    const highest = top(Math.max(panel.zero, ...values.flat()));
    const first = Date.parse(points[0].at);
    const last = Date.parse(points[points.length - 1].at);
    const x = (at) => left + (width - left - 6) * (at - first) / Math.max(1, last - first);
    const y = (value) => bottom - (bottom - 8) * value / highest;
    const svg = element('svg', { viewBox: '0 0 ' + width + ' ' + height, width: width, height: height, role: 'img', 'aria-labelledby': 'title-' + panel.id });
    [0, 0.5, 1].forEach((part) => {
      svg.append(element('line', { class: 'grid', x1: left, x2: width - 6, y1: y(part * highest), y2: y(part * highest) }));
      svg.append(element('text', { x: left - 6, y: y(part * highest) + 4, 'text-anchor': 'end' }, amount(part * highest, panel.unit === 'ms' ? 'ms' : '')));
    });
    svg.append(element('text', { x: left, y: height - 4 }, clock(points[0].at)));
    svg.append(element('text', { x: width - 6, y: height - 4, 'text-anchor': 'end' }, clock(points[points.length - 1].at)));
    values.forEach((line, i) => {
      /* where nothing is known there is a gap; a point alone is a dash */
      const path = line.map((value, k) => value === null ? '' : (k && line[k - 1] !== null ? 'L' : 'M')
        + x(Date.parse(points[k].at)).toFixed(1) + ' ' + y(value).toFixed(1)
        + ((k === 0 || line[k - 1] === null) && (k + 1 === line.length || line[k + 1] === null) ? 'm-2 0h4' : '')).join('');
      if (panel.area) svg.append(element('path', { class: 'area', d: path + 'L' + x(last) + ' ' + bottom + 'L' + x(first) + ' ' + bottom + 'Z' }));
      svg.append(element('path', { class: 'line ' + panel.lines[i][0], d: path }));
    });
    const marker = element('line', { class: 'marker', x1: 0, x2: 0, y1: 8, y2: bottom, visibility: 'hidden' });
    svg.append(marker);
    const show = (k) => {
      figure.querySelector('.at').textContent = 'at ' + clock(points[k].at);
      panel.lines.forEach((line, i) => {
        figure.querySelector('[data-value="' + line[0] + '"]').textContent = values[i][k] === null ? '–' : amount(values[i][k], panel.unit);
      });
    };
    svg.addEventListener('pointermove', (e) => {
      const at = first + (e.offsetX - left) / (width - left - 6) * (last - first);
      const k = Math.max(0, Math.min(points.length - 1, Math.round((at - first) / Math.max(1, last - first) * (points.length - 1))));
      marker.setAttribute('x1', x(Date.parse(points[k].at)));
      marker.setAttribute('x2', x(Date.parse(points[k].at)));
      marker.setAttribute('visibility', 'visible');
      show(k);
    });
    svg.addEventListener('pointerleave', () => {
      marker.setAttribute('visibility', 'hidden');
      show(points.length - 1);
    });
    show(points.length - 1);
    place.append(svg);
  }
  function table() {
    const body = box.querySelector('tbody');
    body.replaceChildren(...data.points.slice().reverse().map((p) => {
      const row = html('tr');
      const seconds = data.intervalSeconds;
      row.append(html('td', '', clock(p.at)));
      panels.forEach((panel) => panel.lines.forEach((line) => {
        const value = line[2](p, seconds);
        row.append(html('td', 'num', value === null ? '–' : panel.unit === 'ms' ? amount(value, 'ms')
          : Number.isInteger(value) ? value.toLocaleString('en-US') : amount(value, '')));
      }));
      return row;
    }));
  }
  const download = html('a', '', 'Download these as CSV');
  function link() {
    download.href = base + box.dataset.charts + '/export?range=' + range;
  }
  function build() {
    const choice = html('div', 'choice');
    choice.setAttribute('role', 'group');
    choice.setAttribute('aria-label', 'How far back');
    [['15m', '15 min'], ['1h', '1 hour'], ['24h', '24 hours'], ['7d', '7 days']].forEach(([value, label]) => {
      const button = html('button', '', label);
      button.type = 'button';
      button.setAttribute('aria-pressed', String(value === range));
      button.addEventListener('click', () => {
        range = value;
        link();
        choice.querySelectorAll('button').forEach((other) => other.setAttribute('aria-pressed', String(other === button)));
        load();
      });
      choice.append(button);
    });
    const grid = html('div', panels.length % 2 ? 'charts' : 'charts even');
    panels.forEach((panel) => {
      const figure = html('figure');
      figure.id = 'chart-' + panel.id;
      const caption = html('figcaption');
      const title = html('span', 'chart-title', panel.title);
      title.id = 'title-' + panel.id;
      caption.append(title, html('span', 'quiet at'));
      const legend = html('ul', 'legend');
      panel.lines.forEach((line) => {
        const item = html('li', line[0]);
        const value = html('strong', '', '–');
        value.dataset.value = line[0];
        item.append(value, ' ' + line[1]);
        legend.append(item);
      });
      figure.append(caption, legend, html('div', 'plot'));
      grid.append(figure);
    });
    const details = html('details', 'trace');
    details.append(html('summary', '', 'The numbers as a table'));
    const scroll = html('div', 'scroll low');
    scroll.tabIndex = 0;
    scroll.setAttribute('role', 'region');
    scroll.setAttribute('aria-label', 'The numbers of the charts');
    const numbers = html('table');
    const head = html('tr');
    ['Until', ...panels.flatMap((panel) => panel.columns)].forEach((title, i) => {
      const cell = html('th', i ? 'num' : '', title);
      cell.scope = 'col';
      head.append(cell);
    });
    numbers.append(html('thead'), html('tbody'));
    numbers.tHead.append(head);
    scroll.append(numbers);
    download.setAttribute('download', '');
    link();
    const file = html('p');
    file.append(download);
    details.append(file, scroll);
    box.append(choice, grid, details);
    let drawnAt = 0;
    new ResizeObserver(() => {
      if (data && drawnAt !== grid.clientWidth) panels.forEach(draw);
      drawnAt = grid.clientWidth;
    }).observe(grid);
  }
  async function load() {
    try {
      const response = await fetch(base + box.dataset.charts + '?range=' + range, {
        headers: { 'X-Requested-By': 'console' }, cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(8000)
      });
      if (!response.ok) return; // the live state says what is wrong
      data = await response.json();
      panels.forEach(draw);
      table();
    } catch (e) {
      return;
    }
  }
  build();
  load();
  setInterval(() => document.hidden || load(), EVERY);
})();

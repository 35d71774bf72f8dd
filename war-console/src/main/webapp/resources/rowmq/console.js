/* Makes pages live, and keeps them usable without: nothing here is needed to be safe. */
(function () {
  'use strict';

  const EVERY = 5000; // and whenever the server says that something has changed
  const EVERY_OF_A_JOB = 2000;
  const LONGEST_QUERY = 6000; // servers take 8 KiB
  const byId = (id) => document.getElementById(id);
  const number = (n) => n.toLocaleString('en-US');
  const rate = (n) => n === 0 ? '0' : n < 0.1 ? '< 0.1' : n < 100 ? n.toFixed(1) : number(Math.round(n));
  const zone = byId('zone');
  const utc = () => zone !== null && zone.value === 'utc';
  const day = (date) => date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: utc() ? 'UTC' : undefined });
  const clock = (date) => utc() ? date.toISOString().slice(11, 19) : date.toTimeString().slice(0, 8);

  /* a click before the library has bound its buttons would reload the page in vain: it waits until they are */
  if (window.jQuery) {
    let bound = false;
    let early = null;
    document.addEventListener('click', (e) => {
      const button = e.target.closest('button.ui-button');
      if (bound || !button) return;
      e.preventDefault();
      e.stopImmediatePropagation();
      early = button;
    }, true);
    window.jQuery(() => {
      bound = true;
      if (early) early.click();
    });
  }

  /* appearance: follows the system until something is chosen */
  const theme = byId('theme');
  if (theme) {
    theme.value = document.documentElement.dataset.theme;
    theme.addEventListener('change', () => {
      const age = theme.value === 'system' ? 0 : 31536000;
      document.cookie = 'rowmq-theme=' + theme.value + ';path=' + theme.dataset.path + ';max-age=' + age + ';samesite=strict';
      document.documentElement.dataset.theme = theme.value;
      byId('dark').media = { dark: 'all', light: 'not all', system: '(prefers-color-scheme: dark)' }[theme.value];
    });
  }

  /* exact times: as the computer's clock says until something else is chosen */
  function exact(date) {
    if (utc()) return date.toISOString().replace('T', ' ').replace('Z', ' UTC');
    const two = (n) => String(n).padStart(2, '0');
    const shift = -date.getTimezoneOffset();
    return date.getFullYear() + '-' + two(date.getMonth() + 1) + '-' + two(date.getDate()) + ' ' + date.toTimeString().slice(0, 8)
      + '.' + String(date.getMilliseconds()).padStart(3, '0') + ' ' + (shift < 0 ? '-' : '+') + two(Math.floor(Math.abs(shift) / 60)) + ':' + two(Math.abs(shift) % 60);
  }
  if (zone) {
    zone.value = document.cookie.includes('rowmq-zone=utc') ? 'utc' : 'local';
    zone.addEventListener('change', () => {
      document.cookie = 'rowmq-zone=' + zone.value + ';path=' + zone.dataset.path + ';max-age=31536000;samesite=strict';
      refreshTimes();
    });
  }

  /* a file is read into the field below it, where it can be seen before it is sent */
  document.querySelectorAll('input[data-reads-into]').forEach((file) => {
    file.parentElement.classList.remove('gone');
    file.addEventListener('change', async () => {
      if (file.files.length > 0) byId(file.dataset.readsInto).value = await file.files[0].text();
    });
  });

  /* the user's menu closes as menus do */
  const menu = document.querySelector('details.menu');
  if (menu) {
    document.addEventListener('click', (e) => {
      if (menu.open && !menu.contains(e.target)) menu.open = false;
    });
    menu.addEventListener('keydown', (e) => {
      if (e.key === 'Escape' && menu.open) {
        menu.open = false;
        menu.querySelector('summary').focus();
      }
    });
  }

  /* times: Format.ago says the same on the server */
  function ago(then, now) {
    const seconds = Math.floor(Math.abs(now - then) / 1000);
    if (seconds < 5) return 'just now';
    const span = seconds < 60 ? seconds + ' s'
      : seconds < 3600 ? Math.floor(seconds / 60) + ' min'
      : seconds < 172800 ? Math.floor(seconds / 3600) + ' h'
      : Math.floor(seconds / 86400) + ' days';
    return then <= now ? span + ' ago' : 'in ' + span;
  }
  function put(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }
  function refreshTimes() {
    document.querySelectorAll('time[datetime]').forEach((t) => {
      put(t, ago(Date.parse(t.dateTime), Date.now()));
      t.title = exact(new Date(t.dateTime));
    });
  }

  /* dialogs: what opened them has the focus again afterwards */
  let opener = null;
  document.addEventListener('click', (e) => {
    const button = e.target.closest('button');
    if (button && !button.closest('dialog')) opener = button.id;
    const close = e.target.closest('[data-close]');
    if (close) byId(close.dataset.close).close();
    const all = e.target.closest('[data-all]');
    if (all) document.querySelectorAll('input[name="' + all.dataset.all + '"]').forEach((box) => { box.checked = all.checked; });
  }, true);
  document.querySelectorAll('dialog').forEach((dialog) => dialog.addEventListener('close', () => {
    const button = opener && byId(opener); // by id: an update may have put another in its place
    if (button) button.focus();
  }));
  window.rowmq = {
    clock: clock,
    day: day,
    openDialog: function (id) {
      const dialog = byId(id);
      if (window.PrimeFaces) window.PrimeFaces.customFocus = true; // or it gives the focus back to the button behind
      if (!dialog.open) dialog.showModal();
      dialog.querySelector('[data-close]').focus();
    }
  };

  /* a body that looks like JSON should be JSON */
  const check = byId('json-check');
  if (check) {
    const body = byId('send:text');
    const look = () => {
      const text = body.value.trim();
      let says = '';
      if (byId('send:kind').value === 'TEXT' && (text.startsWith('{') || text.startsWith('['))) {
        try {
          JSON.parse(text);
          says = 'This is valid JSON.';
        } catch (e) {
          says = 'This looks like JSON and is not: ' + e.message;
        }
      }
      put(check, says);
    };
    body.addEventListener('input', look);
    look();
  }

  /* live numbers */
  const live = byId('live');
  let lostAt = null;

  function say(text, kind) {
    put(live, text);
    live.className = 'live ' + kind;
  }

  /* who is on the way to another page, to sign out for one, is not sent elsewhere; a download begins the same way and stays */
  let left = 0;
  let asking = new AbortController();
  addEventListener('beforeunload', () => {
    left = Date.now();
    asking.abort(); // of a session that is being ended the answer would be an error
    asking = new AbortController();
  });
  function leaving() {
    return Date.now() - left < 10000;
  }
  async function get(path, signal = AbortSignal.timeout(4000)) {
    const response = await fetch(live.dataset.base + path, {
      headers: { 'X-Requested-By': 'console' }, cache: 'no-store', redirect: 'error', signal
    });
    if (response.status === 401 && !leaving()) location.href = live.dataset.base + '../../login.xhtml?expired=1';
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  }
  function ask(path) {
    return get(path, AbortSignal.any([asking.signal, AbortSignal.timeout(4000)]));
  }
  function state(d) {
    if (d.consumptionPaused && d.productionPaused) return 'Paused';
    return d.consumptionPaused ? 'Delivery paused' : d.productionPaused ? 'Sending paused' : 'Running';
  }
  function show(destinations) {
    const known = new Map(destinations.map((d) => [d.type + '/' + d.name, d]));
    document.querySelectorAll('[data-live]').forEach((element) => {
      const d = known.get(element.dataset.of);
      if (!d) return;
      if (element.dataset.live === 'state') {
        put(element, state(d));
        element.className = 'badge ' + (d.consumptionPaused || d.productionPaused ? 'warn' : 'good');
      } else if (element.dataset.live === 'alone') {
        element.classList.toggle('gone', d.consumers > 0 || d.messages === 0);
      } else if (element.dataset.live.endsWith('PerSecond')) {
        put(element, rate(d[element.dataset.live]));
      } else {
        put(element, number(d[element.dataset.live]));
        if (element.dataset.live === 'deadLetters' && element.closest('td')) element.className = d.deadLetters > 0 ? 'badge bad' : '';
        const before = element.previousElementSibling;
        const alone = element.dataset.live === 'consumers' && before && before.dataset.live === 'alone';
        if (alone) element.classList.toggle('gone', d.consumers === 0 && d.messages > 0);
      }
    });
  }
  async function refresh() {
    const totals = await ask('overview');
    document.querySelectorAll('[data-total]').forEach((element) => put(element, number(totals[element.dataset.total])));
    const one = document.querySelector('[data-destination]');
    const list = document.querySelector('[data-list]');
    if (one) {
      const key = one.dataset.destination;
      const slash = key.indexOf('/');
      const path = key.slice(slash + 1).split('/').map(encodeURIComponent).join('/');
      const d = await ask('destinations/' + key.slice(0, slash) + '/' + path);
      if (d) show([d]);
    } else if (list) {
      const q = byId('q').defaultValue;
      const shown = new Set(Array.from(list.querySelectorAll('[data-of]'), (element) => element.dataset.of.slice(element.dataset.of.indexOf('/') + 1)));
      const only = Array.from(shown, (name) => '&name=' + encodeURIComponent(name)).join('');
      const page = await ask('destinations?limit=1000&type=' + list.dataset.list + (q ? '&q=' + encodeURIComponent(q) : '') + (only.length < LONGEST_QUERY ? only : ''));
      show(page.items);
      if (page.total !== Number(list.dataset.count)) byId('changed').hidden = false;
    }
  }
  async function followJob() {
    const heading = document.querySelector('[data-job]');
    if (!heading || byId('stop').classList.contains('gone')) return;
    const job = await ask('jobs/' + heading.dataset.job);
    if (!job) return;
    byId('job-bar').value = job.done + job.skipped;
    put(byId('job-done'), number(job.done));
    put(byId('job-skipped'), number(job.skipped));
    if (job.state !== 'RUNNING' && !leaving()) location.reload();
  }
  async function tick() {
    if (document.hidden) {
      say('Paused', '');
      return;
    }
    if (Date.now() - left < EVERY_OF_A_JOB) return;
    try {
      await refresh();
      await followJob();
      lostAt = null;
      say('Live', 'on');
    } catch (e) {
      if (leaving()) return;
      lostAt = lostAt || new Date();
      say('Disconnected since ' + clock(lostAt), 'off');
    }
    refreshTimes();
  }
  if (live) {
    let timer = null;
    let running = false;
    let again = false;
    const run = async () => {
      clearTimeout(timer);
      again = running;
      if (running) return;
      running = true;
      await tick();
      running = false;
      listen();
      if (again) run();
      else if (!document.hidden) timer = setTimeout(run, document.querySelector('[data-job]') ? EVERY_OF_A_JOB : EVERY);
    };

    /* the server says that something has changed, not what; without it the page asks all the same */
    let socket = null;
    let failures = 0;
    function listen() {
      if (socket || document.hidden || failures > 2 || lostAt) return;
      let opened = 0;
      try {
        socket = new WebSocket(location.origin.replace('http', 'ws') + live.dataset.push);
      } catch (e) { // a browser whose policy does not take it for the page's own origin
        failures++;
        return;
      }
      socket.onopen = () => {
        opened = Date.now();
        if (document.hidden) socket.close();
        else run(); // nobody told of what has changed since the page asked
      };
      socket.onmessage = run;
      socket.onclose = () => {
        socket = null;
        const lasted = opened > 0 && Date.now() - opened > EVERY;
        failures = lasted ? 0 : failures + 1;
        if (lasted && !document.hidden) run(); // the session may have ended, or the server
      };
    }
    document.addEventListener('visibilitychange', () => {
      failures = 0;
      if (document.hidden && socket && socket.readyState === WebSocket.OPEN) socket.close();
      run();
    });
    run();
  }

  /* how many match is asked when the list is there: it may take two seconds */
  const matching = document.querySelector('[data-matching]');
  if (matching) {
    get(matching.dataset.matching)
      .then((c) => put(matching, (c.more ? number(c.count) + '+ match' : c.partial ? 'At least ' + number(c.count) + ' match; not all could be looked at' : number(c.count) + (c.count === 1 ? ' matches' : ' match'))))
      .catch(() => put(matching, 'How many match is not known now.'));
  }

  /* no node: go on as soon as there is one */
  const unavailable = byId('unavailable');
  if (unavailable) {
    setInterval(async () => {
      try {
        const response = await fetch(unavailable.dataset.status, { cache: 'no-store' });
        if ((await response.json()).available) location.href = unavailable.dataset.home;
        put(byId('waiting'), 'This page goes on by itself as soon as there is a node.');
      } catch (e) {
        put(byId('waiting'), 'The server itself does not answer. Trying again.');
      }
    }, 3000);
  }
})();

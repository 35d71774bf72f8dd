/* Keys: a list of them, going to a page, jumping to a destination. Nothing here has no other way. */
(function () {
  'use strict';

  const keys = document.getElementById('keys');
  const jump = document.getElementById('jump');
  if (!keys || !jump) return;
  const base = document.body.dataset.base;
  const pages = { o: 'index', q: 'queues', t: 'topics', s: 'subscriptions', c: 'clients', d: 'dead', x: 'transactions', m: 'metrics' };
  const input = document.getElementById('jump-to');
  const results = document.getElementById('jump-results');
  const said = document.getElementById('jump-said');
  let went = 0;
  let asked = 0;
  let listed = null; // the text whose finds are on the screen
  let entered = false; // Enter was pressed before they were

  function typing(element) {
    return element.closest('input, textarea, select, [contenteditable]') !== null;
  }
  function open(dialog) {
    if (!document.querySelector('dialog[open]')) dialog.showModal();
  }
  document.addEventListener('keydown', (e) => {
    if ((e.ctrlKey || e.metaKey) && !e.altKey && e.key.toLowerCase() === 'k') {
      e.preventDefault();
      open(jump);
      input.select();
      look();
      return;
    }
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || document.querySelector('dialog[open]')) return;
    if (e.key === '?') open(keys);
    else if (e.key === '/') {
      const field = document.querySelector('main [role="search"] input:not([type="hidden"])');
      if (field) {
        e.preventDefault();
        field.focus();
      }
    } else if (e.key === 'g') {
      went = e.timeStamp;
      return;
    } else if (pages[e.key] && went && e.timeStamp - went < 1500) {
      location.href = base + pages[e.key] + '.xhtml';
    }
    went = 0;
  });
  document.querySelectorAll('[data-open]').forEach((button) => button.addEventListener('click', () => open(document.getElementById(button.dataset.open))));

  async function look() {
    const mine = ++asked;
    const text = input.value;
    listed = null;
    let found;
    try {
      const response = await fetch(base + 'api/v1/destinations?limit=12&q=' + encodeURIComponent(text), {
        headers: { 'X-Requested-By': 'console' }, cache: 'no-store', signal: AbortSignal.timeout(8000)
      });
      if (response.ok) found = await response.json();
    } catch (e) {
      found = null; // said below
    }
    if (mine !== asked) return;
    const items = found ? found.items : [];
    items.sort((a, b) => (b.name === text) - (a.name === text));
    results.replaceChildren(...items.map((d) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.href = base + 'destination.xhtml?type=' + d.type + '&name=' + encodeURIComponent(d.name);
      link.textContent = d.name;
      const kind = document.createElement('span');
      kind.className = 'quiet';
      kind.textContent = d.type + ', ' + d.messages.toLocaleString('en-US');
      item.append(link, kind);
      return item;
    }));
    if (!found) said.textContent = 'The server did not answer.';
    else if (items.length === 0) said.textContent = 'Nothing has this in its name.';
    else said.textContent = found.next ? 'There are more: type more of the name.' : '';
    listed = text;
    if (entered) go();
  }
  /* To the first find of what is typed now: what is listed may still be what an earlier text found. */
  function go() {
    entered = listed !== input.value;
    const first = results.querySelector('a');
    if (!entered && first) first.click();
  }
  input.addEventListener('input', () => {
    entered = false;
    look();
  });
  jump.addEventListener('close', () => { entered = false; });
  jump.addEventListener('keydown', (e) => {
    const links = Array.from(results.querySelectorAll('a'));
    const at = links.indexOf(document.activeElement);
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      const next = e.key === 'ArrowDown' ? at + 1 : at - 1;
      if (next < 0) input.focus();
      else if (links[next]) links[next].focus();
    } else if (e.key === 'Enter' && e.target === input) {
      e.preventDefault();
      go();
    }
  });
})();

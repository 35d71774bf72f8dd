/* Which columns a list shows: kept in cookies, so that the server draws no others and nothing jumps. */
(function () {
  'use strict';

  const dialog = document.getElementById('columns');
  const choose = document.getElementById('choose');
  if (!dialog || !choose) return;
  const YEAR = 31536000;
  const keep = (name, value) => {
    document.cookie = name + '=' + value + ';path=' + dialog.dataset.path + ';max-age=' + (value ? YEAR : 0) + ';samesite=strict';
  };

  choose.classList.remove('gone');
  dialog.querySelector('form').addEventListener('submit', (e) => {
    e.preventDefault();
    const hidden = Array.from(dialog.querySelectorAll('input[type="checkbox"]:not(:checked)'), (box) => box.value);
    keep('rowmq-columns-' + dialog.dataset.columns, hidden.join('.') || 'none');
    const properties = document.getElementById('column-properties');
    if (properties) keep('rowmq-properties', encodeURIComponent(properties.value));
    location.reload();
  });
})();

/* The page of a message: copies its command, and shows what is masked. Both are asked for by a button. */
(function () {
  'use strict';

  const byId = (id) => document.getElementById(id);

  document.querySelectorAll('[data-copies]').forEach((button) => {
    button.classList.remove('gone');
    button.addEventListener('click', async () => {
      const text = byId(button.dataset.copies);
      try {
        await navigator.clipboard.writeText(text.textContent);
        byId('copied').textContent = 'Copied.';
      } catch (e) { // browsers let pages write there over HTTPS only, and where the user allows it
        window.getSelection().selectAllChildren(text);
        text.focus();
        byId('copied').textContent = 'Selected: copy it with Ctrl+C.';
      }
    });
  });

  document.querySelectorAll('[data-reveal]').forEach((button) => {
    button.classList.remove('gone');
    button.addEventListener('click', async () => {
      let said = 'The server did not answer.';
      try {
        const response = await fetch(document.body.dataset.base + 'api/v1/messages/' + button.dataset.of + ':reveal', {
          method: 'POST',
          headers: { 'X-Requested-By': 'console', 'Content-Type': 'application/json' },
          body: JSON.stringify({ property: button.dataset.reveal }),
          cache: 'no-store',
          signal: AbortSignal.timeout(8000)
        });
        if (response.status === 401) location.href = document.body.dataset.base + 'login.xhtml?expired=1';
        const answer = await response.json();
        if (response.ok) {
          const value = button.parentElement.querySelector('span');
          value.textContent = answer.value;
          button.remove();
          value.focus();
          said = 'Revealed, and written to the audit trail. It is shown until you leave this page.';
        } else {
          said = answer.detail;
        }
      } catch (e) {
        // said is what there is to say
      }
      byId('revealed').textContent = said;
    });
  });
})();

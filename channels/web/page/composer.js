// Typing: Enter sends, Shift+Enter breaks the line, and an input method's own Enter only picks a word.

const TALLEST = 132;

export function openComposer(page, store, on) {
  const { form, text, send } = page;
  text.value = store.read('draft', '');
  changed();

  function changed() {
    send.disabled = text.value.trim() === '';
    document.body.classList.toggle('typed', !send.disabled);
    text.style.height = 'auto';
    text.style.height = Math.min(TALLEST, text.scrollHeight + 2) + 'px';
    store.write('draft', text.value);
  }

  function submit() {
    const said = text.value.trim();
    if (said === '' || !on.say(said)) return;
    text.value = '';
    changed();
    text.focus();
  }

  text.addEventListener('input', changed);
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  // A tap on the button must not close the phone's keyboard.
  send.addEventListener('pointerdown', (event) => event.preventDefault());

  return {
    edit(said) {
      text.value = text.value ? said + '\n' + text.value : said;
      document.body.classList.remove('voice');
      changed();
      text.focus();
    },
  };
}

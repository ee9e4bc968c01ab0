// The conversation on screen. Words of either side only ever become text, never markup.

const GAP = 10 * 60 * 1000;
const MARKS = { sending: 'sending', failed: 'failed', refused: 'failed' };

export function openLog(container, words, language, on) {
  const lines = new Map(); // server id -> node
  const waiting = new Map(); // unsent item key -> node
  const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const calendar = new Intl.DateTimeFormat(language, { month: 'long', day: 'numeric', weekday: 'short' });

  function element(tag, name, text) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function build(mine, kind, text, at) {
    const node = element('div', 'line ' + (mine ? 'mine' : 'theirs'));
    node.at = at;
    node.appendChild(element('p', 'when'));
    const bubble = element('div', 'bubble');
    bubble.appendChild(element('span', 'sr-only', mine ? words.you : words.assistant));
    if (kind !== 'text') bubble.appendChild(element('span', 'kind kind-' + kind, words['kind_' + kind] || words.kind_file));
    bubble.appendChild(element('span', 'said', text));
    node.appendChild(bubble);
    const foot = element('p', 'foot');
    node.appendChild(foot);
    return node;
  }

  // Lines with an id in the order of ids, what is not sent yet at the end.
  function place(node, id) {
    let after = null;
    lines.forEach((other, otherId) => {
      if (other !== node && otherId > id && (after === null || otherId < Number(after.dataset.id))) after = other;
    });
    if (after === null) after = container.querySelector('.unsent');
    if (node.parentNode !== container || node.nextElementSibling !== after) container.insertBefore(node, after);
    separate(node);
    separate(node.nextElementSibling);
  }

  function separate(node) {
    if (!node) return;
    const before = node.previousElementSibling;
    const newDay = !before || before.at.toDateString() !== node.at.toDateString();
    const show = newDay || node.at - before.at > GAP;
    const when = node.querySelector('.when');
    when.textContent = show ? (newDay ? day(node.at) + ' ' : '') + clock.format(node.at) : '';
    node.classList.toggle('joined', !show && before.classList.contains('mine') === node.classList.contains('mine'));
  }

  function day(at) {
    const today = new Date();
    const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
    if (at.toDateString() === today.toDateString()) return words.today;
    if (at.toDateString() === yesterday.toDateString()) return words.yesterday;
    return calendar.format(at);
  }

  // Returns the node when the line is new on screen.
  function show(line) {
    if (lines.has(line.id)) {
      lines.get(line.id).querySelector('.said').textContent = line.text;
      return null;
    }
    const own = line.mine ? adoptable(line) : null;
    if (own) {
      confirm(own, line.id);
      return null;
    }
    const node = build(line.mine, line.kind, line.text, new Date(line.at));
    settle(node, line.id);
    if (line.mine) mark(node, 'sent');
    return node;
  }

  // The stream can tell of our own message before its request has been answered.
  function adoptable(line) {
    const match = Array.from(waiting.values()).find(
      (node) => node.item.kind === line.kind && (line.kind !== 'text' || node.item.text === line.text)
    );
    return match ? match.item : null;
  }

  function settle(node, id) {
    node.dataset.id = id;
    lines.set(id, node);
    place(node, id);
  }

  function wait(item) {
    let node = waiting.get(item.key);
    if (!node) {
      node = build(true, item.kind, item.text, new Date(item.at));
      node.item = item;
      node.classList.add('unsent');
      waiting.set(item.key, node);
      container.appendChild(node);
      separate(node);
      on.waiting(node, item);
    }
    mark(node, MARKS[item.state], item);
    return node;
  }

  function confirm(item, id) {
    const node = waiting.get(item.key);
    if (!node) return;
    waiting.delete(item.key);
    node.classList.remove('unsent');
    if (lines.has(id)) {
      const next = node.nextElementSibling;
      node.remove();
      separate(next);
      return;
    }
    mark(node, 'sent');
    settle(node, id);
  }

  function forget(item) {
    const node = waiting.get(item.key);
    waiting.delete(item.key);
    if (node) node.remove();
  }

  function mark(node, state, item) {
    if (node.state === state) return;
    node.state = state;
    node.classList.toggle('failed', state === 'failed');
    const foot = node.querySelector('.foot');
    const old = foot.querySelector('.tick');
    if (old) old.remove();
    const failed = state === 'failed';
    const tick = element(failed ? 'button' : 'span', 'tick ' + state, failed ? words[item.state === 'refused' && item.kind === 'text' ? 'edit' : 'failed'] : '');
    if (failed) {
      tick.type = 'button';
      tick.addEventListener('click', () => on.retry(item));
    } else {
      tick.appendChild(element('span', 'sr-only', words[state]));
    }
    foot.appendChild(tick);
  }

  function progress(item, part) {
    const node = waiting.get(item.key);
    if (node) node.style.setProperty('--part', Math.round(part * 100) + '%');
  }

  function last() {
    return container.lastElementChild;
  }

  return { show, wait, confirm, forget, progress, last, size: () => lines.size };
}

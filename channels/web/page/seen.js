// Which of our messages a person has certainly had before their eyes: on screen, page visible, for a while.
// The house needs it to tell an answer to the new question from a second thought on the one before.

const LONG_ENOUGH = 1200;

export function watchSeen(scroller, store) {
  const since = new Map();
  let newest = store.read('seen', null);
  const observer = window.IntersectionObserver
    ? new IntersectionObserver(noticed, { root: scroller, threshold: [0, 0.1, 0.25, 0.5, 0.75, 1] })
    : null;

  function noticed(entries) {
    entries.forEach((entry) => {
      const room = entry.rootBounds ? entry.rootBounds.height : window.innerHeight;
      const enough = entry.intersectionRatio >= 0.5 || entry.intersectionRect.height >= room / 2;
      const id = Number(entry.target.dataset.id);
      if (!enough) leave(id);
      else if (!since.has(id)) since.set(id, Date.now());
    });
  }

  function leave(id) {
    settle();
    since.delete(id);
  }

  function settle() {
    const now = Date.now();
    since.forEach((start, id) => {
      if (now - start >= LONG_ENOUGH && (newest === null || id > newest)) {
        newest = id;
        store.write('seen', id);
      }
    });
  }

  // Who touches a quick reply has read what it answers, however quickly.
  function touched(id) {
    settle();
    if (newest !== null && id <= newest) return;
    newest = id;
    store.write('seen', id);
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) settle();
    else since.forEach((start, id) => since.set(id, Date.now()));
  });

  return {
    touched,
    watch(node) {
      if (observer) observer.observe(node);
    },
    newest() {
      settle();
      return newest;
    },
  };
}

// Where a person was reading: at the end, or at a certain message. Kept over reloads and while new messages arrive.

const NEAR = 60;
const GLIDE = 700; // while we scroll ourselves, where the scroller stands says nothing about the reader

export function keepPlace(scroller, store, onEnd) {
  let following = true;
  let timer = 0;
  let glidingUntil = 0;
  const gently = !window.matchMedia('(prefers-reduced-motion: reduce)').matches;

  function atEnd() {
    return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
  }

  function toEnd(smooth) {
    following = true;
    onEnd();
    if (smooth && gently) {
      glidingUntil = Date.now() + GLIDE;
      scroller.scrollTo({ top: scroller.scrollHeight, behavior: 'smooth' });
    } else {
      scroller.scrollTop = scroller.scrollHeight;
    }
  }

  // What is longer than the screen is read from its beginning.
  function reveal(node) {
    if (node.offsetHeight < scroller.clientHeight) toEnd(true);
    else scroller.scrollTop += node.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  }

  function remember() {
    if (following) {
      store.write('place', null);
      return;
    }
    const top = scroller.getBoundingClientRect().top;
    const first = Array.from(scroller.querySelectorAll('[data-id]')).find(
      (node) => node.getBoundingClientRect().bottom > top
    );
    if (first) store.write('place', { id: first.dataset.id, offset: first.getBoundingClientRect().top - top });
  }

  function restore() {
    const place = store.read('place', null);
    const node = place && scroller.querySelector('[data-id="' + Number(place.id) + '"]');
    if (!node) {
      toEnd(false);
      return;
    }
    following = false;
    scroller.scrollTop += node.getBoundingClientRect().top - scroller.getBoundingClientRect().top - place.offset;
    following = atEnd();
  }

  scroller.addEventListener('scroll', () => {
    if (Date.now() > glidingUntil || atEnd()) following = atEnd();
    if (following) onEnd();
    clearTimeout(timer);
    timer = setTimeout(remember, 150);
  });
  window.addEventListener('pagehide', remember);
  ['wheel', 'touchstart', 'keydown'].forEach((name) => {
    scroller.addEventListener(name, () => { glidingUntil = 0; }, { passive: true });
  });

  // The keyboard comes up, the input grows: the end stays the end.
  function resized() {
    if (following) toEnd(false);
  }
  if (window.ResizeObserver) new ResizeObserver(resized).observe(scroller);
  else window.addEventListener('resize', resized);

  // Where the phone's keyboard lies over the page, the page ends above it; but not while someone zooms in.
  const visible = window.visualViewport;
  if (visible) {
    visible.addEventListener('resize', () => {
      scroller.parentNode.style.height = visible.scale === 1 && visible.height < window.innerHeight ? visible.height + 'px' : '';
      if (visible.scale === 1) window.scrollTo(0, 0);
    });
  }

  return { toEnd, reveal, restore, following: () => following };
}

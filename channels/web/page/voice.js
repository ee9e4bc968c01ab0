// Hold to talk: press and speak, let go to send, slide up to cancel. With a keyboard or a screen reader: press to begin,
// press again to send, Escape to cancel.

import { canRecord, record } from './recorder.js';

const SHORTEST = 0.6;
const CANCEL_DISTANCE = 70;
const WARN_SECONDS = 10;

export function openVoice(page, words, longest, store, on) {
  const { talk, text, mode, panel, clock, hint } = page;
  const bars = Array.from(panel.querySelectorAll('.meter i'));
  let phase = 'idle'; // idle, asking, recording
  let running = null;
  let wanted = false;
  let cancelling = false;
  let startY = 0;
  let ticker = 0;
  let seen = null;
  let ignoreClick = 0;

  if (!canRecord()) return;
  mode.hidden = false;
  talk.hidden = false;
  switchTo(store.read('mode', 'keys') === 'voice');

  function switchTo(voice, focus) {
    document.body.classList.toggle('voice', voice);
    mode.setAttribute('aria-label', voice ? words.to_keyboard : words.to_voice);
    store.write('mode', voice ? 'voice' : 'keys');
    if (focus) (voice ? talk : text).focus();
  }

  async function begin() {
    if (phase !== 'idle') return;
    phase = 'asking';
    wanted = true;
    cancelling = false;
    seen = on.seen(); // what is answered is what was on screen when the person began to speak
    draw();
    try {
      running = await record();
    } catch (error) {
      phase = 'idle';
      draw();
      on.note(error.name === 'NotAllowedError' || error.name === 'SecurityError' ? words.voice_denied : words.voice_failed);
      return;
    }
    phase = 'recording';
    if (!wanted) {
      await finish(true); // the finger had to leave for the permission question
      on.note(words.voice_ready);
      return;
    }
    if (navigator.vibrate) navigator.vibrate(20);
    ticker = setInterval(tick, 100);
    draw();
  }

  async function finish(drop) {
    wanted = false;
    if (phase !== 'recording') return;
    phase = 'stopping';
    clearInterval(ticker);
    const { blob, seconds } = await running.stop();
    phase = 'idle';
    draw();
    if (drop) return;
    if (seconds < SHORTEST || blob.size === 0) on.note(words.voice_too_short);
    else on.recorded(blob, Math.max(1, Math.round(seconds)), seen);
  }

  function tick() {
    const seconds = running.seconds();
    const left = Math.ceil(longest - seconds);
    const level = running.level();
    clock.textContent = Math.floor(seconds / 60) + ':' + ('0' + Math.floor(seconds % 60)).slice(-2);
    bars.forEach((bar, index) => {
      const share = 1 - Math.abs(index - (bars.length - 1) / 2) / bars.length;
      bar.style.transform = 'scaleY(' + (0.15 + level * share).toFixed(2) + ')';
    });
    if (left <= WARN_SECONDS && !cancelling) hint.textContent = words.voice_left.replace('{n}', left);
    if (seconds >= longest) finish(false);
  }

  function draw() {
    const busy = phase === 'recording' || phase === 'asking';
    panel.hidden = !busy;
    panel.classList.toggle('cancelling', cancelling);
    talk.classList.toggle('held', busy);
    talk.setAttribute('aria-pressed', String(busy));
    talk.textContent = busy ? words.release_to_send : words.hold_to_talk;
    if (phase === 'asking') clock.textContent = '0:00';
    hint.textContent = cancelling ? words.release_to_cancel : words.slide_to_cancel;
  }

  function slide(event) {
    const now = startY - event.clientY > CANCEL_DISTANCE;
    if (phase !== 'recording' || now === cancelling) return;
    cancelling = now;
    draw();
  }

  talk.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    ignoreClick = Date.now();
    startY = event.clientY;
    if (talk.setPointerCapture) talk.setPointerCapture(event.pointerId);
    begin();
  });
  talk.addEventListener('pointermove', slide);
  talk.addEventListener('pointerup', () => {
    ignoreClick = Date.now();
    finish(cancelling);
  });
  talk.addEventListener('pointercancel', () => finish(false));
  talk.addEventListener('contextmenu', (event) => event.preventDefault());
  talk.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') finish(true);
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    if (!event.repeat) toggle();
  });
  talk.addEventListener('keyup', (event) => {
    if (event.key === ' ') event.preventDefault(); // else the browser makes a click of it
  });
  // A screen reader presses without a pointer.
  talk.addEventListener('click', () => {
    if (Date.now() - ignoreClick > 500) toggle();
  });
  mode.addEventListener('click', () => switchTo(!document.body.classList.contains('voice'), true));
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) finish(false); // a call comes in: what was said so far counts
  });

  function toggle() {
    if (phase === 'idle') begin();
    else finish(false);
  }
}

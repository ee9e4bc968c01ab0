// The candidate's chat page: joins what is heard, what is said and what is shown.

import { openComposer } from './composer.js';
import { listen } from './live.js';
import { openLog } from './log.js';
import { openOutbox } from './outbox.js';
import { keepPlace } from './place.js';
import { watchSeen } from './seen.js';
import { openRecordings, openStore } from './store.js';
import { openVoice } from './voice.js';

const THINKING_LONG = 20000;
const NOTE_SHOWN = 5000;
const OPEN_AGAIN = 3000;

const boot = JSON.parse(document.body.dataset.boot);
const words = boot.words;
const find = (id) => document.getElementById(id);
const scroller = find('scroller');
const store = openStore(boot.store);
const recordings = openRecordings(boot.store);
const place = keepPlace(scroller, store, () => { find('newer').hidden = true; });
const seen = watchSeen(scroller, store);
let ready = false;
let noteTimer = 0;
let thinkingTimer = 0;

const log = openLog(find('log'), words, boot.language, { retry, waiting: dressVoice });
const outbox = openOutbox(boot.api, store, recordings, {
  changed(item) {
    const stayed = place.following();
    log.wait(item);
    offerChoices();
    if (stayed) place.toEnd(true);
  },
  sent: (item, id) => log.confirm(item, id),
  progress: (item, part) => log.progress(item, part),
  refused: (item) => note(words[item.code] || words.refused),
  closed,
});
const live = listen(boot.api, { line, thinking, online, closed });
const composer = openComposer({ form: find('composer'), text: find('text'), send: find('send') }, store, { say });
openVoice(
  { talk: find('talk'), text: find('text'), mode: find('mode'), panel: find('recording'), clock: find('clock'),
    hint: find('recording-hint') },
  words, boot.maxVoiceSeconds, store, { seen: seen.newest, recorded, note }
);

find('newer').addEventListener('click', () => place.toEnd(true));
window.addEventListener('online', () => outbox.flush());
start();

async function start() {
  outbox.items.forEach(log.wait);
  while (!(await live.ask())) {
    if (boot.over) return;
    online(false);
    await new Promise((resolve) => setTimeout(resolve, OPEN_AGAIN));
  }
  ready = true;
  offerChoices();
  place.restore();
  find('log').setAttribute('aria-busy', 'false');
  live.connect();
  outbox.flush();
  if (log.size() === 0) begin();
}

// The first opening of the link begins the interview; the server counts it once.
async function begin() {
  const answer = await fetch(boot.api + '/open', { method: 'POST', credentials: 'same-origin' }).catch(() => null);
  if (!answer || answer.status >= 500) setTimeout(begin, OPEN_AGAIN);
}

function line(heard) {
  const stayed = place.following();
  const node = log.show(heard);
  find('opening').hidden = true;
  if (!node) return;
  if (!heard.mine) {
    seen.watch(node);
    node.choices = heard.choices;
  }
  if (!ready) return;
  offerChoices();
  if (stayed) place.reveal(node);
  else if (!heard.mine) find('newer').hidden = false;
}

// Only the latest message has quick replies, and only until something is said.
function offerChoices() {
  const chips = find('chips');
  const last = log.last();
  const choices = (last && last.choices) || [];
  if (chips.for === last) return;
  chips.for = last;
  chips.textContent = '';
  choices.forEach((choice) => {
    const chip = document.createElement('button');
    chip.type = 'button';
    chip.className = 'chip';
    chip.textContent = choice;
    chip.addEventListener('click', (event) => {
      seen.touched(Number(last.dataset.id));
      say(choice);
      if (event.detail === 0) writing().focus(); // by keyboard: go on writing; a tap must not open the phone's own
    }, { once: true });
    chips.appendChild(chip);
  });
  chips.hidden = choices.length === 0;
}

function writing() {
  return find(document.body.classList.contains('voice') ? 'talk' : 'text');
}

function say(text) {
  if (new TextEncoder().encode(text).length > boot.maxTextBytes) {
    note(words.text_too_long);
    return false;
  }
  outbox.add({ kind: 'text', text, seen: seen.newest() });
  place.toEnd(true);
  return true;
}

function recorded(blob, seconds, seenThen) {
  outbox.addVoice({ kind: 'voice', text: '', seconds, seen: seenThen }, blob).then(() => place.toEnd(true));
}

// One's own recording can be heard again while this page is open.
function dressVoice(node, item) {
  if (item.kind !== 'voice') return;
  recordings.get(item.key).then((blob) => {
    const label = node.querySelector('.kind');
    label.textContent = words.kind_voice + ' ' + item.seconds + '″';
    if (!blob) return;
    const sound = new Audio(URL.createObjectURL(blob));
    const play = document.createElement('button');
    play.type = 'button';
    play.className = 'play';
    play.setAttribute('aria-label', words.play);
    play.addEventListener('click', () => (sound.paused ? sound.play() : sound.pause()));
    sound.onplay = sound.onpause = () => play.classList.toggle('playing', !sound.paused);
    node.querySelector('.bubble').insertBefore(play, label);
  });
}

// A refused text goes back to be changed; a recording can only be tried again, unless it is gone.
function retry(item) {
  if (item.state !== 'refused' || (item.kind === 'voice' && item.code !== 'voice_lost')) {
    outbox.retry(item);
    return;
  }
  outbox.drop(item);
  log.forget(item);
  if (item.kind === 'text') composer.edit(item.text);
  offerChoices();
}

function thinking(now) {
  clearTimeout(thinkingTimer);
  const stayed = place.following();
  find('thinking').hidden = !now;
  find('thinking-long').hidden = true;
  find('activity').textContent = now ? words.typing : '';
  if (!now) return;
  thinkingTimer = setTimeout(() => { find('thinking-long').hidden = false; }, THINKING_LONG);
  if (stayed && ready) place.toEnd(true);
}

function online(now) {
  if (boot.over) return;
  banner(now ? '' : words.offline);
  if (now && ready) outbox.flush();
}

function closed(code) {
  boot.over = true;
  banner(words['closed_' + String(code).replace('link_', '')] || words.closed_unknown);
  find('opening').hidden = true;
  find('composer').hidden = true;
  thinking(false);
}

function banner(text) {
  find('banner').hidden = text === '';
  find('banner').textContent = text;
}

function note(text) {
  clearTimeout(noteTimer);
  find('note').textContent = text;
  find('note').hidden = false;
  noteTimer = setTimeout(() => { find('note').hidden = true; }, NOTE_SHOWN);
}

// Hears what is said: server-sent events where they work, asking every few seconds where they do not.

const LONGEST_PAUSE = 30000;
const SILENCE = 8000; // the server says something at once; a proxy that holds it back is as good as no stream
const POLL = 3000;
const STREAM_AGAIN = 60000;
const AWAKE_AFTER = 10000;

export function listen(api, on) {
  let last = 0; // the greatest id heard: lines become visible in the order of their ids
  let source = null;
  let failures = 0;
  let timer = 0;
  let watchdog = 0;
  let streamNotBefore = 0;
  let hiddenSince = 0;
  let over = false;

  function heard(line) {
    last = Math.max(last, line.id);
    on.line(line);
  }

  async function ask() {
    let response;
    try {
      response = await fetch(api + '/messages?after=' + last, { cache: 'no-store', credentials: 'same-origin' });
      if ([403, 404, 410].indexOf(response.status) >= 0) {
        stop();
        on.closed((await response.json()).code);
        return false;
      }
      if (!response.ok) return false;
      const answer = await response.json();
      answer.messages.forEach(heard);
      on.thinking(answer.thinking);
      on.online(true);
      return true;
    } catch (error) {
      return false;
    }
  }

  function stream() {
    close();
    source = new EventSource(api + '/events?after=' + last);
    watchdog = setTimeout(unheard, SILENCE);
    source.addEventListener('message', (event) => {
      alive();
      heard(JSON.parse(event.data));
    });
    source.addEventListener('thinking', (event) => {
      alive();
      on.thinking(JSON.parse(event.data).thinking);
    });
    source.onerror = broken;
  }

  function alive() {
    clearTimeout(watchdog);
    failures = 0;
    on.online(true);
  }

  function unheard() {
    streamNotBefore = Date.now() + STREAM_AGAIN;
    broken();
  }

  // A broken stream does not say why; a plain request does.
  async function broken() {
    close();
    if (over) return;
    if (await ask()) {
      const soon = Date.now() < streamNotBefore ? POLL : Math.min(LONGEST_PAUSE, 500 * Math.pow(2, failures));
      failures += 1;
      again(soon);
    } else if (!over) {
      failures += 1;
      if (failures > 1) on.online(false);
      again(Math.min(LONGEST_PAUSE, 500 * Math.pow(2, failures)));
    }
  }

  function again(pause) {
    clearTimeout(timer);
    timer = setTimeout(connect, pause + Math.random() * pause * 0.2);
  }

  function connect() {
    clearTimeout(timer);
    if (over) return;
    if (window.EventSource && Date.now() >= streamNotBefore) stream();
    else broken();
  }

  function close() {
    clearTimeout(watchdog);
    if (source) source.close();
    source = null;
  }

  function stop() {
    over = true;
    clearTimeout(timer);
    close();
  }

  // After sleep a socket may be dead without anyone having said so.
  function woken() {
    if (document.hidden) {
      hiddenSince = Date.now();
    } else if (hiddenSince && Date.now() - hiddenSince > AWAKE_AFTER) {
      failures = 0;
      connect();
    }
  }

  document.addEventListener('visibilitychange', woken);
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) connect();
  });
  window.addEventListener('online', () => {
    failures = 0;
    connect();
  });
  window.addEventListener('offline', () => on.online(false));

  return { ask, connect };
}

// Nothing a person says is lost: each message is kept, with its idempotency key, until the server says it is safe.
// One request at a time, so that what was said first arrives first.

const LONGEST_PAUSE = 30000;
const TIMEOUT = 20000;
const UPLOAD_TIMEOUT = 120000;

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => ('0' + byte.toString(16)).slice(-2)).join('');
}

export function openOutbox(api, store, recordings, on) {
  const items = store.keys('unsent:').map((key) => store.read(key)).filter(Boolean);
  items.sort((a, b) => a.at - b.at || a.order - b.order);
  let busy = false;
  let failures = 0;
  let order = items.length;
  let timer = 0;

  function add(item) {
    order += 1;
    Object.assign(item, { key: newKey(), at: Date.now(), order, state: 'sending' });
    items.push(item);
    store.write('unsent:' + item.key, item);
    on.changed(item);
    flush();
    return item;
  }

  async function addVoice(item, blob) {
    item.key = newKey();
    await recordings.put(item.key, blob);
    const key = item.key;
    order += 1;
    Object.assign(item, { at: Date.now(), order, state: 'sending' });
    items.push(item);
    store.write('unsent:' + key, item);
    on.changed(item);
    flush();
  }

  function drop(item) {
    const index = items.indexOf(item);
    if (index >= 0) items.splice(index, 1);
    store.remove('unsent:' + item.key);
    if (item.kind === 'voice') recordings.remove(item.key);
  }

  function mark(item, state, code) {
    item.state = state;
    item.code = code;
    store.write('unsent:' + item.key, item);
    on.changed(item);
  }

  function retry(item) {
    mark(item, 'sending');
    failures = 0;
    flush();
  }

  async function flush() {
    clearTimeout(timer);
    if (busy) return;
    busy = true;
    for (let item = next(); item; item = next()) {
      const answer = await post(item);
      if (answer.status === 202) {
        failures = 0;
        drop(item);
        on.sent(item, answer.body.id);
      } else if ([403, 404, 410].indexOf(answer.status) >= 0) {
        mark(item, 'failed'); // kept: the link may be opened again
        on.closed(answer.body.code);
        break;
      } else if (lasting(answer.status)) {
        mark(item, 'refused', answer.body.code);
        on.refused(item);
      } else {
        failures += 1;
        mark(item, failures > 1 ? 'failed' : 'sending');
        timer = setTimeout(flush, Math.min(LONGEST_PAUSE, 1000 * Math.pow(2, failures - 1)));
        break;
      }
    }
    busy = false;
  }

  function next() {
    return items.find((item) => item.state !== 'refused');
  }

  async function post(item) {
    if (item.kind !== 'voice') {
      const body = JSON.stringify({ text: item.text, seen: item.seen, kind: item.kind });
      return request(api + '/messages', item, body, 'application/json', TIMEOUT);
    }
    const blob = await recordings.get(item.key);
    if (!blob) return { status: 422, body: { code: 'voice_lost' } };
    const seen = item.seen === null ? '' : '?seen=' + item.seen;
    return request(api + '/voice' + seen, item, blob, blob.type || 'application/octet-stream', UPLOAD_TIMEOUT);
  }

  // XMLHttpRequest and not fetch: it tells how much of a recording is already up.
  function request(url, item, body, type, timeout) {
    return new Promise((resolve) => {
      const call = new XMLHttpRequest();
      const done = () => resolve({ status: call.status, body: parsed(call.responseText) });
      call.open('POST', url);
      call.timeout = timeout;
      call.setRequestHeader('Content-Type', type);
      call.setRequestHeader('Idempotency-Key', item.key);
      call.onload = done;
      call.onerror = done;
      call.ontimeout = done;
      call.upload.onprogress = (event) => {
        if (event.lengthComputable) on.progress(item, event.loaded / event.total);
      };
      call.send(body);
    });
  }

  return { items, add, addVoice, drop, retry, flush };
}

function lasting(status) {
  return status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
}

function parsed(text) {
  try {
    return JSON.parse(text) || {};
  } catch (error) {
    return {};
  }
}

// What must survive a reload: drafts and unsent words in localStorage, unsent recordings in IndexedDB.
// A browser that forbids either still works; it only forgets.

export function openStore(name) {
  const prefix = 'miantan:' + name + ':';
  const memory = new Map();

  function read(key, otherwise) {
    try {
      const raw = localStorage.getItem(prefix + key);
      return raw === null ? otherwise : JSON.parse(raw);
    } catch (error) {
      return memory.has(key) ? memory.get(key) : otherwise;
    }
  }

  function write(key, value) {
    memory.set(key, value);
    try {
      localStorage.setItem(prefix + key, JSON.stringify(value));
    } catch (error) { /* full or forbidden: memory has it */ }
  }

  function remove(key) {
    memory.delete(key);
    try {
      localStorage.removeItem(prefix + key);
    } catch (error) { /* forbidden: it was never there */ }
  }

  function keys(start) {
    const found = new Set(Array.from(memory.keys()));
    try {
      for (let i = 0; i < localStorage.length; i += 1) {
        const key = localStorage.key(i);
        if (key.indexOf(prefix) === 0) found.add(key.slice(prefix.length));
      }
    } catch (error) { /* forbidden */ }
    return Array.from(found).filter((key) => key.indexOf(start) === 0);
  }

  return { read, write, remove, keys };
}

export function openRecordings(name) {
  const memory = new Map();
  const opened = new Promise((resolve) => {
    try {
      const request = indexedDB.open('miantan', 1);
      request.onupgradeneeded = () => request.result.createObjectStore('recordings');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    } catch (error) {
      resolve(null);
    }
  });

  async function run(mode, act) {
    const database = await opened;
    if (!database) return undefined;
    return new Promise((resolve) => {
      try {
        const transaction = database.transaction('recordings', mode);
        const request = act(transaction.objectStore('recordings'));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => resolve(undefined);
      } catch (error) {
        resolve(undefined);
      }
    });
  }

  return {
    put(key, blob) {
      memory.set(key, blob);
      return run('readwrite', (all) => all.put(blob, name + ':' + key));
    },
    async get(key) {
      return memory.get(key) || run('readonly', (all) => all.get(name + ':' + key));
    },
    remove(key) {
      memory.delete(key);
      return run('readwrite', (all) => all.delete(name + ':' + key));
    },
  };
}

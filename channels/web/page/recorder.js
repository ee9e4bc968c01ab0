// The microphone: opened for one recording, closed right after it.

const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4', 'audio/webm'];
const BITS_PER_SECOND = 24000; // enough for speech; a minute is 180 kB

export function canRecord() {
  return Boolean(window.MediaRecorder && navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
}

// Rejects with the browser's own error when there is no permission or no microphone.
export async function record() {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, channelCount: 1 },
  });
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  const options = { audioBitsPerSecond: BITS_PER_SECOND };
  if (mimeType) options.mimeType = mimeType;
  const recorder = new MediaRecorder(stream, options);
  const parts = [];
  const loudness = listenIn(stream);
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.start(1000);
  const began = Date.now();

  function stop() {
    return new Promise((resolve) => {
      recorder.onstop = () => {
        stream.getTracks().forEach((track) => track.stop());
        loudness.close();
        resolve({ blob: new Blob(parts, { type: recorder.mimeType || mimeType }), seconds: (Date.now() - began) / 1000 });
      };
      if (recorder.state === 'inactive') recorder.onstop();
      else recorder.stop();
    });
  }

  return { stop, level: loudness.level, seconds: () => (Date.now() - began) / 1000 };
}

// How loud it is, 0 to 1: shows a person that they are heard.
function listenIn(stream) {
  const Context = window.AudioContext || window.webkitAudioContext;
  if (!Context) return { level: () => 0.3, close() {} };
  const context = new Context();
  const analyser = context.createAnalyser();
  analyser.fftSize = 256;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Uint8Array(analyser.fftSize);
  return {
    level() {
      analyser.getByteTimeDomainData(samples);
      const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value - 128)), 0);
      return Math.min(1, peak / 64);
    },
    close: () => context.close(),
  };
}

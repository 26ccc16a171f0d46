/** @returns {boolean} whether this browser can record here: without https there is no microphone */
export function canRecord() {
  return Boolean(navigator.mediaDevices && globalThis.MediaRecorder);
}

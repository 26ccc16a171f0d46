/** @returns {boolean} whether this browser can record; without https it has no access to the microphone */
export function canRecord() {
  return Boolean(navigator.mediaDevices && globalThis.MediaRecorder);
}

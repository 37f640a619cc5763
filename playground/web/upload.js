// @ts-check
// A file on its way to the server: messages are small, so it goes in parts.

const PART_BYTES = 9_000; // 12,000 characters in base64

/**
 * @param {Uint8Array} bytes
 * @returns {{type: string, part: number, parts: number, data: string}[]} messages, in their order
 */
export function partsOf(bytes) {
  const parts = Math.max(1, Math.ceil(bytes.length / PART_BYTES));
  return Array.from({ length: parts }, (_, part) => {
    const piece = bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
    return { type: "open", part, parts, data: btoa(String.fromCharCode(...piece)) };
  });
}

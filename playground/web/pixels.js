// @ts-check
// Two kinds of pixels: those of the window, in which pointers and boxes are told, and an element's
// own, which are larger in large text.

/**
 * How many pixels of the window one of the element's own is.
 * @param {HTMLElement} element
 * @returns {number}
 */
export function zoomOf(element) {
  return element.getBoundingClientRect().width / element.offsetWidth || 1;
}

/**
 * Where a pointer is in an element, in the element's own pixels.
 * @param {HTMLElement} element
 * @param {MouseEvent} event
 */
export function pointIn(element, { clientX, clientY }) {
  const { left, top, width } = element.getBoundingClientRect();
  const zoom = width / element.offsetWidth || 1;
  return { x: (clientX - left) / zoom, y: (clientY - top) / zoom };
}

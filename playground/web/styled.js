// @ts-check
// The stage in its clothes: its style sheets go with it from page to page.

const STYLES = ["stage", "controls", "windows", "editing", "points", "takeaway", "versus", "lens", "grid", "sweep", "fractal", "hardware", "phone", "view"]; // in the order of the cascade

/**
 * Nothing is shown before its style is there, and its words. Sheets made here, and not links,
 * because a link that is moved to another parent loads anew.
 * @param {HTMLElement} root
 * @param {any} parent
 * @param {Promise<void>} told
 * @param {() => void} ready
 */
export function showStyled(root, parent, told, ready) {
  /** @type {CSSStyleSheet[]} */
  let sheets = [];
  root.style.visibility = "hidden";
  parent.append(root);
  const place = () => /** @type {Document|ShadowRoot} */ (root.getRootNode());
  const dress = () => (place().adoptedStyleSheets = [...place().adoptedStyleSheets, ...sheets]);
  const undress = () => {
    place().adoptedStyleSheets = place().adoptedStyleSheets.filter((sheet) => !sheets.includes(sheet));
  };
  Promise.all([told, ...STYLES.map(loadSheet)]).then(([, ...loaded]) => {
    sheets = loaded;
    dress();
    root.style.visibility = "";
    ready();
  });
  return {
    move(/** @type {any} */ other) {
      const focused = /** @type {HTMLElement|null} */ (place().activeElement);
      const windows = /** @type {NodeListOf<HTMLDialogElement>} */ (root.querySelectorAll("dialog[open]"));
      undress();
      other.append(root);
      dress();
      for (const window of windows) { // what is taken out of a page is on top of it no more
        window.removeAttribute("open");
        window.showModal();
      }
      if (focused && root.contains(focused)) focused.focus({ preventScroll: true });
    },
    stop() {
      undress();
      root.remove();
    },
  };
}

/**
 * @param {string} name
 * @returns {Promise<CSSStyleSheet>}
 */
async function loadSheet(name) {
  const sheet = new CSSStyleSheet();
  const answer = await fetch(new URL(`./${name}.css`, import.meta.url));
  sheet.replaceSync(answer.ok ? await answer.text() : "");
  return sheet;
}

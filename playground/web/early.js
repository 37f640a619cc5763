// @ts-check
// A head start: the stage is there before Streamlit's own page is, whose sixty files wait in a
// template until the first picture is painted. When that page mounts its component, the stage moves
// over into it (`mount` in stage.js).

const WAIT_MS = 2500; // at most: whatever happens here, Streamlit's page comes
const STYLE = "position: fixed; inset: 0; z-index: 999999; overflow: hidden auto";
// As in .streamlit/config.toml; Streamlit's page brings the theme that is really chosen.
const THEMES = {
  light: { "background-color": "#ffffff", "text-color": "#1b1f24", "secondary-background-color": "#f7f8fa" },
  dark: { "background-color": "#0f1216", "text-color": "#e8eaed", "secondary-background-color": "#171b21" },
};

const timer = setTimeout(letStreamlitLoad, WAIT_MS);
start().catch(letStreamlitLoad);

async function start() {
  const { default: mount } = await import("./bundle.js");
  const base = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");
  const holder = makeHolder();
  mount({ data: { socket: `${base}/stream`, base }, parentElement: holder, early: true });
  const stage = /** @type {HTMLElement} */ (holder.firstElementChild);
  whenChanged(stage, { attributeFilter: ["data-frames"] }, () => stage.dataset.frames !== "0", letStreamlitLoad);
  whenChanged(holder, { childList: true }, () => !holder.firstChild, () => holder.remove());
}

function makeHolder() {
  const holder = document.createElement("div");
  holder.role = "main"; // as the part of Streamlit's page is that the stage moves into
  holder.style.cssText = STYLE;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  for (const [name, color] of Object.entries(dark ? THEMES.dark : THEMES.light)) {
    holder.style.setProperty(`--st-${name}`, color);
  }
  document.body.append(holder);
  return holder;
}

/**
 * @param {Element} element
 * @param {MutationObserverInit} what
 * @param {() => boolean} holds
 * @param {() => void} act called once
 */
function whenChanged(element, what, holds, act) {
  new MutationObserver((_, observer) => {
    if (!holds()) return;
    observer.disconnect();
    act();
  }).observe(element, what);
}

function letStreamlitLoad() {
  clearTimeout(timer);
  const later = /** @type {HTMLTemplateElement|null} */ (document.getElementById("np-later"));
  if (!later) return;
  later.remove();
  document.head.append(later.content);
}

// @ts-check
// What can be chosen, from the server.

/**
 * Ask until there is an answer.
 * @param {string} base
 * @param {(catalogue: any) => void} done
 */
export async function loadCatalogue(base, done) {
  for (let delay = 250; ; delay = Math.min(2 * delay, 4000)) {
    try {
      const answer = await fetch(`${base}/catalogue.json`);
      if (answer.ok) return done(await answer.json());
    } catch {
      // the server may be starting: ask again
    }
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
}

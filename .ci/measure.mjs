// What a reader waits for, in a browser of its own each time.
import { ownId } from "./documents.mjs";

const patience = 60_000;

/** Runs in the page: resolves with the time since navigation began once text stands in the window, also in shadow trees. */
function whenSeen(phrase) {
  const plain = (text) => text.replaceAll(/\s+/g, " ");
  const inWindow = (element) => {
    const box = element.getBoundingClientRect();
    return box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  };
  const seen = (node) => {
    for (const child of node.children ?? []) {
      if (child.shadowRoot && seen(child.shadowRoot)) return true;
      if (!plain(child.textContent ?? "").includes(phrase)) {
        if (child.querySelector?.("*") && seen(child)) return true;
        continue;
      }
      if (child.tagName === "SCRIPT" || child.tagName === "NOSCRIPT") continue;
      const deeper = [...child.children].some((c) => plain(c.textContent ?? "").includes(phrase));
      if (deeper ? seen(child) : inWindow(child)) return true;
    }
    return false;
  };
  return new Promise((resolve) => {
    const look = () => (document.body && seen(document.body) ? resolve(performance.now()) : setTimeout(look, 15));
    look();
  });
}

/** Answers how long one operation takes to stand on screen, what came over the wire, how long the page could not react. */
export async function measureOpening(browser, url, phrase, slow) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  try {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send("Network.enable");
    if (slow > 1) await cdp.send("Emulation.setCPUThrottlingRate", { rate: slow });
    let bytes = 0;
    cdp.on("Network.loadingFinished", (event) => {
      bytes += event.encodedDataLength;
    });
    await page.addInitScript(() => {
      globalThis.blocked = 0;
      new PerformanceObserver((list) => {
        for (const task of list.getEntries()) globalThis.blocked += Math.max(0, task.duration - 50);
      }).observe({ type: "longtask", buffered: true });
    });
    await page.goto(url, { waitUntil: "commit" });
    const timer = new Promise((_, reject) => setTimeout(() => reject(new Error("patience")), patience).unref());
    const milliseconds = await Promise.race([page.evaluate(whenSeen, phrase), timer]);
    await page.waitForLoadState("networkidle", { timeout: patience }).catch(() => {});
    await page.waitForTimeout(1500);
    const blocked = await page.evaluate(() => globalThis.blocked);
    await cdp.send("HeapProfiler.collectGarbage");
    const { usedSize } = await cdp.send("Runtime.getHeapUsage");
    return { seconds: round(milliseconds / 1000), kB: Math.round(bytes / 1000), "blocked ms": Math.round(blocked), "heap MB": round(usedSize / 1e6) };
  } catch {
    return {};
  } finally {
    await context.close();
  }
}

/** Answers how long it takes from one operation to another by a click, and from a key to results of the search. */
export async function measureMoves(browser, url, { second }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: "networkidle" });
    await page.locator("article h1").waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: /^Search/ }).waitFor();
    await page.keyboard.type(second.query.slice(0, -1));
    await page.getByRole("dialog").getByRole("option").first().waitFor();
    await page.waitForTimeout(500);
    const waited = page.waitForResponse((answer) => answer.url().includes("/search"));
    const typed = Date.now();
    await page.keyboard.type(second.query.slice(-1));
    await waited;
    const search = Date.now() - typed;
    await page.keyboard.press("Escape");
    await page.getByLabel("Filter operations and schemas").first().fill(second.summary);
    const link = page.locator(`a[href*="/reference/${ownId(second.id)}"]`).first();
    await link.hover();
    await page.waitForTimeout(400);
    const from = await page.evaluate(() => performance.now());
    await link.click();
    const move = (await page.evaluate(whenSeen, second.phrase)) - from;
    return { "move ms": Math.round(move), "search ms": search };
  } finally {
    await context.close();
  }
}

const round = (n) => Math.round(n * 100) / 100;

// Drives Firefox for tests/browsers/engines.py: one line of JSON in, {"go": url} or {"run": body of a function}, one line out.
import { createInterface } from 'node:readline';
import puppeteer from 'puppeteer-core';

const browser = await puppeteer.launch({ browser: 'firefox', executablePath: process.argv[2], headless: true });
const page = await browser.newPage();

async function answer({ go, run }) {
  if (go) return void (await page.goto(go, { waitUntil: 'domcontentloaded' }));
  return page.evaluate(`(() => { ${run} })()`);
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(JSON.stringify({ value: (await answer(JSON.parse(line))) ?? null }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
await browser.close();

// Lighthouse on screens behind a sign-in. Reads {"chromium", "base", "cookie", "paths", "forms", "runs", "args"} as one line of JSON; writes one line for each
// screen: {"path", "form", "scores": {"performance": [0.99, ...], ...}}.
import { readFileSync } from 'node:fs';
import lighthouse, { desktopConfig } from 'lighthouse';
import puppeteer from 'puppeteer-core';

const { chromium, base, cookie, paths, forms, runs, args } = JSON.parse(readFileSync(0, 'utf8'));
const browser = await puppeteer.launch({ executablePath: chromium, headless: true, args });
for (const each of cookie.split('; ')) {
  const [name, value] = each.split(/=(.*)/);
  const domain = new URL(base).hostname;
  await browser.setCookie({ name, value, domain, path: '/', httpOnly: true, sameSite: 'Strict' });
}
const flags = { port: Number(new URL(browser.wsEndpoint()).port), logLevel: 'error', output: 'json' };

for (const form of forms) {
  const config = form === 'desktop' ? desktopConfig : undefined;
  for (const path of paths) {
    const scores = {};
    for (let run = 0; run < runs; run++) {
      const { lhr } = await lighthouse(`${base}${path}`, flags, config);
      for (const category of ['performance', 'accessibility', 'best-practices', 'seo'])
        (scores[category] ??= []).push(lhr.categories[category].score);
    }
    console.log(JSON.stringify({ path, form, scores }));
  }
}
await browser.close();

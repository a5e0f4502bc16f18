// Tells the other tabs and the worker that something on this phone changed.

export type News = 'entries' | 'me';
const CHANNEL = 'ebb';
const speaker = 'BroadcastChannel' in globalThis ? new BroadcastChannel(CHANNEL) : undefined;
const near = new Set<(news: News) => void>();

export function say(news: News): void {
  for (const listener of near) listener(news);
  speaker?.postMessage(news);
}

export function listen(listener: (news: News) => void): void {
  near.add(listener);
  speaker?.addEventListener('message', (event: MessageEvent<News>) => listener(event.data));
}

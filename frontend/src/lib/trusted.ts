// The page's policy (Trusted Types) lets no text become a script, but for the addresses of our own workers.

const WORKERS = ['/sw.js', '/clinic/sw.js'];

// TypeScript does not know Trusted Types yet.
interface Policies {
  createPolicy: (
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ) => {
    createScriptURL: (url: string) => unknown;
  };
}
const { trustedTypes } = globalThis as typeof globalThis & { trustedTypes?: Policies };

/** The only policy there may be. */
const policy = trustedTypes?.createPolicy('ebb-sw', {
  createScriptURL: (url) => {
    if (!WORKERS.includes(url)) throw new TypeError('Only our own workers.');
    return url;
  },
});

/** The address of one of our workers as `register` takes it. */
export function trusted(worker: string): string {
  return (policy?.createScriptURL(worker) ?? worker) as string;
}

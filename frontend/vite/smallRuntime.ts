import type { Plugin } from 'vite';

const MAKE = 'e=>new Proxy(e,{get:(e,t)=>e[t]?.()})';
const IMPORT = /import\{t as (\w+)\}from["'`]\.\/(rolldown-runtime-[\w-]+\.js)["'`];/;

/**
 * Rolldown puts the helper that makes a module's namespace into a file of its own, which a phone would fetch and keep for a few
 * lines. Here each file that needs it says it in one: what is asked of the namespace is looked up then.
 */
export function smallRuntime(): Plugin {
  return {
    name: 'ebb-small-runtime',
    apply: 'build',
    augmentChunkHash: () => MAKE, // or browsers would keep a file that was made with another one
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        const [all, name, runtime] = (file.type === 'chunk' && file.code.match(IMPORT)) || [];
        if (file.type !== 'chunk' || !all || !runtime) continue;
        file.code = file.code.replace(all, `let ${name}=${MAKE};`);
        delete bundle[`assets/${runtime}`];
      }
    },
  };
}

import { defineConfig } from 'vitest/config';
import { catalogue } from './vite/catalogue.ts';

export default defineConfig({
  plugins: [catalogue()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: { environment: 'happy-dom', include: ['tests/**/*.test.{ts,tsx}'], restoreMocks: true },
});

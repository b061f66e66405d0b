import { defineConfig } from "vitest/config";

const root = decodeURIComponent(new URL(".", import.meta.url).pathname).replace(/\/$/, "");

export default defineConfig({
  root,
  // Relative, so that the built files work under any static path a deployment chooses.
  base: "./",
  build: {
    outDir: `${root}/../src/openhbm/web/static/build`,
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsDir: "",
    target: "es2022",
    // The polyfill would be an inline script; the content security policy forbids those.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      input: {
        app: `${root}/src/app.ts`,
        map: `${root}/src/map.ts`,
        tablet: `${root}/src/tablet.ts`,
        "tablet-worker": `${root}/src/tablet/worker.ts`,
      },
    },
  },
  test: {
    include: ["tests/**/*.test.ts"],
  },
});

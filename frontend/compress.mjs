// The server sends the .br or .gz beside a built file to whoever takes it: compressed once, here,
// and as small as it gets. Nothing secret is in these files, so their length may tell what it likes.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const build = new URL("../src/openhbm/web/static/build/", import.meta.url);

for (const name of readdirSync(build).filter((each) => /\.(js|mjs|css|json)$/.test(each))) {
  const content = readFileSync(new URL(name, build));
  writeFileSync(new URL(`${name}.gz`, build), gzipSync(content, { level: 9 }));
  writeFileSync(new URL(`${name}.br`, build), brotliCompressSync(content));
}

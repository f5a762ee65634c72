// Calls a handler once, and tells the parent which files were read on the way, and how large each is.
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';

const read = {};
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (url.startsWith('file:') && url !== import.meta.url) read[url] = loaded.source?.length ?? 0;
    return loaded;
  },
});
const [file, event] = process.argv.slice(2);
const { handler } = await import(file);
const until = Date.now() + 60_000;
const result = await handler(JSON.parse(event), {
  functionName: 'sized',
  awsRequestId: 'sized',
  getRemainingTimeInMillis: () => until - Date.now(),
});
writeSync(3, JSON.stringify({ read, result }));

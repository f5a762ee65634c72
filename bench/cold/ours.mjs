// The handler as it is deployed, called once as the runtime would; the runtime client itself is not in it.
const { handler } = await import(process.argv[2]);
const until = Date.now() + 60_000;
await handler(
  { force: true },
  {
    functionName: 'refreshEcr',
    awsRequestId: 'cold',
    getRemainingTimeInMillis: () => until - Date.now(),
  },
);

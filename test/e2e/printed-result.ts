/** serverless prints a log, a line of JSON each, and then the result of an invocation over several lines. */
export const printedResult = (stdout: string) => JSON.parse(stdout.slice(stdout.search(/^\{$/m)));

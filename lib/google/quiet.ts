/**
 * Removes a variable of the environment. With it, Google's libraries print requests and answers with tokens from the
 * moment they are loaded, so this is called first.
 */
export function silenceGoogle(): void {
  delete process.env.GOOGLE_SDK_NODE_LOGGING;
}

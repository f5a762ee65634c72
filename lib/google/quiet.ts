/**
 * With this variable set, Google's libraries print what they send and what they get, tokens and all, from the moment
 * they are loaded. Called before anything of theirs is.
 */
export function silenceGoogle(): void {
  delete process.env.GOOGLE_SDK_NODE_LOGGING;
}

import { concealTokens, quote } from '../secrecy/quote.ts';
import { faultInGrammar, splitPort } from './grammar.ts';
import { recogniseImpostor } from './impostor.ts';
import { DOCKER_HUB_KEY } from './key.ts';
import { recognise } from './recognise.ts';
import type { ParsedHost } from './registry-host.ts';
import { correctSlips } from './slips.ts';
import { accept, type HostVerdict, type Refusal, refuse } from './verdict.ts';

/** Longer than any host with mistakes around it. A longer text is not analysed. */
const LONGEST_INPUT = 2_000;

/**
 * Returns the registry that a text names, or the reason why it names none. Only the bare host is accepted, exactly as
 * in an image reference: credentials are sent to this host and are found by this key. A text that is nearly right is
 * refused with the host that was probably meant, because a silent correction could publish a secret under a name that
 * no reader looks for.
 */
export function parseHost(text: string): ParsedHost {
  // Docker's own name for Docker Hub, which is not a host. Many guides tell people to write it.
  if (text === DOCKER_HUB_KEY) return { ok: true, host: { kind: 'docker-hub', host: 'docker.io' } };

  const verdict = judge(text);
  if (verdict.ok) return verdict;

  const { what, why, suggestion } = explainSlips(text) ?? verdict;
  const message = `${quote(text)} is not ${what}: ${why}.`;
  // Checks the text before the correction: a token that was corrected to the form of a host is still a token.
  const suggest = suggestion !== undefined && concealTokens(suggestion) === suggestion;
  return { ok: false, problem: suggest ? { message, suggestion } : { message } };
}

function judge(text: string): HostVerdict {
  const bare = splitPort(text);
  const fault = faultInGrammar(bare);
  if (fault !== undefined) return refuse('a registry host', fault);

  const { name, port } = bare;
  const verdict = recognise(name) ?? recogniseImpostor(name) ?? accept({ kind: 'other', host: text });
  return verdict.ok && verdict.host.kind !== 'other' && port !== undefined
    ? refuse('a registry host', 'image references write this one without a port', name)
    : verdict;
}

function explainSlips(text: string): Refusal | undefined {
  if (text.length > LONGEST_INPUT) return undefined;
  const { corrected, slips } = correctSlips(text);
  if (slips.length === 0) return undefined;

  const why = `it ${new Intl.ListFormat('en-GB').format(slips)}`;
  const left = judge(corrected);
  return left.ok
    ? refuse('a bare host', why, corrected)
    : refuse('a bare host', `${why}. The rest is not ${left.what}: ${left.why}`, left.suggestion);
}

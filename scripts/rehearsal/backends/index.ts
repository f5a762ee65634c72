import type { BackendTarget, BackendType } from '../../../lib/backends/catalogue.ts';
import type { Config, Publication } from '../../../lib/config/config.ts';
import { placesOf } from '../../../lib/config/reads.ts';
import type { Reference } from '../../../lib/references/reference.ts';
import type { Sandbox, SandboxOptions } from '../../../sandbox/sandbox.ts';
import { awsSecretsManager } from './aws-secrets-manager.ts';
import { baseten } from './baseten.ts';
import { fal } from './fal.ts';
import { file } from './file.ts';
import { googleSecretManager } from './google-secret-manager.ts';
import { http } from './http.ts';
import { kubernetes } from './kubernetes.ts';
import type { Place, Rehearsal, Rehearsed } from './rehearsal.ts';

const REHEARSALS: { [Type in BackendType]: Rehearsal<BackendTarget<Type>> } = {
  file,
  'aws-secrets-manager': awsSecretsManager,
  'google-secret-manager': googleSecretManager,
  baseten,
  fal,
  http,
  kubernetes,
};

/** The secrets that the backends of a config read, with made-up values. */
export function secretsOfBackends(config: Config): [Reference, string][] {
  return targetsIn(config).flatMap(({ backend, to }) => secretsOf(to, backend));
}

function secretsOf<Type extends BackendType>(to: BackendTarget<Type>, backend: string) {
  return REHEARSALS[to.type].secrets(to, backend);
}

/** The sandbox options that the backends of a config need. */
export function worldOfBackends(
  config: Config,
  secretAt: (reference: Reference) => string,
): Partial<SandboxOptions> {
  const byType = Map.groupBy(targetsIn(config), ({ to }) => to.type);
  return Object.assign({}, ...[...byType].map(([type, all]) => worldOfType(type, all, secretAt)));
}

function worldOfType<Type extends BackendType>(
  type: Type,
  all: readonly Rehearsed<BackendTarget>[],
  secretAt: (reference: Reference) => string,
) {
  const isOfType = (each: Rehearsed<BackendTarget>): each is Rehearsed<BackendTarget<Type>> =>
    each.to.type === type;
  return REHEARSALS[type].world(all.filter(isOfType), secretAt);
}

export function readBack<Type extends BackendType>(
  publication: Publication,
  to: BackendTarget<Type>,
  sandbox: Sandbox,
): Promise<string | undefined> {
  return REHEARSALS[to.type].readBack(publication, to, sandbox);
}

export function removeByHand<Type extends BackendType>(
  publication: Publication,
  to: BackendTarget<Type>,
  sandbox: Sandbox,
): Promise<void> {
  return REHEARSALS[to.type].remove(publication, to, sandbox);
}

/** The services that these backends write to, each once. */
export function placesOfBackends(config: Config): Place[] {
  const places = targetsIn(config).flatMap(({ to }) => placeOf(to) ?? []);
  return [...new Map(places.map((place) => [place.id, place])).values()];
}

function placeOf<Type extends BackendType>(to: BackendTarget<Type>): Place | undefined {
  return REHEARSALS[to.type].place?.(to);
}

/** Where the services of these backends are in the sandbox, each once. */
export function addressesOf(config: Config, sandbox: Sandbox): [title: string, url: string][] {
  const types = new Set(targetsIn(config).map(({ to }) => to.type));
  return [...types].flatMap((type) => {
    const address = REHEARSALS[type].address(sandbox);
    return address === undefined ? [] : [address];
  });
}

function targetsIn({ registries }: Config): (Rehearsed<BackendTarget> & { backend: string })[] {
  return placesOf(registries.flatMap(({ publish }) => publish)).map(({ backend, publications }) => ({
    backend,
    to: publications[0].to,
    names: publications.map(({ name }) => name),
  }));
}

import { z } from 'zod';
import type { Names } from '../references/names.ts';
import { awsSecretsManagerOptions } from './aws-secrets-manager/options.ts';
import { awsSecretsManagerTraits, compileAwsSecretsManager } from './aws-secrets-manager/traits.ts';
import { basetenOptions } from './baseten/options.ts';
import { basetenTraits, compileBaseten } from './baseten/traits.ts';
import { falOptions } from './fal/options.ts';
import { compileFal, falTraits } from './fal/traits.ts';
import { fileOptions } from './file/options.ts';
import { compileFile, fileTraits } from './file/traits.ts';
import { googleSecretManagerOptions } from './google-secret-manager/options.ts';
import { compileGoogleSecretManager, googleSecretManagerTraits } from './google-secret-manager/traits.ts';
import { httpOptions } from './http/options.ts';
import { compileHttp, httpTraits } from './http/traits.ts';
import { kubernetesOptions } from './kubernetes/options.ts';
import { compileKubernetes, kubernetesTraits } from './kubernetes/traits.ts';
import { isPresetType, PRESETS, type PresetType } from './presets/index.ts';
import { compilePreset, type PresetOptions, presetSchema } from './presets/preset.ts';
import type { BackendTraits } from './traits.ts';

/** Every type of backend: the shape of its options, how they are compiled, and its traits. No client is loaded. */
const CATALOGUE = {
  file: { options: fileOptions, compile: compileFile, traits: fileTraits },
  'aws-secrets-manager': {
    options: awsSecretsManagerOptions,
    compile: compileAwsSecretsManager,
    traits: awsSecretsManagerTraits,
  },
  'google-secret-manager': {
    options: googleSecretManagerOptions,
    compile: compileGoogleSecretManager,
    traits: googleSecretManagerTraits,
  },
  baseten: { options: basetenOptions, compile: compileBaseten, traits: basetenTraits },
  fal: { options: falOptions, compile: compileFal, traits: falTraits },
  http: { options: httpOptions, compile: compileHttp, traits: httpTraits },
  kubernetes: { options: kubernetesOptions, compile: compileKubernetes, traits: kubernetesTraits },
};

type Catalogue = typeof CATALOGUE;
export type BackendType = keyof Catalogue;

/** The options of a type that has a client of its own. */
export type OwnOptions<Type extends BackendType = BackendType> = {
  [T in Type]: z.infer<Catalogue[T]['options']> & { type: T };
}[Type];

/** The options of a backend, as written in registries.yml. */
export type BackendOptions = OwnOptions | PresetOptions<PresetType>;

/** The options of a backend after compilation: defaults filled in, and everything found that they refer to by name. */
export type BackendTarget<Type extends BackendType = BackendType> = {
  [T in Type]: ReturnType<Catalogue[T]['compile']> & { type: T };
}[Type];

interface Entry<Type extends BackendType> {
  compile(options: OwnOptions<Type>, names: Names): BackendTarget<Type>;
  traits(target: BackendTarget<Type>): BackendTraits;
}

const ENTRIES: { [Type in BackendType]: Entry<Type> } = CATALOGUE;

/** A preset becomes the service that it describes. */
export function compileBackend(options: BackendOptions, names: Names): BackendTarget {
  return isOwn(options) ? compileOwn(options, names) : compilePreset(PRESETS[options.type], options, names);
}

function isOwn(options: BackendOptions): options is OwnOptions {
  return options.type in ENTRIES;
}

export function compileOwn<Type extends BackendType>(
  options: OwnOptions<Type>,
  names: Names,
): BackendTarget<Type> {
  return ENTRIES[options.type].compile(options, names);
}

/** What is known of a backend with these options, without calling it. */
export function traitsOf<Type extends BackendType>(target: BackendTarget<Type>): BackendTraits {
  return ENTRIES[target.type].traits(target);
}

const { file, ...others } = CATALOGUE;

export const backendOptions = z.discriminatedUnion('type', [
  file.options,
  ...Object.values(others).map(({ options }) => options),
  ...Object.entries(PRESETS).flatMap(([type, preset]) =>
    isPresetType(type) ? presetSchema(type, preset) : [],
  ),
]);

/** The backends that are there under these names, unless registries.yml gives such a name to another. */
export const EMBEDDED: Readonly<Record<string, BackendOptions>> = {
  file: file.options.parse({ type: 'file' }),
};

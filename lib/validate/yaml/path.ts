import { shownKey } from '../../secrecy/shown-key.ts';

/** The path from the top of the file to a value: keys and list indexes. */
export type YamlPath = readonly (string | number)[];

const PLAIN_NAME = /^[A-Za-z_][\w-]*$/;

/** The path for people: `base_image.docker_auth.registry`, `secrets["DOCKER_REGISTRY_ghcr.io"]`, `weights[0].source`. */
export function formatPath(path: YamlPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    if (!PLAIN_NAME.test(part)) return `${text}[${JSON.stringify(shownKey(part))}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

import type { YamlScalar } from '../yaml/node.ts';
import { PYTHON_VERSIONS, RENAMED_BASE_MODELS } from './schema.ts';

/** Suggests the value that was probably meant. */

/** `3.11`, `"3.11"`, `python3.11` → `py311`. YAML reads 3.10 as 3.1, but the original text is kept. */
export function pythonVersionHint({ text }: YamlScalar): string | undefined {
  const minor = /^(?:py|python)?[-_ ]?3\.?(\d{1,2})(?:\.\d{1,3})?$/i.exec(text.slice(0, 40))?.[1];
  if (minor === undefined) return undefined;
  const version = `py3${minor}`;
  if (PYTHON_VERSIONS.includes(version)) return `Write ${version}.`;
  return `Python 3.${minor} is not supported; the versions are ${PYTHON_VERSIONS.join(', ')}.`;
}

const MEMORY_UNITS: Readonly<Record<string, string>> = {
  m: 'Mi',
  mb: 'Mi',
  mib: 'Mi',
  g: 'Gi',
  gb: 'Gi',
  gib: 'Gi',
  t: 'Ti',
  tb: 'Ti',
  tib: 'Ti',
};

/** `512m` → `512Mi`: the right unit for each wrong one. */
export function memoryHint({ text }: YamlScalar): string | undefined {
  const [, amount, unit = ''] = /^\s*([\d.]+)\s*([a-z]+)\s*$/i.exec(text.slice(0, 40)) ?? [];
  const better = MEMORY_UNITS[unit.toLowerCase()];
  return amount === undefined || better === undefined ? undefined : `Write ${amount}${better}.`;
}

const ENUM_HINTS: Readonly<Record<string, (text: string) => string | undefined>> = {
  ModelServer: (text) => {
    if (/^(?:tgi|vllm|triton|sglang)$/i.test(text))
      return `Truss no longer builds ${text} servers. Run the ${text} image with base_image and docker_server, or use trt_llm.`;
    if (/^trt[-_]?llm$/i.test(text)) return 'Write TRT_LLM.';
    return /^truss[-_ ]?server$/i.test(text) ? 'Write TrussServer.' : undefined;
  },
  Accelerator: (text) => {
    const name = text.trim().toUpperCase().replaceAll('-', '_');
    return name === text ? undefined : `Write the name as Baseten does, such as ${name}.`;
  },
  BaseModel: (text) => (RENAMED_BASE_MODELS.includes(text.toLowerCase()) ? 'Write "decoder".' : undefined),
};

export function enumHint(name: string): ((node: YamlScalar) => string | undefined) | undefined {
  const hint = ENUM_HINTS[name];
  return hint && (({ text }) => hint(text.slice(0, 40)));
}

import { functionsInUse } from '../config/serving.ts';
import { unwritableBackends } from '../deployment/unwritable.ts';
import { duration } from '../text/duration.ts';
import { answered, type Check, fine, warning } from './check.ts';
import type { DoctorTarget } from './target.ts';

/** The checks of registries.yml alone. The file compiles at this point. */
export function configChecks({ config, table }: DoctorTarget): Check[] {
  const { registries, schedule, sample } = config;
  const publications = registries.flatMap(({ publish }) => publish);
  return [
    answered(
      'config',
      'registries.yml',
      sample
        ? warning(
            'is the sample, which cannot be deployed',
            'write your own hosts into it, then delete "sample: true"',
          )
        : fine(
            `${count(registries.length, 'registry', 'registries')}, ${count(publications.length, 'publication', 'publications')}`,
          ),
    ),
    ...functionsInUse(config).map((name) =>
      answered('config', name, fine(`runs every ${duration(schedule[name])}`)),
    ),
    ...(table === undefined ? [] : unwritableBackends(config)).map(({ name, says, hint }) =>
      answered('config', `backend ${name}`, warning(says, hint)),
    ),
    ...publications.flatMap(({ caveat, backend, name }) =>
      caveat === undefined ? [] : [answered('config', `${backend}: ${name}`, warning(caveat))],
    ),
  ];
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

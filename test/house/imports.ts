import { dirname, join } from 'node:path/posix';
import { parseSync, Visitor } from 'rolldown/utils';

/** Files of the project by path, with their text. */
export type Sources = Readonly<Record<string, string>>;

export interface Import {
  from: string;
  to: string;
}

const ALIASES: Readonly<Record<string, string>> = { '#registries': 'lib/config/file/project.ts' };

/** Returns every import between files of the project: static, dynamic, re-exported, and of types alone. */
export function importsIn(sources: Sources): Import[] {
  return Object.entries(sources).flatMap(([from, text]) =>
    specifiersIn(from, text)
      .map(
        (specifier) =>
          ALIASES[specifier] ?? (specifier.startsWith('.') ? join(dirname(from), specifier) : ''),
      )
      .filter((to) => to !== '' && to !== 'package.json')
      .map((to) => ({ from, to })),
  );
}

function specifiersIn(file: string, text: string): string[] {
  const { program, module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  const found = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.map(({ moduleRequest }) => moduleRequest?.value ?? ''),
    ),
  ];
  new Visitor({
    ImportExpression({ source }) {
      if (source.type === 'Literal' && typeof source.value === 'string') found.push(source.value);
    },
    TSImportType({ source }) {
      found.push(source.value);
    },
  }).visit(program);
  return found;
}

/** Returns the imports from one room into another that the rooms do not allow. */
export function refusedImports(
  imports: readonly Import[],
  rooms: Readonly<Record<string, readonly string[]>>,
): Import[] {
  return imports.filter(({ from, to }) => {
    const [inside, outside] = [roomOf(from, rooms), roomOf(to, rooms)];
    if (inside === outside) return false;
    const allowed = rooms[inside] ?? [];
    return !allowed.some(
      (room) => room === outside || (room.endsWith('/**') && outside.startsWith(room.slice(0, -3))),
    );
  });
}

/**
 * Returns the room that a file belongs to: the longest path of the rooms that it lies under. A new folder of lib belongs
 * to none until it is listed.
 */
function roomOf(file: string, rooms: Readonly<Record<string, readonly string[]>>): string {
  for (let folder = dirname(file); folder !== '.' && folder !== 'lib'; folder = dirname(folder))
    if (folder in rooms) return folder;
  return dirname(file);
}

/** Returns the groups of nodes that import each other in a circle. (Tarjan's strongly connected components.) */
export function circlesIn(imports: readonly Import[]): string[][] {
  const next = Map.groupBy(imports, ({ from }) => from);
  const order = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];

  for (const file of next.keys()) if (!order.has(file)) visit(file);
  return circles;

  function visit(file: string): number {
    order.set(file, order.size);
    let lowest = order.size - 1;
    open.push(file);
    for (const { to } of next.get(file) ?? []) {
      const seen = order.has(to) ? (open.includes(to) ? order.get(to) : undefined) : visit(to);
      lowest = Math.min(lowest, seen ?? lowest);
    }
    if (lowest === order.get(file)) {
      const circle = open.splice(open.indexOf(file));
      if (circle.length > 1) circles.push(circle);
    }
    return lowest;
  }
}

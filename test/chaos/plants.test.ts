import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { planted } from './plant.ts';
import { PLANTS } from './plants.ts';

test.each(PLANTS.map((plant) => [plant.title, plant] as const))(
  'there is still a guard to take out: %s',
  (_, plant) => {
    const source = readFileSync(plant.file, 'utf8');
    expect(planted(plant, source)).not.toBe(source);
  },
);

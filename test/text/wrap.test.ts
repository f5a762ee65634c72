import { styleText } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wrapAfter } from '../../lib/text/wrap.ts';

const red = (text: string) => styleText('red', text, { validateStream: false });

describe('wrapped text', () => {
  test.each<[what: string, prefix: string, text: string, lines: string[]]>([
    [
      'breaks at blanks and is indented below its prefix',
      '1  ',
      'one two three four five six seven',
      ['1  one two three four five', '   six seven'],
    ],
    [
      'keeps a word that is wider than the line whole',
      '',
      'a DOCKER_REGISTRY_registry.example.com b',
      ['a', 'DOCKER_REGISTRY_registry.example.com', 'b'],
    ],
    [
      'puts a command on its own line',
      'do: ',
      'wait for the next run, or npx serverless invoke -f refreshEcr --stage prod',
      ['do: wait for the next run,', '    or', '    npx serverless invoke -f refreshEcr --stage prod'],
    ],
    [
      'leaves a command alone',
      'do: ',
      'npx serverless invoke -f refreshEcr --stage prod',
      ['do: npx serverless invoke -f refreshEcr --stage prod'],
    ],
    [
      'takes no sentence about commands for a command',
      '',
      'prints aws commands that create the roles',
      ['prints aws commands that', 'create the roles'],
    ],
    [
      'keeps its own lines, and indents the parts of an indented one',
      '',
      'two problems\n  file.yml:1:2  one two three four',
      ['two problems', '  file.yml:1:2  one two', '    three four'],
    ],
    [
      'does not count colours',
      `${red('wrong')}  `,
      'one two three four',
      [`${red('wrong')}  one two three four`],
    ],
  ])('%s', (_, prefix, text, lines) => {
    expect(wrapAfter(prefix, text, 26)).toBe(lines.join('\n'));
  });

  test('is not broken where no width is known', () =>
    expect(wrapAfter('', 'a b c', undefined)).toBe('a b c'));

  test('loses no word, and exceeds the width only with a single word', () => {
    const words = fc.array(fc.stringMatching(/^[b-m]{1,12}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(words, fc.integer({ min: 22, max: 60 }), (all, width) => {
        const lines = wrapAfter('- ', all.join(' '), width).split('\n');
        expect(lines.flatMap((line) => line.replace(/^- /, '').trim().split(' '))).toEqual(all);
        for (const line of lines) expect(line.length <= width || !line.slice(2).includes(' ')).toBe(true);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentsOf, flagField, textField } from '../../lib/backends/fal/protobuf.ts';

const fieldNumber = fc.integer({ min: 1, max: 2_000 });

describe('a message', () => {
  it('gives every text back, in order, whatever stands between', () => {
    fc.assert(
      fc.property(fieldNumber, fc.array(fc.string({ unit: 'binary' })), (number, texts) => {
        const message = Buffer.concat(
          texts.flatMap((text) => [flagField(number + 1, true), textField(number, text)]),
        );
        expect(contentsOf(message, number).map(String)).toEqual(texts);
      }),
    );
  });

  it('may have fields of kinds that nobody asked for', () => {
    const fixed = Buffer.from('0d00000000' + '110000000000000000' + '18ffffffffffffffffff01', 'hex');
    expect(contentsOf(Buffer.concat([fixed, textField(9, 'a')]), 9).map(String)).toEqual(['a']);
  });

  it('that is none is refused, and never read past its end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          for (const content of contentsOf(Buffer.from(bytes), 1)) expect(content.length).toBeLessThan(40);
        } catch (error) {
          expect(String(error)).toBe('Error: the answer is not a protobuf message');
        }
      }),
    );
  });
});

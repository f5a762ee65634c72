import { describe, expect, test } from 'vitest';
import { type AlarmRule, ruleOf } from '../../sandbox/aws/cloudwatch/alarm-rule.ts';
import { alarmChanges, alarmState, type Datapoint } from '../../sandbox/aws/cloudwatch/alarm-state.ts';
import { evaluate } from '../../sandbox/aws/cloudwatch/evaluate.ts';

const MINUTE = 60_000;
const NOON = new Date('2026-11-21T12:00:00Z');

const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html, with KEPT as the state before. */
const KEPT = 'INSUFFICIENT_DATA';

describe('three of three, as the manual of CloudWatch has it', () => {
  test.each([
    ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
    ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
    ['- - - - -', 'INSUFFICIENT_DATA', KEPT, 'ALARM', 'OK'],
    ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['- - X - -', 'ALARM', KEPT, 'ALARM', 'OK'],
  ])('%s', (row, ...states) => expect(TREATMENTS.map((missing) => judge(row, 3, missing))).toEqual(states));
});

describe('two of three, as the manual of CloudWatch has it', () => {
  test.each([
    ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - X -', 'ALARM', KEPT, 'ALARM', 'OK'],
  ])('%s', (row, ...states) => expect(TREATMENTS.map((missing) => judge(row, 2, missing))).toEqual(states));
});

test('a single bad value is no alarm yet where the next may be good', () => {
  expect(['- - - - X', '- - - X -', '- - - X 0'].map((row) => judge(row, 3, 'missing'))).toEqual([
    KEPT,
    KEPT,
    'OK',
  ]);
});

function judge(row: string, datapointsToAlarm: number, missing: AlarmRule['missing']) {
  const values = row.split(' ').map((mark) => (mark === '-' ? undefined : mark === 'X' ? 1 : 0));
  const rule = { evaluationPeriods: 3, datapointsToAlarm, missing, breaches: (value: number) => value > 0 };
  return evaluate(values, rule, KEPT);
}

const PLAIN = {
  Period: 300,
  Statistic: 'Maximum',
  EvaluationPeriods: 2,
  ComparisonOperator: 'LessThanThreshold',
  Threshold: 10,
  TreatMissingData: 'breaching',
};

const FILLED = {
  ...PLAIN,
  Metrics: [
    { Id: 'm', ReturnData: false, MetricStat: { Metric: {}, Period: 300, Stat: 'Maximum' } },
    { Id: 'e', ReturnData: true, Expression: 'FILL(m, 0)' },
  ],
};

const at = (minutes: number, value: number): Datapoint => ({
  at: new Date(NOON.getTime() + minutes * MINUTE),
  value,
});

describe('an alarm', () => {
  test('looks further back than it was told to before it misses anything', () => {
    const last = [at(0, 20)];
    const stateAfter = (minutes: number, further: number) =>
      alarmState(PLAIN, last, at(minutes, 0).at, 'OK', further);

    expect(stateAfter(10, 2)).toBe('OK');
    expect(stateAfter(20, 2)).toBe('OK');
    expect(stateAfter(21, 2)).toBe('ALARM');
    expect(stateAfter(11, 0)).toBe('ALARM');
  });

  test('whose metric is filled misses nothing, however far back it looks', () => {
    for (const further of [0, 1, 2, 5]) {
      const changes = alarmChanges(FILLED, [at(0, 20)], { from: at(0, 0).at, until: at(60, 0).at, further });
      expect(changes).toEqual([
        { at: at(0, 0).at, state: 'ALARM' },
        { at: at(1, 0).at, state: 'OK' },
        { at: at(11, 0).at, state: 'ALARM' },
      ]);
    }
  });

  test('takes several values of one period by their statistic', () => {
    const points = [at(1, 5), at(2, 20)];
    const state = (Statistic: string) =>
      alarmState({ ...PLAIN, Statistic, EvaluationPeriods: 1 }, points, at(3, 0).at);

    expect([state('Maximum'), state('Minimum'), state('Sum')]).toEqual(['OK', 'ALARM', 'OK']);
  });

  test('that ignores what is missing stays what it is', () => {
    const once = { ...PLAIN, EvaluationPeriods: 1, Period: 60, TreatMissingData: 'ignore' };
    const changes = alarmChanges(once, [at(0, 20), at(60, 5), at(120, 20)], {
      from: at(0, 0).at,
      until: at(600, 0).at,
    });

    expect(changes.map(({ state }) => state)).toEqual(['OK', 'ALARM', 'OK']);
    expect(changes.map((change) => (change.at.getTime() - NOON.getTime()) / MINUTE)).toEqual([1, 61, 121]);
  });

  test('of more than a day is judged every hour', () => {
    const long = { ...PLAIN, Period: 3_600, EvaluationPeriods: 30 };

    expect(alarmState(long, [at(2, 20)], at(59, 0).at, 'OK')).toBe('ALARM');
    expect(alarmState(long, [at(2, 20)], at(60, 0).at, 'ALARM')).toBe('OK');
  });
});

test.each([
  [{ ...PLAIN, Period: 90 }, 'no whole number of minutes'],
  [{ ...PLAIN, EvaluationPeriods: 289 }, 'more than 86400 s'],
  [{ ...PLAIN, Period: 3_600, EvaluationPeriods: 169 }, 'more than 604800 s'],
  [{ ...PLAIN, DatapointsToAlarm: 3 }, 'more than EvaluationPeriods'],
  [{ ...PLAIN, Statistic: 'Median' }, 'Statistic is Median'],
  [{ ...PLAIN, TreatMissingData: 'bad' }, 'cannot be bad'],
  [{ ...PLAIN, Threshold: '10' }, 'Threshold is not a number'],
  [
    { ...FILLED, Metrics: [FILLED.Metrics[0], { Id: 'e', ReturnData: true, Expression: 'FILL(x, 0)' }] },
    'cannot reckon',
  ],
  [{ ...FILLED, Metrics: [{ ...FILLED.Metrics[0], ReturnData: true }, FILLED.Metrics[1]] }, 'exactly one'],
])('an alarm that CloudWatch would not take is refused: %#', (properties, said) => {
  expect(() => ruleOf(properties)).toThrow(said);
});

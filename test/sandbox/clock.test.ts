import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MovableClock } from '../../sandbox/clock.ts';

const START = new Date('2026-03-01T00:00:00Z');
const seconds = (clock: MovableClock) => (clock.now().getTime() - START.getTime()) / 1000;

describe('a movable clock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs with real time', () => {
    const clock = new MovableClock({ start: START });
    vi.advanceTimersByTime(3000);
    expect(seconds(clock)).toBe(3);
  });

  it('runs faster by its rate', () => {
    const clock = new MovableClock({ start: START, rate: 5400 });
    vi.advanceTimersByTime(16_000);
    expect(seconds(clock)).toBe(24 * 60 * 60);
  });

  it('runs on from where it is when its rate changes', () => {
    const clock = new MovableClock({ start: START, rate: 100 });
    vi.advanceTimersByTime(1000);
    clock.setRate(1);
    vi.advanceTimersByTime(3000);
    expect(seconds(clock)).toBe(103);
  });

  it('stands still at rate 0', () => {
    const clock = new MovableClock({ start: START, rate: 0 });
    vi.advanceTimersByTime(3000);
    expect(seconds(clock)).toBe(0);
  });

  it('jumps by what it is advanced, and runs on', () => {
    const clock = new MovableClock({ start: START });
    clock.advance(60_000);
    vi.advanceTimersByTime(1000);
    expect(seconds(clock)).toBe(61);
  });

  it('shows what it is set to, and runs on', () => {
    const clock = new MovableClock({ start: new Date(0), rate: 2 });
    vi.advanceTimersByTime(5000);
    clock.set(START);
    vi.advanceTimersByTime(1000);
    expect(seconds(clock)).toBe(2);
  });
});

import type { Config } from '../config/config.ts';
import { type Report, reportOf } from './report.ts';

/** One report of the runs of several functions, its publications in the order of registries.yml. */
export function mergeReports(reports: readonly Report[], { registries }: Config, now: Date): Report {
  const order = new Map(
    registries
      .flatMap(({ publish }) => publish)
      .map(({ backend, name }, index) => [`${backend} ${name}`, index]),
  );
  const placeOf = ({ backend, name }: { backend: string; name: string }) =>
    order.get(`${backend} ${name}`) ?? order.size;
  const merged = reportOf(
    reports
      .flatMap(({ publications }) => publications)
      .toSorted((one, other) => placeOf(one) - placeOf(other)),
    first(
      reports.map(({ startedAt }) => new Date(startedAt)),
      now,
    ),
    now,
    reports.some(({ dryRun }) => dryRun),
    reports.flatMap(({ mints }) => mints),
  );
  return { ...merged, unreadable: reports.reduce((sum, { unreadable }) => sum + unreadable, 0) };
}

function first(times: readonly Date[], otherwise: Date): Date {
  return times.toSorted((one, other) => one.getTime() - other.getTime())[0] ?? otherwise;
}

/** A defect that pullkeeper once had, or a guard that is taken out: a change of one text in one file of lib. */
export interface Plant {
  title: string;
  file: string;
  from: string;
  to: string;
  /** The kind of history that it takes, where only one can find it. */
  kind?: 'large' | 'day' | 'huge' | 'pairs';
}

const plant = (title: string, file: string, from: string, to: string, kind?: Plant['kind']): Plant => ({
  title,
  file,
  from,
  to,
  ...(kind && { kind }),
});

export const PLANTS: readonly Plant[] = [
  plant(
    'all backends share one lane',
    'lib/refresh/lanes.ts',
    `lane(\`\${what} \${publication.place}\``,
    `lane(\`\${what}\``,
    'huge',
  ),
  plant(
    'all mints share one lane',
    'lib/refresh/lanes.ts',
    `lane(\`mint \${endpoint}\``,
    'lane(`mint`',
    'huge',
  ),
  plant(
    'a lane never closes, and a call may take a minute',
    'lib/refresh/lanes.ts',
    'const WRITE_MS = 12_000',
    'const WRITE_MS = 60_000 * 60',
  ),
  plant(
    'the ledger is waited for',
    'lib/refresh/lanes.ts',
    'const LEDGER_READ_MS = 20_000',
    'const LEDGER_READ_MS = 3_600_000',
  ),
  plant(
    'a lane is never closed',
    'lib/refresh/lane.ts',
    'const TIMEOUTS_TO_CLOSE = 3',
    'const TIMEOUTS_TO_CLOSE = 1e9',
    'huge',
  ),
  plant(
    'a call that hangs keeps its starting place',
    'lib/refresh/lane.ts',
    'const STARTING_MS = 250',
    'const STARTING_MS = 1e9',
    'huge',
  ),
  plant(
    'what failed last is tried first',
    'lib/refresh/plan.ts',
    'hasFailed ? AFTER_ALL_OTHERS + diesAt : diesAt',
    'diesAt',
    'huge',
  ),
  plant(
    'the versions of a day are not counted',
    'lib/refresh/plan.ts',
    'isDue && mustWait(each, now, cadenceMs)',
    'false',
    'day',
  ),
  plant(
    'the versions of a day are used up before a write waits',
    'lib/refresh/plan.ts',
    'Math.max(1, runsInLife - runsLeft) * cadenceMs',
    '1e12',
    'day',
  ),
  plant(
    'a mint that hangs counts as a version',
    'lib/refresh/publish.ts',
    '...(isSent && kind',
    '...(isTried && kind',
    'day',
  ),
  plant(
    'the canary forgets the versions of a day',
    'lib/refresh/watch.ts',
    '...(published?.writes && { writes: published.writes }),',
    '',
    'day',
  ),
  plant('a spent budget leaves no run to miss', 'lib/refresh/plan.ts', '<= runsLeft * cadenceMs', '<= 0'),
  plant(
    'a retry publishes everything again',
    'lib/refresh/plan.ts',
    ' || isDone(each, now, request)',
    '',
    'pairs',
  ),
  plant(
    'only what outlives three runs is fresh',
    'lib/refresh/plan.ts',
    '!(isFresh(each, now, cadenceMs) || isDone(each, now, request))',
    "!(Date.parse(publishedWell(each)?.expiresAt ?? '') - now.getTime() > 3 * cadenceMs)",
    'pairs',
  ),
  plant(
    'a bad date is believed',
    'lib/refresh/recorded.ts',
    'entries.map((entry) => withCheckedTimes(entry, run.startedAt))',
    'entries',
    'pairs',
  ),
  plant(
    'a bad row hides all others',
    'lib/ledger/dynamodb-row.ts',
    ": { id: id?.S ?? '', unreadable:",
    ": { id: JSON.parse(''), unreadable:",
  ),
  plant(
    'a damaged moment is believed',
    'lib/ledger/dynamodb-row.ts',
    'isWhole && isEntry(entry) && isPlaced(row, entry)',
    'isWhole && isEntry(entry)',
  ),
  plant(
    'what cannot be read is not replaced',
    'lib/refresh/recorded.ts',
    'before?.unreadable !== undefined',
    'false',
  ),
  plant(
    'a moment from the future is believed',
    'lib/ledger/checked-times.ts',
    'const MOST_AHEAD_MS = 5 * 60_000',
    'const MOST_AHEAD_MS = 1e15',
    'pairs',
  ),
  plant(
    'the id has the alias, and not the region',
    'lib/config/file/publications.ts',
    'id: publicationId(to.type, parts)',
    'id: publicationId(to.type, [backend, name])',
    'pairs',
  ),
  plant(
    'an entry of another format counts',
    'lib/refresh/plan.ts',
    'host === publication.host && format === publication.format ? entry : undefined',
    'entry',
    'pairs',
  ),
  plant(
    'without a ledger nothing is taken to be stored',
    'lib/refresh/publish.ts',
    "isKnown ? matchingEntry(known) : 'unknown'",
    'isKnown ? matchingEntry(known) : undefined',
    'pairs',
  ),
  plant(
    'an unknown value counts as none',
    'lib/refresh/publish.ts',
    'if (!isKept || (await mayStoredValueLive(known, run))) throw error;',
    'if (!isKept) throw error;',
    'pairs',
  ),
  plant(
    'a value that the ledger missed is not noticed',
    'lib/refresh/publish.ts',
    'doubt === undefined || !(await isAnotherStored(known, run))',
    'true',
    'pairs',
  ),
  plant(
    'an end that is no date passes the gate',
    'lib/refresh/gate.ts',
    'if (Number.isNaN(left)) {',
    'if (false) {',
    'pairs',
  ),
  plant(
    'a clock behind is not noticed',
    'lib/refresh/gate.ts',
    'left > lifeMs + CLOCK_BEHIND_MS',
    'left > lifeMs + 1e12',
    'pairs',
  ),
  plant('the gate is open', 'lib/refresh/gate.ts', 'if (storedLeft > left ||', 'if (false ||'),
  plant(
    'nothing is redacted',
    'lib/secrecy/safe-text.ts',
    'redact(text.slice(0, LONGEST_LOOK), secrets)',
    'text.slice(0, LONGEST_LOOK)',
  ),
  plant(
    'only the whole secret is redacted',
    'lib/secrecy/safe-text.ts',
    'redact(text.slice(0, LONGEST_LOOK), secrets)',
    "secrets.reduce((left, each) => left.replaceAll(each.reveal(), ''), text)",
  ),
  plant(
    'only plain spellings are redacted',
    'lib/secrecy/spellings.ts',
    'for (const form of encodedForms(part)) sort(form.toLowerCase(), form);',
    '',
  ),
  plant(
    'a mint without an end in its log line',
    'lib/refresh/run.ts',
    'credential.expiresAt?.toJSON()',
    'credential.expiresAt?.toISOString()',
    'pairs',
  ),
  plant(
    'a stored password is held against an older one',
    'lib/refresh/publish.ts',
    "registry.source.kind === 'stored'",
    'false',
    'pairs',
  ),
  plant(
    'a canary of a shard without hosts fails',
    'lib/refresh/watch.ts',
    'watched.length === 0 && !isPart',
    'watched.length === 0',
  ),
  plant(
    'a shard has the hosts of all',
    'lib/refresh/plan.ts',
    'if (!isInShard(registry.host.host, request.shard)) continue;',
    '',
  ),
  plant(
    'a run of one shard looks into no ledger',
    'lib/ledger/scope.ts',
    'const needed = shard?.of === shards ? [shard] : shardsOf(shards);',
    'const needed = shardsOf(0);',
  ),
  plant(
    'a dead token is not refused by the registry',
    'lib/refresh/publish.ts',
    'if (proof?.failure !== undefined) throw proof.failure;\n    const backend',
    'const backend',
  ),
];

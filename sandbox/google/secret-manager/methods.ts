import { isRecord, parseJson } from '../../json.ts';
import { GoogleError } from '../error.ts';
import type { GoogleCall } from '../service.ts';
import {
  castagnoli,
  checkAnnotations,
  checkLabels,
  checkReplication,
  checkSecretId,
  invalid,
  readPayload,
  textsIn,
} from './checks.ts';
import type { SecretStore, StoredSecret, Version } from './store.ts';

interface Asked {
  readonly call: GoogleCall;
  /** The resource that the path names: a parent, a secret or a version. */
  readonly name: string;
  readonly store: SecretStore;
  demand(permission: string, resource: string): void;
}

export type Method = (asked: Asked) => object;

export const METHODS = {
  CreateSecret({ call, name: parent, store, demand }: Asked) {
    demand('secretmanager.secrets.create', parent);
    const id = call.request.url.searchParams.get('secretId') ?? '';
    checkSecretId(id);
    const secret = bodyOf(call);
    checkReplication(secret.replication, parent.includes('/locations/'));
    const labels = textsIn(secret.labels, 'labels');
    const annotations = textsIn(secret.annotations, 'annotations');
    checkLabels(labels);
    checkAnnotations(annotations);
    const name = `${parent}/secrets/${id}`;
    if (store.find(name)) throw new GoogleError('ALREADY_EXISTS', `Secret [${name}] already exists.`);
    const stored = {
      name,
      replication: secret.replication,
      labels,
      annotations,
      createdAt: call.now,
      versions: [],
      aliases: new Map(),
    };
    store.add(stored);
    return show(stored);
  },

  GetSecret(asked: Asked) {
    asked.demand('secretmanager.secrets.get', asked.name);
    return show(secretIn(asked));
  },

  UpdateSecret(asked: Asked) {
    asked.demand('secretmanager.secrets.update', asked.name);
    const secret = secretIn(asked);
    if (asked.call.request.url.searchParams.get('updateMask') !== 'labels') {
      throw invalid('The sandbox updates labels and nothing else.');
    }
    const labels = textsIn(bodyOf(asked.call).labels, 'labels');
    checkLabels(labels);
    secret.labels = labels;
    return show(secret);
  },

  AddSecretVersion(asked: Asked) {
    asked.demand('secretmanager.versions.add', asked.name);
    const { versions, name } = secretIn(asked);
    const { payload } = bodyOf(asked.call);
    const version: Version = {
      id: (versions.at(-1)?.id ?? 0) + 1,
      createdAt: asked.call.now,
      state: 'ENABLED',
      data: readPayload(payload),
    };
    versions.push(version);
    return {
      ...showVersion(name, version),
      clientSpecifiedPayloadChecksum: isRecord(payload) && 'dataCrc32c' in payload,
    };
  },

  ListSecretVersions(asked: Asked) {
    asked.demand('secretmanager.versions.list', asked.name);
    const secret = secretIn(asked);
    return pageOf(secret, asked.call.request.url.searchParams);
  },

  AccessSecretVersion(asked: Asked) {
    asked.demand('secretmanager.versions.access', secretNameOf(asked.name));
    const version = versionIn(asked);
    if (version.data === undefined || version.state !== 'ENABLED') {
      throw new GoogleError(
        'FAILED_PRECONDITION',
        `Secret Version [${asked.name}] is in ${version.state} state.`,
      );
    }
    const payload = { data: version.data.toString('base64'), dataCrc32c: String(castagnoli(version.data)) };
    return { name: `${secretNameOf(asked.name)}/versions/${version.id}`, payload };
  },

  DisableSecretVersion(asked: Asked) {
    asked.demand('secretmanager.versions.disable', secretNameOf(asked.name));
    const version = versionIn(asked);
    version.state = 'DISABLED';
    return showVersion(secretNameOf(asked.name), version);
  },

  DestroySecretVersion(asked: Asked) {
    asked.demand('secretmanager.versions.destroy', secretNameOf(asked.name));
    const version = versionIn(asked);
    if (version.state === 'DESTROYED') {
      throw new GoogleError('FAILED_PRECONDITION', `Secret Version [${asked.name}] is in DESTROYED state.`);
    }
    const { destroyTtlMs } = secretIn(asked);
    if (destroyTtlMs !== undefined) {
      if (version.scheduledDestroyAt !== undefined)
        throw new GoogleError(
          'FAILED_PRECONDITION',
          `Secret Version [${asked.name}] is already scheduled for destruction.`,
        );
      version.state = 'DISABLED';
      version.scheduledDestroyAt = new Date(asked.call.now.getTime() + destroyTtlMs);
      return showVersion(secretNameOf(asked.name), version);
    }
    version.state = 'DESTROYED';
    version.data = undefined;
    return showVersion(secretNameOf(asked.name), version);
  },

  /** Needs no right, and says nothing of a secret that is not there. */
  TestIamPermissions({ call, name, store, demand }: Asked) {
    const { permissions } = bodyOf(call);
    if (!Array.isArray(permissions)) throw invalid("Invalid value at 'permissions'");
    if (store.find(name) === undefined) return {};
    return { permissions: permissions.filter((right) => isPermitted(() => demand(String(right), name))) };
  },
} satisfies Record<string, Method>;

function isPermitted(demand: () => void): boolean {
  try {
    demand();
    return true;
  } catch (error) {
    if (error instanceof GoogleError) return false;
    throw error;
  }
}

function secretIn({ store, name }: Asked): StoredSecret {
  const secret = store.find(secretNameOf(name));
  if (secret === undefined) throw new GoogleError('NOT_FOUND', `Secret [${secretNameOf(name)}] not found.`);
  return secret;
}

/** `latest` is the newest version, also if it is disabled or destroyed. */
function versionIn(asked: Asked): Version {
  const secret = secretIn(asked);
  const { versions, aliases } = secret;
  const id = asked.name.slice(asked.name.lastIndexOf('/') + 1);
  const number = aliases.get(id) ?? Number(id);
  const version = id === 'latest' ? shown(secret).at(-1) : versions.find((each) => each.id === number);
  if (version === undefined) throw new GoogleError('NOT_FOUND', `Secret Version [${asked.name}] not found.`);
  return version;
}

/** What has become visible everywhere; a version by its number always is. */
function shown({ versions, behind = 0 }: StoredSecret): Version[] {
  return versions.slice(0, versions.length - behind);
}

/** As much of the filter language as the sandbox reads; it refuses the rest instead of guessing. */
const FILTERS: Readonly<Record<string, (version: Version) => boolean>> = {
  '': () => true,
  'NOT state:DESTROYED': ({ state }) => state !== 'DESTROYED',
  'state:ENABLED': ({ state }) => state === 'ENABLED',
};

/** https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions/list */
const MOST_ON_A_PAGE = 25_000;

function pageOf(secret: StoredSecret, query: URLSearchParams): object {
  const filter = FILTERS[query.get('filter') ?? ''];
  if (filter === undefined) throw invalid('The sandbox does not read this filter.');
  const found = shown(secret).filter(filter).toReversed();
  const start = Number(query.get('pageToken') ?? 0);
  const size = Math.min(Number(query.get('pageSize') ?? 0) || MOST_ON_A_PAGE, MOST_ON_A_PAGE);
  const end = start + size;
  return {
    versions: found.slice(start, end).map((each) => showVersion(secret.name, each)),
    totalSize: found.length,
    ...(end < found.length && { nextPageToken: String(end) }),
  };
}

function secretNameOf(name: string): string {
  return name.replace(/\/versions\/.*$/, '');
}

function bodyOf({ request }: GoogleCall): Record<string, unknown> {
  const body = parseJson(request.body.toString());
  if (!isRecord(body)) throw invalid('Invalid JSON payload received.');
  return body;
}

function show({ name, replication, labels, annotations, createdAt }: StoredSecret) {
  return {
    name,
    ...(replication !== undefined && { replication }),
    labels,
    annotations,
    createTime: createdAt.toISOString(),
  };
}

function showVersion(secret: string, { id, state, createdAt, scheduledDestroyAt }: Version) {
  return {
    name: `${secret}/versions/${id}`,
    state,
    createTime: createdAt.toISOString(),
    ...(scheduledDestroyAt && { scheduledDestroyTime: scheduledDestroyAt.toISOString() }),
  };
}

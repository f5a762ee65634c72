import type { HostChoice, Setting } from './setting.ts';

/** A change of registries.yml between two runs: an alias leads elsewhere, or is called otherwise; a host comes or goes… */
export type Edit = 'move' | 'rename' | 'format' | 'add' | 'remove' | 'cadence' | 'expires';

const ELSEWHERE: Readonly<Record<string, string>> = {
  'aws|us-east-1': 'aws|ap-southeast-2',
  'aws|ap-southeast-2': 'aws|us-east-1',
  'google|acme-models': 'google|acme-others',
  'google|acme-others': 'google|acme-models',
  'baseten|research': 'baseten|serving',
  'baseten|serving': 'baseten|research',
};

const OTHER_CADENCE: Readonly<Record<string, string>> = {
  '3 h': '2 h',
  '2 h': '4 h',
  '4 h': '3 h',
  '350 min': '3 h',
};

export function edited(setting: Setting, edit: Edit, pick: number): Setting {
  const { hosts, backends, cadences } = setting;
  const aliases = Object.keys(backends);
  const alias = aliases[pick % aliases.length] ?? '';
  const index = pick % hosts.length;
  const change = (how: (host: HostChoice) => HostChoice) =>
    hosts.map((host, each) => (each === index ? how(host) : host));
  switch (edit) {
    case 'move': {
      const to = backends[alias] ?? '';
      return { ...setting, backends: { ...backends, [alias]: ELSEWHERE[to] ?? to } };
    }
    case 'rename': {
      const { [alias]: to = '', ...others } = backends;
      const name = `${alias}x`;
      return {
        ...setting,
        backends: { ...others, [name]: to },
        hosts: hosts.map((host) => ({
          ...host,
          publish: host.publish.map((each) => (each === alias ? name : each)),
        })),
      };
    }
    case 'format':
      // A file has one layout for all of its entries.
      if (hosts[index]?.publish.includes('file')) return setting;
      return {
        ...setting,
        hosts: change((host) => ({
          ...host,
          format: host.format === undefined ? 'docker-config-json' : 'docker-auth',
        })),
      };
    case 'add': {
      const id = String(211_122_220_000 + (pick % 1_000));
      const host = `${id}.dkr.ecr.eu-west-1.amazonaws.com`;
      if (hosts.some((each) => each.host === host)) return setting;
      return { ...setting, hosts: [...hosts, { host, publish: aliases }] };
    }
    case 'remove':
      return hosts.length < 2 ? setting : { ...setting, hosts: hosts.filter((_, each) => each !== index) };
    case 'expires':
      return {
        ...setting,
        hosts: hosts.map((host) => ({
          ...host,
          ...(host.stored && { expires: pick % 2 === 0 ? '2026-01-02' : '2026-06-01' }),
        })),
      };
    case 'cadence':
      return {
        ...setting,
        cadences: { ...cadences, refreshEcr: OTHER_CADENCE[cadences.refreshEcr] ?? '3 h' },
      };
  }
}

import type { HttpTarget } from '../../../lib/backends/http/target.ts';
import { anyPlatform } from '../../../sandbox/platforms/any.ts';
import { PLATFORMS } from '../../../sandbox/platforms/index.ts';
import type { Rehearsal } from './rehearsal.ts';

export const http: Rehearsal<HttpTarget> = {
  secrets: ({ secrets }, backend) =>
    Object.entries(secrets).map(([name, reference]) => [reference, `rehearsal-${name}-of-${backend}`]),
  world: (all, secretAt) => ({
    platforms: [...Map.groupBy(all, ({ to }) => hostOf(to))].flatMap(([host, places]) => {
      const keys = places.flatMap(({ to }) =>
        Object.values(to.secrets).map((each) => ({ key: secretAt(each) })),
      );
      const names = places.flatMap(({ names }) => names);
      const [first] = places;
      if (first === undefined) return [];
      return (PLATFORMS[first.to.service] ?? anyPlatform)({ ...first.to, host, keys, names });
    }),
  }),
  readBack: async ({ name }, to, sandbox) => sandbox.platform(hostOf(to))?.read(name),
  remove: async ({ name }, to, sandbox) => sandbox.platform(hostOf(to))?.remove(name),
  place: (to) => ({ id: to.service, title: to.service, services: [to.service, hostOf(to)] }),
  address: ({ platformsUrl }) => ['platforms', platformsUrl],
};

function hostOf({ url }: HttpTarget): string {
  return new URL(url).host;
}

import { render } from 'preact';
import { DamagedLink } from '../share/damaged-link.tsx';
import { unpackFragment } from '../shared/fragment.ts';
import { mountPoint } from '../shared/mount-point.ts';
import { PageHeader } from '../shared/page-header.tsx';
import { EXAMPLE } from './example.ts';
import { Plan } from './plan.tsx';

async function show(): Promise<void> {
  const shared = (await unpackFragment(location.hash))?.registries;
  render(
    <>
      <PageHeader page="plan" />
      {shared === undefined && location.hash.length > 1 && <DamagedLink />}
      <Plan key={location.hash} first={shared ?? EXAMPLE} />
    </>,
    mountPoint(),
  );
}

addEventListener('hashchange', () => void show());
await show();

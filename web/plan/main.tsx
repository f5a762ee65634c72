import { render } from 'preact';
import { unpackFragment } from '../shared/fragment.ts';
import { mountPoint } from '../shared/mount-point.ts';
import { PageHeader } from '../shared/page-header.tsx';
import { EXAMPLE } from './example.ts';
import { Plan } from './plan.tsx';

async function show(): Promise<void> {
  const shared = await unpackFragment(location.hash);
  render(
    <>
      <PageHeader page="plan" />
      <Plan key={location.hash} first={shared?.registries ?? EXAMPLE} />
    </>,
    mountPoint(),
  );
}

addEventListener('hashchange', () => void show());
await show();

import { render } from 'preact';
import { DamagedLink } from '../share/damaged-link.tsx';
import { unpackFragment } from '../shared/fragment.ts';
import { mountPoint } from '../shared/mount-point.ts';
import { PageHeader } from '../shared/page-header.tsx';
import { FIRST } from './examples.ts';
import { Playground } from './playground.tsx';
import { sheetFrom } from './share.ts';

async function show(): Promise<void> {
  const shared = sheetFrom(await unpackFragment(location.hash));
  render(
    <>
      <PageHeader page="playground" />
      {shared === undefined && location.hash.length > 1 && <DamagedLink />}
      <Playground key={location.hash} first={shared ?? FIRST} />
    </>,
    mountPoint(),
  );
}

addEventListener('hashchange', () => void show());
await show();

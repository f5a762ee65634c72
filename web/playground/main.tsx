import { render } from 'preact';
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
      <Playground key={location.hash} first={shared ?? FIRST} />
    </>,
    mountPoint(),
  );
}

addEventListener('hashchange', () => void show());
await show();

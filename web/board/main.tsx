import { render } from 'preact';
import { mountPoint } from '../shared/mount-point.ts';
import { PageHeader } from '../shared/page-header.tsx';

render(<PageHeader page="board" />, mountPoint());

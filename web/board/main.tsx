import { render } from 'preact';
import { mountPoint } from '../shared/mount-point.ts';
import { Board } from './board.tsx';

render(<Board />, mountPoint());

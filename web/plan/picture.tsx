import { useEffect, useRef, useState } from 'preact/hooks';
import type { Forecast } from '../../lib/forecast/forecast.ts';
import { totalsOf } from '../../lib/forecast/words.ts';
import { type Box, baselineOf, diagramOf } from './diagram.ts';

/** The plan as a picture. The table below it has the same in words. */
export function Picture({ forecast }: { forecast: Forecast }) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const { height, boxes, wires, omitted } = diagramOf(forecast, width);
  return (
    <div class="picture" ref={place}>
      <svg
        width={width}
        height={height}
        viewBox={`-1 -1 ${width + 2} ${height + 2}`}
        role="img"
        aria-label={`What is minted, published and stored where: ${totalsOf(forecast)}. The table below has every line of it.`}
      >
        {wires.map((path) => (
          <path key={path} class="wire" d={path} />
        ))}
        {boxes.map((box) => (
          <DrawnBox key={`${box.kind} ${box.x} ${box.y}`} box={box} />
        ))}
      </svg>
      {omitted > 0 && <p class="quiet">{omitted} more publications are in the table only.</p>}
    </div>
  );
}

function DrawnBox({ box }: { box: Box }) {
  const { kind, x, y, width, height, title, lines } = box;
  return (
    <g class={`box box-${kind}`}>
      <title>{title}</title>
      <rect x={x} y={y} width={width} height={height} rx={4} />
      {lines.map(({ text, as }, index) => (
        <text key={text} class={`line-${as}`} x={x + 10} y={baselineOf(box, index)}>
          {text}
        </text>
      ))}
    </g>
  );
}

const BEFORE_MEASURED = 900;
const NARROWEST = 240;

function useWidth(place: { readonly current: HTMLDivElement | null }): number {
  const [width, setWidth] = useState(BEFORE_MEASURED);
  useEffect(() => {
    if (!place.current) return;
    const observer = new ResizeObserver(
      ([entry]) => entry && setWidth(Math.max(NARROWEST, Math.floor(entry.contentRect.width))),
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return width;
}

import type { ComponentChildren } from 'preact';
import { EXAMPLES } from './examples.ts';
import { isKind, KINDS, type Sheet } from './sheet.ts';

/** The two sets of rules for docker_auth that Truss has had. */
const TRUSS_VERSIONS = [
  { value: 'latest', label: 'newer than 0.18.26' },
  { value: '0.18.26', label: '0.15.3 to 0.18.26' },
];

interface Props {
  sheet: Sheet;
  onChange: (more: Partial<Sheet>) => void;
  onExample: (sheet: Sheet) => void;
}

export function Toolbar({ sheet, onChange, onExample }: Props) {
  return (
    <form class="toolbar" onSubmit={(event) => event.preventDefault()}>
      <Field label="File">
        <select
          id="File"
          value={sheet.kind}
          onChange={({ currentTarget }) =>
            isKind(currentTarget.value) && onChange({ kind: currentTarget.value })
          }
        >
          {Object.entries(KINDS).map(([kind, label]) => (
            <option key={kind} value={kind}>
              {label}
            </option>
          ))}
        </select>
      </Field>
      {sheet.kind === 'truss' && (
        <Field label="Truss">
          <select
            id="Truss"
            value={sheet.truss}
            onChange={({ currentTarget }) => onChange({ truss: currentTarget.value })}
          >
            {TRUSS_VERSIONS.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </Field>
      )}
      <Field label="Example">
        <select
          id="Example"
          value=""
          onChange={({ currentTarget }) => {
            const chosen = exampleNamed(currentTarget.value);
            if (chosen) onExample({ ...chosen, truss: sheet.truss });
          }}
        >
          <option value="">choose one …</option>
          {EXAMPLES.map(({ title, examples }) => (
            <optgroup key={title} label={title}>
              {examples.map(({ name }) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </Field>
    </form>
  );
}

/** The label is beside the select: a label around the select would contain every option. */
function Field({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={label}>{label}</label>
      {children}
    </div>
  );
}

function exampleNamed(name: string): Sheet | undefined {
  return EXAMPLES.flatMap(({ examples }) => examples).find((example) => example.name === name)?.sheet;
}

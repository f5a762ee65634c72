import { visibleJson } from '../../secrecy/visible.ts';
import type { FileOutcome } from '../finding.ts';
import { type NamedValidation, type PresentedFinding, presentFindings } from './present.ts';

interface JsonReport {
  files: {
    path: string;
    load: FileOutcome;
    push: FileOutcome;
    findings: PresentedFinding[];
    omitted?: number;
  }[];
}

export function jsonReport(files: readonly NamedValidation[]): JsonReport {
  return {
    files: files.map((file) => ({
      path: file.path,
      load: file.load,
      push: file.push,
      findings: presentFindings(file),
      ...(file.omitted === 0 ? {} : { omitted: file.omitted }),
    })),
  };
}

export function formatJson(files: readonly NamedValidation[]): string {
  return `${visibleJson(jsonReport(files), 2)}\n`;
}

import { childOf } from '../yaml/node.ts';
import { textIn } from './fields.ts';
import { unknown } from './refusal.ts';
import type { WholeCheck } from './shapes.ts';

/** Hugging Face's rule for the name of a repository (huggingface_hub, validate_repo_id). */
export const checkpointCheck: WholeCheck = (repository, path, report) => {
  const repo = childOf(repository, 'repo');
  if (textIn(repository, 'source', '') !== 'HF' || repo?.kind !== 'scalar') return;
  const here = [...path, 'repo'];
  // Releases of huggingface_hub disagree about letters beyond ASCII.
  if (/[^\p{ASCII}]/u.test(repo.text)) report.add(unknown(here, repo, 'has letters beyond ASCII'));
  else if (!isRepoId(repo.text))
    report.refuse(
      'TDA007',
      here,
      repo,
      'is not the name of a Hugging Face repository',
      'Write <owner>/<name>; for a bucket, set source to S3 or GCS.',
    );
};

function isRepoId(text: string): boolean {
  const [name = '', owner, ...more] = text.replace(/\n$/, '').split('/').toReversed();
  return (
    more.length === 0 &&
    (owner === undefined || isName(owner)) &&
    isName(name) &&
    name.length <= 96 &&
    !text.includes('--') &&
    !text.includes('..') &&
    !text.endsWith('.git')
  );
}

function isName(text: string): boolean {
  return /^[\w.-]+$/.test(text) && /^\w/.test(text) && /\w$/.test(text);
}

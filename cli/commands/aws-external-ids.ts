import type { Config } from '../../lib/config/config.ts';
import { awsRolesOf } from '../../lib/config/reads.ts';
import type { Reference } from '../../lib/references/reference.ts';
import { shellToRead } from '../../lib/references/shell.ts';
import type { AwsNames } from '../aws-names.ts';
import { shellComment, shellDocument } from '../shell-text.ts';

/**
 * The placeholder in a trust policy that the shell replaces with the external id. A secret id is neither read nor
 * printed here.
 */
const PLACEHOLDER = 'EXTERNAL_ID';

/**
 * How the shell gets the stored external ids. They are stored in the account of the functions, and the roles are
 * created in other accounts: so all ids are read first. An id with a character that STS does not allow stops the
 * script, because it would become a part of the policy.
 */
export function externalIds(config: Config, names: AwsNames) {
  const kept = [...awsRolesOf(config)].flatMap(([name, { externalId }]): [string, Reference][] =>
    typeof externalId === 'object' ? [[name, externalId]] : [],
  );
  const variables = new Map(kept.map(([name], index) => [name, `EXTERNAL_ID_${index + 1}`]));
  const reads = kept.map(([name, reference]) =>
    [
      shellComment(`of "${name}"`),
      `${variables.get(name)}=${shellToRead(reference, names)}`,
      `check_external_id "$${variables.get(name)}"`,
    ].join('\n'),
  );
  return {
    blocks: reads.length === 0 ? [] : [[WHERE(names), CHECK, ...reads].join('\n')],
    documentOf: (name: string, file: string, content: (id: string) => object) =>
      shellDocument(file, content(PLACEHOLDER)).replace(
        /^cat/,
        `sed "s|${PLACEHOLDER}|$${variables.get(name)}|"`,
      ),
  };
}

const WHERE = ({ account }: AwsNames) =>
  shellComment(
    `The external ids of roles, signed in to account ${account}, in the same shell as the commands below`,
  );

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const CHECK = `check_external_id() {
  case $1 in
    '' | *[!A-Za-z0-9_+=,.@:/-]*) echo 'an external id has only A-Za-z0-9_+=,.@:/-' >&2; exit 1 ;;
  esac
}`;

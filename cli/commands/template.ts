import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { portableTemplate } from '../../lib/deployment/portable-template.ts';
import { Failure } from '../../lib/failure.ts';
import { parseJson } from '../../lib/json.ts';
import { type Command, EXIT } from '../command.ts';

/** The folder into which `serverless package` writes its template. */
const FILE = 'cloudformation-template-update-stack.json';

export const templateCommand: Command = {
  name: 'template',
  summary: 'print the CloudFormation template, with the place of the code as parameters',
  usage: `pullkeeper template [--package .serverless]

Prints the template that "npx serverless package" has made, for Terraform, CDK or StackSets: the code is where the
parameters CodeBucket and CodeKey say. Upload .serverless/pullkeeper.zip there before you deploy.

  --package FOLDER    the folder of the package
`,
  async run(args, { cwd, stdout }) {
    const { values } = parseArgs({ args, options: { package: { type: 'string', default: '.serverless' } } });
    const file = join(values.package, FILE);
    const text = await readFile(resolve(cwd, file), 'utf8').catch(() => {
      throw new Failure('invalid', `${file} cannot be read`, { hint: 'run npx serverless package first' });
    });
    stdout.write(`${JSON.stringify(portableTemplate(parseJson(text)), null, 2)}\n`);
    return EXIT.clean;
  },
};

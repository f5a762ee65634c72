import { Failure } from '../failure.ts';

interface Limit {
  service: string;
  most: number;
}

/** A value is larger than the service allows. */
export function tooLarge(name: string, bytes: number, { service, most }: Limit): Failure {
  return new Failure('quota', `the value for "${name}" has ${bytes} bytes; ${service} allows ${most}`, {
    hint: 'publish it in a smaller format, such as docker-auth',
  });
}

/** Another program or person created the secret, and the config does not adopt it. */
export function notOurs(name: string, where: string): Failure {
  return new Failure('invalid', `the secret "${name}" in ${where} exists, and pullkeeper did not create it`, {
    hint: `to let pullkeeper overwrite it, add to the backend in registries.yml: adopt: ["${name}"]`,
  });
}

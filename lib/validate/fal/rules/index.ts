import { falDockerHubAlias } from './docker-hub-alias.ts';
import { emptyCredential } from './empty-credential.ts';
import { hostMalformed } from './host-malformed.ts';
import { hostTwice } from './host-twice.ts';
import { imageWithoutLogin } from './image-without-login.ts';
import { literalPassword } from './literal-password.ts';
import { literalToken } from './literal-token.ts';
import { referenceInBraces } from './reference-in-braces.ts';
import { referenceMalformed } from './reference-malformed.ts';
import type { FalRule } from './rule.ts';
import { tokenDies } from './token-dies.ts';
import { unknownField } from './unknown-field.ts';
import { usernameOfRegistry } from './username-of-registry.ts';
import { usernameReference } from './username-reference.ts';

/** Every rule beyond fal's own checks, by id. The areas are those of the rules for Truss. */
export const FAL_LINTS: readonly FalRule[] = [
  emptyCredential,
  unknownField,
  hostMalformed,
  falDockerHubAlias,
  hostTwice,
  imageWithoutLogin,
  usernameOfRegistry,
  referenceMalformed,
  referenceInBraces,
  literalPassword,
  literalToken,
  usernameReference,
  tokenDies,
];

import type { Rule } from '../rule.ts';
import { artifactPathTooShort } from './artifact-path-too-short.ts';
import { bothRoutes } from './both-routes.ts';
import { credentialInBlock } from './credential-in-block.ts';
import { credentialOutsideSecrets } from './credential-outside-secrets.ts';
import { dockerHubAlias } from './docker-hub-alias.ts';
import { documentEndAtTop } from './document-end-at-top.ts';
import { duplicateKey } from './duplicate-key.ts';
import { ecrTokenDies } from './ecr-token-dies.ts';
import { emptyDockerAuth } from './empty-docker-auth.ts';
import { foldedNames } from './folded-names.ts';
import { googleTokenDies } from './google-token-dies.ts';
import { ignoredField } from './ignored-field.ts';
import { imageMalformed } from './image-malformed.ts';
import { imageNotPinned } from './image-not-pinned.ts';
import { keyFile } from './key-file.ts';
import { methodDoesNotFit } from './method-does-not-fit.ts';
import { methodSpelling } from './method-spelling.ts';
import { notKeptFresh } from './not-kept-fresh.ts';
import { nothingLogsIn } from './nothing-logs-in.ts';
import { nothingToPull } from './nothing-to-pull.ts';
import { oneSecretForBothKeys } from './one-secret-for-both-keys.ts';
import { otherAccount } from './other-account.ts';
import { otherPartition } from './other-partition.ts';
import { placeholder } from './placeholder.ts';
import { poolNotProvider } from './pool-not-provider.ts';
import { projectIdNotNumber } from './project-id-not-number.ts';
import { providerPrefix } from './provider-prefix.ts';
import { providerShape } from './provider-shape.ts';
import { publishedUnderAnotherName } from './published-under-another-name.ts';
import { regionNotOfHost } from './region-not-of-host.ts';
import { regionShape } from './region-shape.ts';
import { registryMalformed } from './registry-malformed.ts';
import { registryMissing } from './registry-missing.ts';
import { registryNotOfImage } from './registry-not-of-image.ts';
import { registryPrefixMisspelt } from './registry-prefix-misspelt.ts';
import { registrySecretFitsNoImage } from './registry-secret-fits-no-image.ts';
import { registrySecretMalformed } from './registry-secret-malformed.ts';
import { roleArnShape } from './role-arn-shape.ts';
import { secretNotDeclared } from './secret-not-declared.ts';
import { secretSeemsFilledIn } from './secret-seems-filled-in.ts';
import { secretWithValue } from './secret-with-value.ts';
import { serviceAccountShape } from './service-account-shape.ts';
import { signedUrl } from './signed-url.ts';
import { staticKeys } from './static-keys.ts';
import { straySpace } from './stray-space.ts';
import { twoFormats } from './two-formats.ts';
import { undocumentedMethod } from './undocumented-method.ts';

/** Every rule beyond Truss's own, by id. The first digit is the area: 1 structure, 2 registry and image, 3 AWS, 4 Google, 5 secrets, 6 rotation. */
export const LINTS: readonly Rule[] = [
  documentEndAtTop,
  duplicateKey,
  nothingToPull,
  emptyDockerAuth,
  methodSpelling,
  ignoredField,
  placeholder,
  straySpace,
  undocumentedMethod,
  registryMissing,
  registryNotOfImage,
  registryMalformed,
  dockerHubAlias,
  methodDoesNotFit,
  imageMalformed,
  nothingLogsIn,
  artifactPathTooShort,
  imageNotPinned,
  roleArnShape,
  regionShape,
  regionNotOfHost,
  otherAccount,
  otherPartition,
  oneSecretForBothKeys,
  staticKeys,
  serviceAccountShape,
  providerPrefix,
  poolNotProvider,
  projectIdNotNumber,
  providerShape,
  keyFile,
  secretNotDeclared,
  secretWithValue,
  registrySecretFitsNoImage,
  credentialInBlock,
  foldedNames,
  bothRoutes,
  registryPrefixMisspelt,
  registrySecretMalformed,
  twoFormats,
  secretSeemsFilledIn,
  credentialOutsideSecrets,
  signedUrl,
  ecrTokenDies,
  googleTokenDies,
  notKeptFresh,
  publishedUnderAnotherName,
];

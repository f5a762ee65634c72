import type { Config } from '../config/config.ts';
import { unwritableBackends } from '../deployment/unwritable.ts';
import { readImage } from '../probe/image.ts';
import type { Warning } from './warnings.ts';

/** Notes on single lines of registries.yml that are valid, but probably not meant. */
export function notesOn(config: Config): Warning[] {
  return [...notesOnBackends(config), ...notesOnImages(config)];
}

function notesOnBackends(config: Config): Warning[] {
  return unwritableBackends(config).map(({ name, says, hint }) => ({
    says: `the backend "${name}" ${says}`,
    remedy: hint,
  }));
}

/** A probe of an untagged image asks for `latest`, which most repositories do not have. */
export function notesOnImages({ registries }: Config): Warning[] {
  return registries.flatMap(({ host, image, probe }) =>
    image === undefined || probe === 'off' || !readImage(image, host).isUntagged
      ? []
      : {
          says: `the image ${image} of ${host.host} has no tag, so the probe asks for ${image}:latest`,
          remedy: `write the tag that you pull: image: ${image}:<tag>`,
        },
  );
}

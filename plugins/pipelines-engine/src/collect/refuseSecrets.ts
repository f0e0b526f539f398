import { Masker } from '../logs/Masker';
import { ArtifactError } from './ArtifactError';

/**
 * Outputs are shown and go on into other steps, so none may hold a secret.
 *
 * @throws ArtifactError
 */
export function refuseSecrets(text: string, secrets: readonly string[]): void {
  if (secrets.length > 0 && Masker.maskText(text, secrets) !== text) {
    throw new ArtifactError('its outputs hold a secret');
  }
}

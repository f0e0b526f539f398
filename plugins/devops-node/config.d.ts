export interface Config {
  dop?: {
    /**
     * Folder of everything that the portal keeps in files: repositories, blobs,
     * logs, keys. Private to the portal's user.
     */
    dataDirectory?: string;
  };
}

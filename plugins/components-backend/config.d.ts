export interface Config {
  dop?: {
    components?: {
      /**
       * Folder with the DevOps components that ship with the portal, one folder
       * each. Default: `components` beside the folder of the portal's packages.
       */
      shipped?: string;
    };
  };
}

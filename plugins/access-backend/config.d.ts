export interface Config {
  dop?: {
    access?: {
      /**
       * Host names that requests may be for, besides localhost and those of
       * app.baseUrl and backend.baseUrl. While the portal listens on this
       * machine only, all others are refused; elsewhere they are refused once
       * this is set.
       */
      allowedHosts?: string[];
    };
  };
}

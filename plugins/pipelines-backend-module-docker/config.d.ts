export interface Config {
  dop?: {
    runners?: {
      docker?: {
        /** Whether steps may run in containers. Default: true. */
        enabled?: boolean;
        /**
         * Where the engine answers: `unix:///run/podman/podman.sock`,
         * `tcp://127.0.0.1:2375`, or a path. Default: DOCKER_HOST, else the first
         * usual socket of Docker or Podman that exists.
         */
        socket?: string;
        /**
         * Host and port of the built-in registry as the engine reaches it.
         * Default: the port that the backend listens on, on 127.0.0.1.
         */
        registry?: string;
        /** Port of the forwarder on the container networks. Default: 7180. */
        forwarderPort?: number;
        /** Most processes in one container. Default: 1024. */
        pidsLimit?: number;
      };
    };
  };
}

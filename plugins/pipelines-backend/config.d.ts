export interface Config {
  dop?: {
    /** Workflows and their runs. */
    pipelines?: {
      /** Attempts at the same time, by kind of runner. */
      slots?: {
        /** By default, one for each processor core, at least 2. */
        process?: number;
        docker?: number;
      };
      /** Bytes of log that are kept of one attempt; 64 MiB by default. */
      maxLogBytes?: number;
      /**
       * Days for which steps, logs and artifacts of a run are kept after its end,
       * at least 1; its row in lists stays. By default everything is kept.
       */
      keepRunsDays?: number;
      /** Seconds between asking a program to end and killing it; 10 by default. */
      graceSeconds?: number;
      /** Seconds for which a replica keeps an attempt without a sign of life; 30 by default. */
      leaseSeconds?: number;
      /**
       * Variables for the programs of all steps, under those that workflows and
       * steps set. No secrets: every run shows them.
       */
      env?: { [name: string]: string | number | boolean };
      approvals?: {
        /** Lets people decide about their own changes; false by default. */
        allowOwn?: boolean;
      };
      secrets?: {
        /**
         * File with the key under which secrets are stored: 64 hexadecimal
         * digits. Made at first use; by default in the data folder. Portals that
         * share a database share this file.
         */
        keyFile?: string;
      };
      /**
       * Traces of runs. On with an endpoint here, or with OpenTelemetry's own
       * variables, such as OTEL_EXPORTER_OTLP_ENDPOINT.
       */
      tracing?: {
        /** Receiver of OTLP over HTTP, such as http://collector:4318/v1/traces. */
        endpoint?: string;
        /** @visibility secret */
        headers?: { [name: string]: string };
        /** Page of a trace, with {traceId} in it; linked on runs. */
        viewUrl?: string;
      };
      events?: {
        /** Days for which CDEvents can be read again; 30 by default. */
        keepDays?: number;
        /** Where CDEvents are sent, by HTTP POST as CloudEvents. */
        sinks?: {
          /** Small letters, digits and dashes; shown with dead letters. */
          name: string;
          url: string;
          /** Types, or beginnings of types; all by default. */
          types?: string[];
          /** @visibility secret */
          headers?: { [name: string]: string };
        }[];
      };
      schedules?: {
        /**
         * A time that passed while the portal did not run is made up for within so
         * many seconds, the last one of them only; 3600 by default.
         */
        missedSeconds?: number;
      };
      processRunner?: {
        /** False turns it off; by default it is on. */
        enabled?: boolean;
        /**
         * Lets it work although the portal listens to other machines. It is not a
         * sandbox: say so only where everybody who can push is trusted.
         */
        allowOtherListeners?: boolean;
        /** User id that programs get where the portal runs as root; 65534 by default. */
        userId?: number;
        /** Group id that programs get where the portal runs as root; 65534 by default. */
        groupId?: number;
      };
    };
  };
}

import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  detectResources,
  envDetector,
  resourceFromAttributes,
  type Resource,
} from '@opentelemetry/resources';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Config } from '@backstage/config';

/** Where traces of runs go, and how people find them. */
export interface Tracing {
  exporter: SpanExporter;
  resource: Resource;
  /** Page of a trace. */
  urlOf(traceId: string): string | undefined;
}

/**
 * On where `dop.pipelines.tracing.endpoint` or one of OpenTelemetry's own
 * variables (`OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`)
 * names a receiver of OTLP over HTTP.
 */
export function createTracing(root: Config): Tracing | undefined {
  const config = root.getOptionalConfig('dop.pipelines.tracing');
  const endpoint = config?.getOptionalString('endpoint');
  const { env } = process;
  const byVariable =
    env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (
    (!endpoint && !byVariable) ||
    env.OTEL_SDK_DISABLED === 'true' ||
    env.OTEL_TRACES_EXPORTER === 'none'
  ) {
    return undefined;
  }
  const page = config?.getOptionalString('viewUrl');
  const headers = config?.getOptional<Record<string, string>>('headers');
  return {
    exporter: new OTLPTraceExporter({
      ...(endpoint && { url: endpoint }),
      ...(headers && { headers }),
    }),
    resource: resourceFromAttributes({ 'service.name': 'dop' }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    urlOf: traceId => page?.replace('{traceId}', traceId),
  };
}

import Ajv, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  OpenApiDocument,
  OpenApiOperation,
  OpenApiParameter,
  OpenApiResponse,
} from '../api/OpenApiDocument';

type Parameter = Exclude<OpenApiParameter, { $ref: string }>;
type Answer = Exclude<OpenApiResponse, { $ref: string }>;

/** One request and its answer, as a client saw it. */
export interface ApiExchange {
  method: string;
  /** With the query; the part before the plugin's own path is passed over. */
  url: string;
  body?: string;
  status: number;
  contentType: string;
  answer: string;
}

/**
 * Holds a plugin to its OpenAPI document. Stricter than the document is to
 * clients: a property that it does not name is a difference, so that nothing is
 * served that is not described.
 */
export class ApiContract {
  readonly #document: OpenApiDocument;
  readonly #base: string;
  readonly #ajv: Ajv;
  readonly #validators = new Map<JsonObject, ValidateFunction>();
  readonly #seen = new Set<string>();

  private constructor(document: OpenApiDocument) {
    this.#document = document;
    this.#base = document.servers?.[0]?.url ?? '';
    // `x-type` and the like mean nothing to a validator.
    this.#ajv = new Ajv({ strict: false, allErrors: true });
    addFormats(this.#ajv);
  }

  static create(document: OpenApiDocument): ApiContract {
    return new ApiContract(document);
  }

  /** Every operation in the form of `listRoutes`: `GET /runs/:id`. */
  routes(): string[] {
    return Object.entries(this.#document.paths)
      .flatMap(([path, item]) =>
        Object.keys(item).map(
          method =>
            `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
        ),
      )
      .sort();
  }

  /** Names of the parameters in the query of an operation. */
  queryOf(operationId: string): string[] {
    return this.#parameters(this.#operation(operationId))
      .filter(one => one.in === 'query')
      .map(({ name }) => name)
      .sort();
  }

  /** Operations of which an answer was seen, as `id status`. */
  get seen(): string[] {
    return [...this.#seen].sort();
  }

  /** Operations of which no success was seen. */
  get untried(): string[] {
    const tried = new Set(
      this.seen
        .filter(one => / 2\d\d$/.test(one))
        .map(one => one.replace(/ .*/, '')),
    );
    return Object.values(this.#document.paths)
      .flatMap(item => Object.values(item).map(one => one.operationId))
      .filter(id => !tried.has(id))
      .sort();
  }

  /** Every way in which the exchange is not what the document says. */
  differences(exchange: ApiExchange): string[] {
    const url = new URL(exchange.url, 'http://portal');
    const path = url.pathname.replace(new RegExp(`^.*?${this.#base}(?=/)`), '');
    const found = this.#find(exchange.method, path);
    if (!found) {
      return [`${exchange.method} ${path} is not in the document`];
    }
    const { operation, values } = found;
    const at = `${operation.operationId} ${exchange.status}`;
    this.#seen.add(at);
    return [
      ...(exchange.status < 300
        ? this.#requestDifferences(operation, values, url, exchange)
        : []),
      ...this.#answerDifferences(operation, exchange),
    ].map(difference => `${at}: ${difference}`);
  }

  /** What was accepted must be what the document allows. */
  #requestDifferences(
    operation: OpenApiOperation,
    values: Record<string, string>,
    url: URL,
    exchange: ApiExchange,
  ): string[] {
    const parameters = this.#parameters(operation);
    const inQuery = parameters.filter(one => one.in === 'query');
    const unknown = [...new Set(url.searchParams.keys())]
      .filter(name => !inQuery.some(one => one.name === name))
      .map(name => `the query has "${name}", which is not in the document`);
    const wrong = parameters.flatMap(parameter => {
      const { name, schema } = parameter;
      const given =
        parameter.in === 'query'
          ? url.searchParams.getAll(name)
          : [values[name]];
      if (given.length === 0) {
        return parameter.required ? [`the query has no "${name}"`] : [];
      }
      const value = schema.type === 'array' ? given : given[0];
      const typed =
        schema.type === 'integer' || schema.type === 'boolean'
          ? JSON.parse(String(value))
          : value;
      return this.#validate(schema, typed).map(text => `${name} ${text}`);
    });
    const body = operation.requestBody;
    const schema = body?.content['application/json']?.schema;
    const sent = exchange.body ? JSON.parse(exchange.body) : undefined;
    const inBody =
      schema && (sent !== undefined || body?.required)
        ? this.#validate(schema, sent).map(text => `the body${text}`)
        : [];
    return [...unknown, ...wrong, ...inBody];
  }

  #answerDifferences(
    operation: OpenApiOperation,
    { status, contentType, answer }: ApiExchange,
  ): string[] {
    const given = operation.responses[String(status)];
    if (!given) {
      return [`the status is not in the document: ${answer.slice(0, 300)}`];
    }
    const { content } = this.#resolve<Answer>(given);
    if (!content) {
      return answer ? ['there is a body, and the document has none'] : [];
    }
    const mediaType = contentType.split(';')[0];
    const wanted =
      content[mediaType] ?? content['application/octet-stream'] ?? undefined;
    if (!wanted) {
      return [`the media type is ${mediaType}`];
    }
    return mediaType === 'application/json'
      ? this.#validate(wanted.schema, JSON.parse(answer))
      : [];
  }

  #validate(schema: JsonObject, value: unknown): string[] {
    let validate = this.#validators.get(schema);
    if (!validate) {
      validate = this.#ajv.compile(
        this.#closed(schema, new Map()) as JsonObject,
      );
      this.#validators.set(schema, validate);
    }
    return validate(value)
      ? []
      : (validate.errors ?? []).map(
          ({ instancePath, message, params }) =>
            `${instancePath} ${message} ${JSON.stringify(params)}`,
        );
  }

  /** Without references and `allOf`, and with nothing that is not named. */
  #closed(schema: JsonValue, open: Map<string, number>): JsonValue {
    if (Array.isArray(schema)) {
      return schema.map(one => this.#closed(one, open));
    }
    if (typeof schema !== 'object' || schema === null) {
      return schema;
    }
    if (typeof schema.$ref === 'string') {
      // Schemas that hold themselves are followed a few times.
      const depth = open.get(schema.$ref) ?? 0;
      return depth > 3
        ? {}
        : this.#closed(
            this.#resolve<JsonObject>({ $ref: schema.$ref }),
            new Map([...open, [schema.$ref, depth + 1]]),
          );
    }
    if (Array.isArray(schema.allOf)) {
      const parts = schema.allOf.map(
        one => this.#closed(one, open) as JsonObject,
      );
      return this.#closed(
        {
          type: 'object',
          required: parts.flatMap(part => (part.required as string[]) ?? []),
          properties: Object.assign({}, ...parts.map(part => part.properties)),
        },
        open,
      );
    }
    const inner = Object.fromEntries(
      Object.entries(schema).map(([name, value]) => [
        name,
        this.#closed(value as JsonValue, open),
      ]),
    );
    return inner.properties && inner.additionalProperties === undefined
      ? { ...inner, additionalProperties: false }
      : inner;
  }

  #find(
    method: string,
    path: string,
  ):
    | { operation: OpenApiOperation; values: Record<string, string> }
    | undefined {
    for (const [template, item] of Object.entries(this.#document.paths)) {
      const operation = item[method.toLowerCase()];
      const pattern = template
        .replace(/[.+*?^$()[\]|\\]/g, '\\$&')
        .replace(/\{(\w+)\}/g, (_, name) =>
          this.#hasSlashes(operation, name)
            ? `(?<${name}>.+)`
            : `(?<${name}>[^/]+)`,
        );
      const match = new RegExp(`^${pattern}$`).exec(path);
      if (operation && match) {
        const values = Object.entries(match.groups ?? {});
        return {
          operation,
          values: Object.fromEntries(
            values.map(([name, value]) => [name, decodeURIComponent(value)]),
          ),
        };
      }
    }
    return undefined;
  }

  #hasSlashes(operation: OpenApiOperation | undefined, name: string): boolean {
    return Boolean(
      operation &&
        this.#parameters(operation).find(one => one.name === name)?.[
          'x-slashes'
        ],
    );
  }

  #operation(operationId: string): OpenApiOperation {
    const found = Object.values(this.#document.paths)
      .flatMap(item => Object.values(item))
      .find(operation => operation.operationId === operationId);
    if (!found) {
      throw new Error(`There is no operation ${operationId}`);
    }
    return found;
  }

  #parameters({ parameters = [] }: OpenApiOperation): Parameter[] {
    return parameters.map(one => this.#resolve<Parameter>(one));
  }

  #resolve<T>(given: { $ref: string } | T): T {
    if (typeof given === 'object' && given !== null && '$ref' in given) {
      const target = String(given.$ref)
        .replace(/^#\//, '')
        .split('/')
        .reduce<unknown>(
          (value, key) => (value as Record<string, unknown> | undefined)?.[key],
          this.#document,
        );
      if (target === undefined) {
        throw new Error(`${given.$ref} leads nowhere`);
      }
      return target as T;
    }
    return given;
  }
}

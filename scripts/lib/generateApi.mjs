// Makes the typed client of a plugin's API out of its OpenAPI document.
//
//   plugins/<id>-backend/src/schema/openapi.yaml          written by hand
//   plugins/<id>-backend/src/schema/openapi.generated.ts  the same, for the backend to serve
//   plugins/<id>-common/src/api/generated/schema.ts       its types
//   plugins/<id>-common/src/api/generated/ApiClient.ts    one method for each operation
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import prettier from 'prettier';
import ts from 'typescript';
import { parse } from 'yaml';
import { root } from './setUp.mjs';

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head'];
const made = source =>
  `// Made by "npm run api" from ${source}. Do not edit.\n`;

/** Types of other packages that a schema stands for, by its `x-type`. */
const foreignTypes = {
  JsonObject: '@backstage/types',
  JsonValue: '@backstage/types',
  ObjectSchema: '@dop/plugin-components-common',
  ResolvedComponent: '@dop/plugin-components-common',
};

/** Where a plugin's own files take such a type from. */
const ownTypes = { components: { ObjectSchema: '../../JsonSchema' } };

/** Ids of the plugins that have a document. */
export async function pluginsWithApi() {
  const folders = await readdir(join(root, 'plugins'));
  return folders
    .filter(name => name.endsWith('-backend') && existsSync(documentOf(name)))
    .map(name => name.replace(/-backend$/, ''));
}

/** Every file that is made for a plugin, by path. */
export async function generateApi(pluginId) {
  const source = `plugins/${pluginId}-backend/src/schema/openapi.yaml`;
  const document = parse(await readFile(join(root, source), 'utf8'));
  const used = new Set();
  const types = await openapiTS(structuredClone(document), {
    alphabetize: false,
    transform(schema) {
      const name = schema['x-type'];
      if (!name) {
        return undefined;
      }
      used.add(name);
      return ts.factory.createTypeReferenceNode(name);
    },
  });
  const imports = [...used]
    .sort()
    .map(name => {
      const from = ownTypes[pluginId]?.[name] ?? foreignTypes[name];
      return `import type { ${name} } from '${from}';\n`;
    })
    .join('');
  const generated = `plugins/${pluginId}-common/src/api/generated`;
  return {
    [`plugins/${pluginId}-backend/src/schema/openapi.generated.ts`]:
      await formatted(
        `${made(source)}
        import type { OpenApiDocument } from '@dop/plugin-devops-node';

        export const openApiDocument: OpenApiDocument = ${JSON.stringify(
          document,
        )};`,
      ),
    [`${generated}/schema.ts`]: await formatted(
      `${made(source)}${imports}\n${astToString(types)}`,
    ),
    [`${generated}/ApiClient.ts`]: await formatted(
      made(source) + clientOf(pluginId, document),
    ),
  };
}

function documentOf(folder) {
  return join(root, 'plugins', folder, 'src/schema/openapi.yaml');
}

async function formatted(text) {
  const options = await prettier.resolveConfig(join(root, 'package.json'));
  return prettier.format(text, { ...options, parser: 'typescript' });
}

function clientOf(pluginId, document) {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    methods
      .filter(method => item[method])
      .map(method => methodOf(document, path, method, item[method])),
  );
  return `
    import type { components, operations } from './schema';

    /** An answer whose JSON has a known shape when it is a success. */
    export type TypedResponse<T> = Omit<Response, 'json'> & {
      json: () => Promise<T>;
    };

    type Schemas = components['schemas'];

    /** Parameters in the query of an operation. */
    type Query<Name extends keyof operations> =
      operations[Name]['parameters']['query'];

    /** One method for each operation of /api/${pluginId}. */
    export class ApiClient {
      readonly #discovery: { getBaseUrl(pluginId: string): Promise<string> };
      readonly #fetch: typeof fetch;

      constructor(options: {
        discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
        fetchApi: { fetch: typeof fetch };
      }) {
        this.#discovery = options.discoveryApi;
        this.#fetch = options.fetchApi.fetch;
      }

      ${operations.join('\n\n')}

      async #send(
        method: string,
        path: string,
        request: { query?: object; body?: unknown },
        init: RequestInit = {},
      ): Promise<Response> {
        const baseUrl = await this.#discovery.getBaseUrl('${pluginId}');
        const query = new URLSearchParams(
          Object.entries(request.query ?? {})
            .filter(([, value]) => value !== undefined && value !== '')
            .flatMap(([name, value]) =>
              [value].flat().map(one => [name, String(one)]),
            ),
        ).toString();
        const { body } = request;
        // The browser's own wants no other "this".
        const fetchNow = this.#fetch;
        return fetchNow(\`\${baseUrl}\${path}\${query && \`?\${query}\`}\`, {
          ...init,
          method,
          ...(body !== undefined && {
            headers: { 'content-type': 'application/json', ...init.headers },
            body: JSON.stringify(body),
          }),
        });
      }
    }
  `;
}

function methodOf(document, path, method, operation) {
  const { operationId: name, summary } = operation;
  const parameters = (operation.parameters ?? []).map(one =>
    one.$ref ? resolve(document, one.$ref) : one,
  );
  const inPath = parameters.filter(one => one.in === 'path');
  const query = parameters.filter(one => one.in === 'query');
  const body = operation.requestBody;
  const json = body?.content['application/json'];
  // A file goes as it is.
  const mediaType = body && !json ? Object.keys(body.content)[0] : undefined;
  const fields = [
    ...inPath.map(one => `${one.name}: ${typeOf(one.schema)}`),
    ...(query.length > 0
      ? [`query${query.some(one => one.required) ? '' : '?'}: Query<'${name}'>`]
      : []),
    ...(mediaType ? ['body: BodyInit'] : []),
    ...(json
      ? [
          `body${body.required ? '' : '?'}: ${schemaType(
            json.schema,
            `operations['${name}']['requestBody'] extends { content: { 'application/json': infer Body } } ? Body : never`,
          )}`,
        ]
      : []),
  ];
  const optional = fields.every(field => /^(query|body)\?/.test(field));
  const request =
    fields.length > 0
      ? `request: { ${fields.join('; ')} }${optional ? ' = {}' : ''}, `
      : '';
  const address = path.replace(/\{(\w+)\}/g, (_, parameter) => {
    const encoded = `encodeURIComponent(request.${parameter})`;
    return inPath.find(one => one.name === parameter)['x-slashes']
      ? `\${${encoded}.replace(/%2F/g, '/')}`
      : `\${${encoded}}`;
  });
  const answer = answerOf(operation);
  const passed = [
    ...(query.length > 0 ? ['query: request.query'] : []),
    ...(json ? ['body: request.body ?? {}'] : []),
  ];
  const settings = mediaType
    ? `{ ...init, body: request.body, headers: { 'content-type': '${mediaType}', ...init?.headers } }`
    : 'init';
  return `
    /** ${summary}. */
    async ${name}(${request}init?: RequestInit): Promise<${answer}> {
      return this.#send('${method.toUpperCase()}', \`${address}\`, { ${passed.join(
    ', ',
  )} }, ${settings});
    }`;
}

function answerOf(operation) {
  const success = Object.entries(operation.responses).find(([status]) =>
    status.startsWith('2'),
  )[1];
  const schema = success.content?.['application/json']?.schema;
  return schema
    ? `TypedResponse<${schemaType(schema, 'unknown')}>`
    : 'Response';
}

function schemaType(schema, otherwise) {
  const name = /^#\/components\/schemas\/(\w+)$/.exec(schema.$ref ?? '')?.[1];
  return name ? `Schemas['${name}']` : otherwise;
}

function typeOf({ type }) {
  return type === 'integer' || type === 'number' ? 'number' : 'string';
}

function resolve(document, reference) {
  return reference
    .replace(/^#\//, '')
    .split('/')
    .reduce((value, key) => value[key], document);
}

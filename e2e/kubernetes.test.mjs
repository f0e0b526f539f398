// The tab Kubernetes of a service that carries the annotation: without a cluster
// it says so; with one (KUBECONFIG names it) it shows what runs there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from '../scripts/lib/client.mjs';
import { work } from '../scripts/lib/setUp.mjs';
import { openPortal } from './lib/badDays.mjs';
import { signInContext, startBrowser } from './lib/browser.mjs';
import { execute } from './lib/containerEngine.mjs';

const executablePath = process.env.DOP_TEST_CHROMIUM;
const kubectl = (...parameters) => execute('kubectl', parameters);

const entity = (name, annotations) => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
  annotations: ${JSON.stringify(annotations)}
spec: { type: service, lifecycle: experimental, owner: shop }
`;

/** Walks on the page of a service in the catalog, signed in as Ada. */
async function onServices(settings, names, walk) {
  const place = await openPortal(settings);
  const browser = await startBrowser(executablePath);
  try {
    const { copy } = await place.newRepository('shop/services');
    await copy.pushFiles({
      'catalog-info.yaml': Object.entries(names)
        .map(([name, annotations]) => entity(name, annotations))
        .join('---\n'),
    });
    for (const name of Object.keys(names)) {
      await until(`${name} in the catalog`, () =>
        place.ada.get(`/api/catalog/entities/by-name/component/shop/${name}`),
      );
    }
    const context = await browser.newContext({
      viewport: { width: 1366, height: 768 },
    });
    context.setDefaultTimeout(30_000);
    await signInContext(
      context,
      place.portal.url,
      'ada',
      'correct horse battery staple',
    );
    const page = await context.newPage();
    const open = name =>
      page.goto(`${place.portal.url}/catalog/shop/component/${name}`);
    try {
      await walk({ page, open });
    } catch (error) {
      const picture = join(work, 'test', 'kubernetes.png');
      await page.screenshot({ path: picture }).catch(() => undefined);
      throw new Error(`${error.message}\nThe page: ${picture}`, {
        cause: error,
      });
    }
  } finally {
    await browser.close();
    await place.close();
  }
}

const tab = page => page.getByRole('link', { name: 'Kubernetes', exact: true });

test(
  'a service with the annotation has the tab, which says that there is no cluster',
  {
    skip: executablePath ? false : 'DOP_TEST_CHROMIUM is not set',
    timeout: 120_000,
  },
  async () => {
    await onServices(
      {},
      { checkout: { 'backstage.io/kubernetes-id': 'checkout' }, plain: {} },
      async ({ page, open }) => {
        await open('plain');
        await page.getByRole('link', { name: 'Code', exact: true }).waitFor();
        assert.equal(await tab(page).count(), 0);
        await open('checkout');
        await tab(page).click();
        await page.getByText('no cluster is configured').waitFor();
        await page.getByText('kubernetes.clusterLocatorMethods').waitFor();
      },
    );
  },
);

/** The cluster that KUBECONFIG names, if it answers. */
function findCluster() {
  if (!process.env.KUBECONFIG || !executablePath) {
    return undefined;
  }
  const { status, stdout } = spawnSync(
    'kubectl',
    ['config', 'view', '--raw', '--minify', '--flatten', '--output=json'],
    { encoding: 'utf8' },
  );
  const answers =
    spawnSync('kubectl', ['version', '--request-timeout=10s']).status === 0;
  return status === 0 && answers
    ? JSON.parse(stdout).clusters[0].cluster
    : undefined;
}

const cluster = findCluster();
if (cluster) {
  test(
    'a service shows its pods in the cluster',
    { timeout: 300_000 },
    async () => {
      const namespace = `dop-test-${process.pid}`;
      await kubectl('create', 'namespace', namespace);
      try {
        await kubectl('create', 'serviceaccount', 'reader', '-n', namespace);
        await kubectl(
          'create',
          'rolebinding',
          'reader',
          '--clusterrole=view',
          `--serviceaccount=${namespace}:reader`,
          '-n',
          namespace,
        );
        const serviceAccountToken = await kubectl(
          'create',
          'token',
          'reader',
          '-n',
          namespace,
        );
        // Whether the image can be pulled does not matter: the pod is shown.
        await kubectl(
          'run',
          'checkout-1',
          '-n',
          namespace,
          '--image=checkout:none',
          '--image-pull-policy=Never',
          '--labels=backstage.io/kubernetes-id=checkout',
        );
        const settings = {
          'kubernetes.clusterLocatorMethods': [
            {
              type: 'config',
              clusters: [
                {
                  name: 'test',
                  url: cluster.server,
                  authProvider: 'serviceAccount',
                  serviceAccountToken,
                  caData: cluster['certificate-authority-data'],
                  skipTLSVerify: !cluster['certificate-authority-data'],
                  skipMetricsLookup: true,
                },
              ],
            },
          ],
          'kubernetes.objectTypes': ['pods'],
        };
        await onServices(
          settings,
          {
            checkout: {
              'backstage.io/kubernetes-id': 'checkout',
              'backstage.io/kubernetes-namespace': namespace,
            },
          },
          async ({ page, open }) => {
            await open('checkout');
            await tab(page).click();
            await page.getByText('test', { exact: true }).first().click();
            await page.getByText('checkout-1').first().waitFor();
          },
        );
      } finally {
        await kubectl('delete', 'namespace', namespace, '--wait=false');
      }
    },
  );
}

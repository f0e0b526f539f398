// The browser that people would use, driven by Playwright.
import { chromium } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function startBrowser(executablePath) {
  return chromium.launch({ executablePath, args: flags });
}

/**
 * Signs the context's browser in with a password, without showing the form:
 * every page of the context then has the session.
 */
export async function signInContext(context, url, name, password) {
  const response = await context.request.post(`${url}/api/access/sessions`, {
    headers: { 'x-requested-with': 'DOP' },
    data: { name, password },
  });
  if (!response.ok()) {
    throw new Error(`Signing in as ${name}: ${response.status()}`);
  }
}

/**
 * Notes what the browser's console complains about on this page.
 *
 * @returns the complaints so far
 */
export function noteComplaints(page) {
  const complaints = [];
  page.on('console', message => {
    if (message.type() === 'error') {
      complaints.push(`${message.text()} (${message.location().url})`);
    }
  });
  page.on('pageerror', error => complaints.push(String(error.stack ?? error)));
  return complaints;
}

/** How many live streams the portal has open; `client` is an administrator's. */
export async function openStreams(client) {
  const { open } = await client.get('/api/pipelines/streams');
  return open;
}

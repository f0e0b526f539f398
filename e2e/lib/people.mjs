// People with a browser each.
import { openSession } from '../../scripts/lib/journey.mjs';
import { noteComplaints, signInContext } from './browser.mjs';

const password = 'correct horse battery staple';

/**
 * Makes Grace, who owns the group shop as Ada does, and signs both in.
 *
 * @returns a page of each by name, and what their consoles complained about
 */
export async function openPages(place, browser) {
  const { portal, ada } = place;
  const session = await openSession(portal, 'ada', password);
  await session.post('/api/access/accounts', {
    name: 'grace',
    displayName: 'Grace',
    password,
  });
  const member = '/api/access/groups/shop/members/grace';
  await ada.request('PUT', member, { role: 'owner' });
  const pages = {};
  const complaints = [];
  for (const name of ['ada', 'grace']) {
    const context = await browser.newContext();
    context.setDefaultTimeout(120_000);
    await signInContext(context, portal.url, name, password);
    pages[name] = await context.newPage();
    complaints.push(noteComplaints(pages[name]));
  }
  return { ...pages, complaints: () => complaints.flat() };
}

import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';

/** The texts of the app itself; English is the source language. */
export const portalTranslationRef = createTranslationRef({
  id: 'portal',
  messages: {
    globalKeys: {
      search: 'Search',
      home: 'Home',
      catalog: 'Catalog',
      workflows: 'Workflows',
      runs: 'Runs',
      images: 'Images',
      tests: 'Tests',
    },
    countSentence: {
      owned: ' that you own',
      starred: ' that you starred',
      all: 'The {{things}}{{ending}}.',
      soMany: '{{number}} {{things}}{{ending}}.',
      no: 'No',
    },
    catalogPage: {
      name: 'Name',
      description: 'Description',
      owner: 'Owner',
      type: 'Type',
      lifecycle: 'Lifecycle',
      catalog: 'Catalog',
      createAService: 'Create a service',
      searchTheCatalog: 'Search the catalog',
      loadFailed: 'The catalog could not be loaded',
      catalogInText: 'the catalog',
      nothingFits: 'Nothing fits the search and the filters',
      showAll: 'Show all services',
      searchHelp: 'The search looks into names, titles, descriptions and tags.',
      empty: 'Nothing here yet',
      emptyHelp:
        'Services appear here with the push that brings their catalog-info.yaml. A template makes a whole one: repository, tests, workflow and docs. Other filters show what others own.',
      pages: 'Pages',
      previous: 'Previous {{pageSize}}',
      next: 'Next {{pageSize}}',
    },
    homePage: {
      underWay_one: '{{count, number}} run under way',
      underWay_other: '{{count, number}} runs under way',
      neverRan: 'Never ran',
      portalServices: 'Services of the portal',
      ownServices: 'Your services',
      nothingUnderWay: 'No run is under way.',
      nothingFailed: 'Nothing failed. Time for something new.',
      service: 'Service',
      lastRun: 'Last run',
      tests: 'Tests',
      image: 'Image',
      when: 'When',
      home: 'Home',
      loading: 'what is going on',
      empty: 'Nothing here yet',
      createAService: 'Create a service',
      emptyHelp:
        'A service brings its repository, tests, workflow and image. Create the first one from a template: a minute later it has been tested and packed, and this page shows how it is doing.',
      nothingIsRunning: 'Nothing is running',
      failedSince: ', {{number}} failed since you last looked',
      nothingFailedSince: ', nothing failed since you last looked',
      runsFailed: 'The runs could not be loaded',
      runningNow: 'Running now',
      failedRuns: 'Failed since you last looked',
      portalServicesHelp:
        'None of your groups owns a service, so these are all that you may see.',
      servicesFailed: 'Your services could not be loaded',
      yourServices: 'your services',
      noServices: 'You own no service yet',
      noServicesHelp:
        'Services of your groups appear here with their last run and their tests.',
    },
    logo: {
      dopHome: 'DOP, home',
      dop: 'DOP',
    },
    navigation: {
      workflows: 'Workflows',
      settings: 'Settings',
      components: 'Components',
      repositories: 'Repositories',
      images: 'Images',
      tests: 'Tests',
      people: 'People',
      account: 'My account',
      audit: 'Audit',
      home: 'Home',
      runs: 'Runs',
      search: 'Search',
      menu: 'Menu',
    },
    notFoundPage: {
      pageNotFound: 'Page not found',
      nothingIsAt: 'Nothing is at {{pathname}}',
      searchThePortal: 'Search the portal',
      help: 'The link may be old, or mistyped. What was deleted has no page any more, and of private repositories only their members see one.',
    },
  },
});

/** Finds the texts; for words that are made outside of components. */
export type Translate = TranslationFunction<typeof portalTranslationRef.T>;

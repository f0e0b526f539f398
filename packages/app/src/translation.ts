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
      theCatalogCouldNotBe: 'The catalog could not be loaded',
      theCatalog: 'the catalog',
      nothingFitsTheSearchAnd: 'Nothing fits the search and the filters',
      theSearchLooksIntoNames:
        'The search looks into names, titles, descriptions and tags.',
      nothingHereYet: 'Nothing here yet',
      servicesAppearHereWithThe:
        'Services appear here with the push that brings their catalog-info.yaml. A template makes a whole one: repository, tests, workflow and docs. Other filters show what others own.',
      pages: 'Pages',
      previous: 'Previous {{pageSize}}',
      next: 'Next {{pageSize}}',
    },
    homePage: {
      underWay_one: '{{count, number}} run under way',
      underWay_other: '{{count, number}} runs under way',
      neverRan: 'Never ran',
      servicesOfThePortal: 'Services of the portal',
      ownServices: 'Your services',
      noRunIsUnderWay: 'No run is under way.',
      nothingFailed: 'Nothing failed. Time for something new.',
      service: 'Service',
      lastRun: 'Last run',
      tests: 'Tests',
      image: 'Image',
      when: 'When',
      home: 'Home',
      whatIsGoingOn: 'what is going on',
      nothingHereYet: 'Nothing here yet',
      createAService: 'Create a service',
      aServiceBringsItsRepository:
        'A service brings its repository, tests, workflow and image. Create the first one from a template: a minute later it has been tested and packed, and this page shows how it is doing.',
      nothingIsRunning: 'Nothing is running',
      failedSinceYouLastLooked: ', {{number}} failed since you last looked',
      nothingFailedSinceYouLast: ', nothing failed since you last looked',
      theRunsCouldNotBe: 'The runs could not be loaded',
      runningNow: 'Running now',
      failedRuns: 'Failed since you last looked',
      noneOfYourGroupsOwns:
        'None of your groups owns a service, so these are all that you may see.',
      yourServicesCouldNotBe: 'Your services could not be loaded',
      yourServices: 'your services',
      youOwnNoServiceYet: 'You own no service yet',
      servicesOfYourGroupsAppear:
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
      home: 'Home',
      runs: 'Runs',
      search: 'Search',
      menu: 'Menu',
    },
    notFoundPage: {
      pageNotFound: 'Page not found',
      nothingIsAt: 'Nothing is at {{pathname}}',
      searchThePortal: 'Search the portal',
      theLinkMayBeOld:
        'The link may be old, or mistyped. What was deleted has no page any more, and of private repositories only their members see one.',
    },
  },
});

/** Finds the texts; for words that are made outside of components. */
export type Translate = TranslationFunction<typeof portalTranslationRef.T>;

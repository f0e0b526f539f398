import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// A busy machine draws late; what never comes still fails.
configure({ asyncUtilTimeout: 25_000 });
jest.setTimeout(90_000);

#!/usr/bin/env node
const { main } = require('../dist/index.cjs.js');

main(process.argv);

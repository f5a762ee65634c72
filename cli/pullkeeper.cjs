#!/usr/bin/env node
require('../scripts/node.cjs');
const { enableCompileCache } = require('node:module');
const { sep } = require('node:path');

enableCompileCache(); // run from source, a command takes half the time from its second run on

// In the repository the command line runs from source. Installed as a package it is bundled, since Node runs no TypeScript
// from node_modules.
const installed = __dirname.split(sep).includes('node_modules');
import(installed ? '../build/cli/main.mjs' : './main.ts');

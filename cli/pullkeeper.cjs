#!/usr/bin/env node
require('../scripts/node.cjs');
const { existsSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { join } = require('node:path');

enableCompileCache(); // a command takes half the time from its second run on

// In the repository the command line runs from source. The package has the bundle instead: Node runs no TypeScript from
// node_modules.
const source = join(__dirname, 'main.ts');
import(existsSync(source) ? source : '../build/cli/main.mjs');

#!/usr/bin/env node
// In the repository the command line runs from source. Installed as a package it is one bundled file, since Node runs
// no TypeScript from node_modules.
const installed = import.meta.url.includes('/node_modules/');
await import(installed ? '../build/pullkeeper.mjs' : './main.ts');

require('./node.cjs');

module.exports = require('./serverless-plugin.ts').default;

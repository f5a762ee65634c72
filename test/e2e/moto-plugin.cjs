/** moto takes a warning of cfn-lint for a refusal, and serverless names dependencies that a reference implies. */
const REDUNDANT_DEPENDENCY = 'W3005';

module.exports = class {
  constructor({ service }) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        for (const resource of Object.values(service.provider.compiledCloudFormationTemplate.Resources)) {
          resource.Metadata = { 'cfn-lint': { config: { ignore_checks: [REDUNDANT_DEPENDENCY] } } };
        }
      },
    };
  }
};

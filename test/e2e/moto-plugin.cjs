/** moto takes a warning of cfn-lint for a refusal, and serverless names dependencies that a reference implies. */
const REDUNDANT_DEPENDENCY = 'W3005';

module.exports = class {
  constructor({ service }) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { Resources, Conditions } = service.provider.compiledCloudFormationTemplate;
        for (const resource of Object.values(Resources)) {
          resource.Metadata = { 'cfn-lint': { config: { ignore_checks: [REDUNDANT_DEPENDENCY] } } };
        }
        hideConstants(Conditions);
      },
    };
  }
};

/** Another warning is of conditions that serverless has filled in: a join of one text is no constant to cfn-lint. */
function hideConstants(node) {
  if (typeof node !== 'object' || node === null) return;
  const [left] = node['Fn::Equals'] ?? [];
  if (typeof left === 'string') node['Fn::Equals'][0] = { 'Fn::Join': ['', [left]] };
  else Object.values(node).forEach(hideConstants);
}

"""Says of each line of standard input, {"policy": …, "action": …, "resource": …}, whether moto would allow it."""

import json
import sys

from moto.iam.access_control import IAMPolicy, PermissionResult

for line in sys.stdin:
    question = json.loads(line)
    policy = IAMPolicy(json.dumps(question["policy"]))
    result = policy.is_action_permitted(question["action"], question["resource"])
    print(json.dumps(result == PermissionResult.PERMITTED))

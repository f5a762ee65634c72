#!/usr/bin/env bash
# The step of action.yml: prints annotations, writes a SARIF file, and exits as `pullkeeper validate` does.
set -uo pipefail

args=(validate --fail-on "$FAIL_ON")
if [ -n "$TRUSS" ]; then args+=(--truss "$TRUSS"); fi
if [ -n "$REGISTRIES" ]; then args+=(--registries "$REGISTRIES"); fi
paths=()
while IFS= read -r path; do
  if [ -n "${path//[[:space:]]/}" ]; then paths+=("$path"); fi
done <<<"$PATHS"

validate() { npx --yes "pullkeeper@$VERSION" "${args[@]}" --format "$1" -- "${paths[@]}"; }

sarif="$RUNNER_TEMP/pullkeeper.sarif"
validate sarif >"$sarif"
status=$?
if [ "$status" -gt 1 ]; then exit "$status"; fi
echo "sarif=$sarif" >>"$GITHUB_OUTPUT"
validate "$FORMAT"

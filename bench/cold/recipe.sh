# The recipe of the platforms' docs, with the AWS CLI.
set -eu
token=$(aws ecr get-login-password)
value=$(printf 'AWS:%s' "$token" | base64 -w0)
aws secretsmanager put-secret-value --secret-id "$SECRET_NAME" --secret-string "$value" >/dev/null

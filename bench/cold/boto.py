"""A script with boto3, as one would write it first."""

import os

import boto3

token = boto3.client("ecr").get_authorization_token()["authorizationData"][0]["authorizationToken"]
boto3.client("secretsmanager").put_secret_value(SecretId=os.environ["SECRET_NAME"], SecretString=token)

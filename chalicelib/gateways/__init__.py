"""The ways out of the process: SQS, S3, SES, parameters, HTTP, identity. boto3 only here and in ``store``."""

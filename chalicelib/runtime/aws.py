"""The runtime in AWS, from the environment variables that the template sets. Clients are made when first used."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final

import boto3
from botocore.config import Config
from pydantic import BaseModel, BeforeValidator, StringConstraints, ValidationError

from chalicelib.gateways.http import HttpGateway
from chalicelib.gateways.identity import PublishedKeys, TokenVerifier
from chalicelib.gateways.parameters import ParameterAccounts, Parameters, ParameterSecrets
from chalicelib.gateways.public_http import PublicHttp
from chalicelib.gateways.s3 import S3Objects
from chalicelib.gateways.sealed_objects import SealedObjects
from chalicelib.gateways.ses import SesMailer
from chalicelib.gateways.sqs import SqsQueue
from chalicelib.model.errors import ConfigurationError
from chalicelib.model.sealing import Seal
from chalicelib.model.settings import Originals, Settings
from chalicelib.model.tokens import Signer
from chalicelib.store import Table

from .runtime import Runtime

Given = Annotated[str, StringConstraints(min_length=1)]


class Environment(BaseModel):
    """The variables of every function; what each function may really do is for its policy to say."""

    STAGE: Given
    TABLE_NAME: Given
    INTAKE_QUEUE_URL: Given
    DUE_QUEUE_URL: Given
    OBJECTS_BUCKET: Given
    PARAMETER_PREFIX: Given
    SIGNING_KEY_PARAMETER: Given = "signing-key"
    OIDC_ISSUER: Given
    OIDC_AUDIENCE: Given
    PUBLIC_URL: str = ""
    DEFAULT_SHOP: Given = "demo"
    SEAL_KEYS: Given = "seal-key"
    ORIGINALS: Originals = "open"
    SURVEY_DELAY_SECONDS: Annotated[int | None, BeforeValidator(lambda given: given or None)] = None


MODEL_KEY: Final = "model-public-key"
SEARCH_KEY: Final = "search-key"
SHORTEST_KEY: Final = 16
CONFIG: Final = Config(
    parameter_validation=False,  # DynamoDB checks again, and it is a tenth of the CPU a message costs
    retries={"mode": "standard", "total_max_attempts": 3},
    connect_timeout=2,
    read_timeout=8,
)


SPECIAL: Final = {
    # SES does not recognise a repetition; the outbox knows when to try again.
    "sesv2": Config(retries={"mode": "standard", "total_max_attempts": 1}),
    # Signed links and forms need the newer signature, and the bucket's own host in its region.
    "s3": Config(
        signature_version="s3v4", s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"}
    ),
}


@cache
def client(service: str) -> Any:
    config = CONFIG.merge(SPECIAL[service]) if service in SPECIAL else CONFIG
    return boto3.client(service, config=config)  # type: ignore[call-overload]


def from_environment(variables: Mapping[str, str] = os.environ) -> Runtime:
    """Raises ``ConfigurationError`` naming the variables and parameters that are missing."""
    environment, region = _read(variables), variables.get("AWS_REGION", "us-east-1")
    parameters = Parameters(lambda: client("ssm"), environment.PARAMETER_PREFIX)
    http = HttpGateway()
    seal = Seal(
        lambda: [
            _lasting_key(parameters, name, purpose="what is kept of people is sealed")
            for name in environment.SEAL_KEYS.split(",")
        ]
    )
    return Runtime(
        table=Table(
            lambda: client("dynamodb"),
            environment.TABLE_NAME,
            secret=lambda: _lasting_key(
                parameters, SEARCH_KEY, purpose="phone numbers, addresses and message ids are hashed"
            ),
            seal=seal,
        ),
        intake_queue=SqsQueue(lambda: client("sqs"), environment.INTAKE_QUEUE_URL),
        due_queue=SqsQueue(lambda: client("sqs"), environment.DUE_QUEUE_URL),
        objects=SealedObjects(S3Objects(lambda: client("s3"), environment.OBJECTS_BUCKET, region=region), seal),
        mailer=SesMailer(lambda: client("sesv2")),
        http=http,
        public_http=PublicHttp(),
        secrets=ParameterSecrets(parameters),
        accounts=ParameterAccounts(parameters),
        doorkeeper=TokenVerifier(
            PublishedKeys(environment.OIDC_ISSUER, http),
            issuer=environment.OIDC_ISSUER,
            audience=environment.OIDC_AUDIENCE,
        ),
        signer=_signer(parameters, environment.SIGNING_KEY_PARAMETER),
        model_key=lambda: parameters.get(MODEL_KEY),
        settings=Settings(
            public_url=environment.PUBLIC_URL.rstrip("/"),
            default_shop=environment.DEFAULT_SHOP,
            originals=environment.ORIGINALS,
            survey_delay_seconds=environment.SURVEY_DELAY_SECONDS,
        ),
        stage=environment.STAGE,
    )


def _read(variables: Mapping[str, str]) -> Environment:
    try:
        return Environment.model_validate(dict(variables))
    except ValidationError as error:
        wrong = ", ".join(str(problem["loc"][0]) for problem in error.errors())
        raise ConfigurationError(f"environment variables missing or wrong: {wrong}") from None


def _signer(parameters: Parameters, name: str) -> Signer:
    """One key a line, the newest first, each at least 16 characters."""
    text = parameters.get(name)
    if not text:
        raise ConfigurationError(f"the parameter {parameters.prefix}/{name} is missing: it signs links and receipts")
    try:
        return Signer(tuple(line.strip().encode() for line in text.splitlines() if line.strip()))
    except ValueError as error:
        raise ConfigurationError(f"the parameter {parameters.prefix}/{name} is unfit: {error}") from None


def _lasting_key(parameters: Parameters, name: str, *, purpose: str) -> bytes:
    """One key for good: what was written under another one is not found or read again."""
    key = (parameters.get(name) or "").strip().encode()
    if len(key) < SHORTEST_KEY:
        raise ConfigurationError(
            f"the parameter {parameters.prefix}/{name} is missing or shorter than {SHORTEST_KEY} characters: under it "
            f"{purpose}"
        )
    return key

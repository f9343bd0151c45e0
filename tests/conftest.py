"""No test may reach a real AWS account, whatever the machine that runs it is signed in to."""

import os

from chalicelib import wiring

os.environ.update(
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_REGION=wiring.REGION,
    AWS_DEFAULT_REGION=wiring.REGION,
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    AWS_EC2_METADATA_DISABLED="true",
)
for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "ACQUIT_TODAY"):
    os.environ.pop(name, None)

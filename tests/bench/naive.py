"""The naive way of a Lambda function: it imports the whole service and WeasyPrint first, whatever it is asked.

Stands beside the package in the bare machine (cold.py), nowhere else.
"""

import importlib
import pkgutil

import boto3  # noqa: F401
import pynamodb.models  # noqa: F401

import chalicelib

for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
    importlib.import_module(module.name)

from app import app, check_businesses, hear_mail, run_step, sweep  # noqa: E402, F401
from chalicelib.documents import pdf  # noqa: E402

pdf.warm_up()

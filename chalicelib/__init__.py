"""The service; every process loads this file first."""

import os

# Pydantic would read the metadata of every installed package in search of plugins, and there are none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

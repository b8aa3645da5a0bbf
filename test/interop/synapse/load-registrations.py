"""Loads registrations as Synapse does when it starts: a JSON list of YAML texts in, a list of reasons (or null) out."""

import json
import sys

import yaml
from synapse.config.appservice import _load_appservice


def refusal(text):
    try:
        _load_appservice("example.org", yaml.safe_load(text), "registration.yaml")
        return None
    except Exception as error:
        return f"{type(error).__name__}: {error}"


json.dump([refusal(text) for text in json.load(sys.stdin)], sys.stdout)

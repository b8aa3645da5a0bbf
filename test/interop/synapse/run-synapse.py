"""Runs Synapse with the arguments given, and ends it when standard input does: it never outlives the test that began it."""

import os
import sys
import threading

from synapse.app.homeserver import main


def end_with_input():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()
main()

"""An appservice made with mautrix-python. Speaks on standard input and output as run-matrix-bot-sdk.mjs does."""

import asyncio
import json
import os
import sys
import tempfile

from mautrix.appservice import AppService

os.chdir(tempfile.mkdtemp())
fails = False


def tell(what):
    print(json.dumps({"told": what.serialize() if hasattr(what, "serialize") else what}), flush=True)


async def main():
    global fails
    loop = asyncio.get_running_loop()
    appservice = AppService(
        server="http://homeserver.invalid",
        domain="example.org",
        as_token="as-secret",
        hs_token=sys.argv[1],
        bot_localpart="bot",
        id="peer",
        ephemeral_events=True,
        encryption_events=True,
    )

    async def on_event(event):
        global fails
        tell(event)
        if fails:
            fails = False
            raise RuntimeError("the application failed")

    async def on_other(what):
        tell(what)

    async def on_counts(counts):
        tell({user: {device: count.serialize() for device, count in devices.items()} for user, devices in counts.items()})

    appservice.matrix_event_handler(on_event)
    appservice.to_device_handler = on_other
    appservice.device_list_handler = on_other
    appservice.otk_handler = on_counts
    await appservice.start("127.0.0.1", 0)
    print(json.dumps({"port": appservice.runner.addresses[0][1]}), flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        fails = True
        print(json.dumps({"failing": True}), flush=True)
    os._exit(0)


asyncio.run(main())

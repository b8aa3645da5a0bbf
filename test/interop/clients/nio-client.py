"""Clients made with matrix-nio and vodozemac, each known by a name. Commands come as lines of JSON on standard input, and are answered on
standard output, where events of rooms are told, too. It ends with its input."""

import asyncio
import base64
import io
import json
import logging
import os
import sys
import tempfile

from nio import (
    AsyncClient,
    AsyncClientConfig,
    MegolmEvent,
    RoomMessage,
    RoomPreset,
    RoomVisibility,
)
from nio.crypto import decrypt_attachment

logging.disable(logging.CRITICAL)
clients = {}
syncs = {}


def tell(line):
    print(json.dumps(line), flush=True)


class Refused(Exception):
    """The homeserver's answer was an error."""


def taken(response):
    if "Error" in type(response).__name__:
        raise Refused(str(response))
    return response


def described(name, room, event):
    content = event.source.get("content", {})
    is_undecryptable = isinstance(event, MegolmEvent)
    shown = {
        "name": name,
        "roomId": room.room_id,
        "eventId": event.event_id,
        "sender": event.sender,
        "type": "m.room.encrypted" if is_undecryptable else event.source.get("type"),
        "content": content,
        "isEncrypted": is_undecryptable or bool(event.decrypted),
    }
    return {**shown, "failure": "no key"} if is_undecryptable else shown


async def begin(name, url, username, folder, session):
    config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=True)
    client = AsyncClient(url, username, store_path=folder, config=config)
    if session is None:
        return client
    user_id, device_id, token = session
    client.restore_login(user_id, device_id, token)
    return client


async def run(name, client, folder):
    def on_event(room, event):
        tell({"told": described(name, room, event)})

    client.add_event_callback(on_event, (RoomMessage, MegolmEvent))
    clients[name] = (client, folder)
    taken(await client.sync(timeout=0, full_state=True))
    await tend(client)

    async def sync_forever():
        while True:
            await client.sync(timeout=2000)
            await tend(client)

    syncs[name] = asyncio.ensure_future(sync_forever())
    return {"userId": client.user_id, "deviceId": client.device_id}


async def tend(client):
    """What nio leaves to its user's loop."""
    if client.should_upload_keys:
        await client.keys_upload()
    if client.should_query_keys:
        await client.keys_query()
    if client.should_claim_keys:
        await client.keys_claim(client.get_users_for_key_claiming())
    await client.send_to_device_messages()


async def login(name, url, username, password, isNew=False):
    folder = tempfile.mkdtemp(prefix="nio-", dir=os.environ["CLIENT_STORES"])
    client = await begin(name, url, username, folder, None)
    taken(await (client.register(username, password) if isNew else client.login(password)))
    return await run(name, client, folder)


async def end(name):
    syncs.pop(name).cancel()
    await clients[name][0].close()


async def restart(name):
    client, folder = clients[name]
    session = (client.user_id, client.device_id, client.access_token)
    await end(name)
    return await run(name, await begin(name, client.homeserver, client.user, folder, session), folder)


async def create_room(name, encryption=None, invite=(), **_):
    state = [{"type": "m.room.encryption", "state_key": "", "content": encryption}] if encryption else []
    client = clients[name][0]
    private = {"visibility": RoomVisibility.private, "preset": RoomPreset.private_chat}
    return taken(await client.room_create(**private, invite=list(invite), initial_state=state)).room_id


async def synced(client, is_there):
    while not is_there():
        await asyncio.wait_for(client.synced.wait(), 30)


async def send_content(name, roomId, content):
    client = clients[name][0]
    # What it knows of the room is what a sync brought.
    await synced(client, lambda: roomId in client.rooms and client.rooms[roomId].encrypted)
    sent = client.room_send(roomId, "m.room.message", content, ignore_unverified_devices=True)
    return taken(await sent).event_id


async def send(name, roomId, body):
    return await send_content(name, roomId, {"msgtype": "m.text", "body": body})


async def send_file(name, roomId, body, base64):
    client = clients[name][0]
    data = decoded(base64)
    upload, keys = await client.upload(io.BytesIO(data), "application/octet-stream", encrypt=True, filesize=len(data))
    file = {**keys, "url": taken(upload).content_uri}
    return await send_content(name, roomId, {"msgtype": "m.file", "body": body, "file": file})


def decoded(text):
    return base64.b64decode(text)


async def read_file(name, content):
    client = clients[name][0]
    file = content["file"]
    data = taken(await client.download(mxc=file["url"])).body
    plain = decrypt_attachment(data, file["key"]["k"], file["hashes"]["sha256"], file["iv"])
    return base64.b64encode(plain).decode()


async def join(name, roomId):
    client = clients[name][0]
    taken(await client.join(roomId))
    await synced(client, lambda: roomId in client.rooms)


async def knows(name, roomId, userId):
    client = clients[name][0]
    await synced(client, lambda: roomId in client.rooms and userId in client.rooms[roomId].users)


async def leave(name, roomId):
    taken(await clients[name][0].room_leave(roomId))


async def invite(name, roomId, userId):
    taken(await clients[name][0].room_invite(roomId, userId))


commands = {
    "login": login,
    "restart": restart,
    "createRoom": create_room,
    "send": send,
    "sendFile": send_file,
    "readFile": read_file,
    "join": join,
    "knows": knows,
    "leave": leave,
    "invite": invite,
}


async def answer(id, command, parameters):
    try:
        tell({"id": id, "result": await commands[command](**parameters)})
    except Exception as error:
        tell({"id": id, "error": f"{type(error).__name__}: {error}"})


async def main():
    with tempfile.TemporaryDirectory(prefix="nio-clients-") as folder:
        os.environ["CLIENT_STORES"] = folder
        loop = asyncio.get_running_loop()
        running = set()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            order = json.loads(line)
            task = asyncio.ensure_future(answer(order.pop("id"), order.pop("command"), order))
            running.add(task)
            task.add_done_callback(running.discard)
        for name in list(syncs):
            await end(name)


asyncio.run(main())

"""Does with Python's canonicaljson and signedjson what the test asks for: a job in a line of JSON, an answer in a line."""

import json
import re
import sys

from canonicaljson import encode_canonical_json
from signedjson.key import decode_signing_key_base64, decode_verify_key_base64
from signedjson.sign import sign_json, verify_signed_json


def canonical(text):
    return encode_canonical_json(json.loads(text)).decode("utf-8")


def sign(text, entity, seed):
    key = decode_signing_key_base64("ed25519", "1", seed)
    return sign_json(json.loads(text), entity, key)["signatures"][entity]["ed25519:1"]


def verify(text, entity, key):
    verify_signed_json(json.loads(text), entity, decode_verify_key_base64("ed25519", "1", key))
    return True


def request_json(method, target, origin, destination, text):
    request = {"method": method, "uri": target, "origin": origin, "destination": destination}
    return request if text is None else {**request, "content": json.loads(text)}


def header(method, target, origin, destination, text, seed):
    request = request_json(method, target, origin, destination, text)
    signature = sign(json.dumps(request), origin, seed)
    return f'X-Matrix origin="{origin}",key="ed25519:1",sig="{signature}",destination="{destination}"'


def check(method, target, destination, text, authorization, key):
    given = dict(re.findall(r'(\w+)="([^"]*)"', authorization.removeprefix("X-Matrix ")))
    request = request_json(method, target, given["origin"], given["destination"], text)
    request["signatures"] = {given["origin"]: {given["key"]: given["sig"]}}
    return given["destination"] == destination and verify(json.dumps(request), given["origin"], key)


jobs = {"canonical": canonical, "sign": sign, "verify": verify, "header": header, "check": check}

for line in sys.stdin:
    job = json.loads(line)
    try:
        answer = {"value": jobs[job.pop("do")](**job)}
    except Exception as error:
        answer = {"refused": type(error).__name__}
    print(json.dumps(answer))

"""Runs test vectors of matrix-encrypted-appservice against a small port, and shows how to run them in any language.

    python3 run_vectors.py FOLDER      the folder with the JSON files, such as generated/vectors

For your own implementation, replace what SUBJECTS has: one function for each file, from an input to what a case expects.
Exits with 1, and names the cases, if a result is another one than expected. Needs Python 3.8 and nothing else.
"""
import json
import sys
from pathlib import Path


def merge_key_queries(case):
    """Merges application services' answers to a key query into the homeserver's own (rules M1 and M2)."""
    merged = dict(case["homeserver"])
    for answer in case["appservices"]:
        for name in ("device_keys", "master_keys", "self_signing_keys", "user_signing_keys"):
            if name not in answer:
                continue
            users = dict(merged.get(name, {}))
            for user, theirs in answer[name].items():
                if not user.startswith("@"):  # no user, so nobody was asked for it (W5)
                    continue
                # A device or key is taken whole: mixing fields would break its signature.
                users[user] = {**users.get(user, {}), **theirs} if name == "device_keys" else theirs
            merged[name] = users
    return merged


def canonical_json(text):
    """Writes a JSON text in canonical form, or refuses it (rules F1 and S1)."""
    try:
        value = json.loads(text, object_pairs_hook=without_repeats, parse_float=whole, parse_int=whole, parse_constant=refuse)
        # Python sorts strings by code point, as canonical JSON does; JavaScript and Java do not.
        canonical = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        canonical.encode("utf-8")  # fails for half of a surrogate pair
        return {"canonical": canonical}
    except ValueError:
        return {"refused": True}


def without_repeats(pairs):
    fields = dict(pairs)
    return fields if len(fields) == len(pairs) else refuse("a repeated name")


def whole(number):
    if float(number).is_integer() and abs(float(number)) < 2**53:
        return int(float(number))
    return refuse(number)


def refuse(reason):
    raise ValueError(reason)


def is_unknown_route(answer):
    """Tells whether an answer means that the path is unknown (rule N2)."""
    try:
        body = json.loads(answer["body"])
    except ValueError:
        body = None
    if isinstance(body, dict):
        return answer["status"] in (400, 404, 405, 501) and body.get("errcode") == "M_UNRECOGNIZED"
    return answer["status"] in (404, 405)


SUBJECTS = {
    "merging-key-queries.json": merge_key_queries,
    "canonical-json.json": canonical_json,
    "recognising-unknown-routes.json": is_unknown_route,
}


def main(folder):
    passed, failed = 0, 0
    for name, subject in SUBJECTS.items():
        vectors = json.loads((Path(folder) / name).read_text(encoding="utf-8"))
        for case in vectors["cases"]:
            result = subject(case["input"])
            if result == case["expected"]:
                passed += 1
                continue
            failed += 1
            print(f"{name}: {case['name']} ({case['rule']})", file=sys.stderr)
            print(f"  expected {json.dumps(case['expected'])}\n  but got  {json.dumps(result)}", file=sys.stderr)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))

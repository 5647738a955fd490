# SPDX-License-Identifier: GPL-3.0-or-later
"""One call of the admin API of a stand-in that runs in the background: DIR METHOD PATH [JSON]."""
import json
import pathlib
import sys
import urllib.error
import urllib.request


def main(folder, method, path, body=""):
    described = json.loads((pathlib.Path(folder) / "palette.json").read_text(encoding="utf-8"))
    request = urllib.request.Request(described["admin"] + path, method=method, data=body.encode() if body else None,
                                     headers={"X-Stand-In-Token": described["adminToken"]})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
            print(json.dumps(json.load(answer), indent=2, ensure_ascii=False))
    except urllib.error.HTTPError as refusal:
        print(f"scripts/palette: {json.load(refusal)['error']}", file=sys.stderr)
        return 2
    except urllib.error.URLError as reason:
        print(f"scripts/palette: the stand-in does not answer: {reason.reason}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line behind scripts/palette: run (for tests) and serve (in the background)."""
import argparse
import ctypes
import json
import os
import pathlib
import shutil
import signal
import socket
import sys
import tempfile
import threading
import urllib.parse

from .standin import Options, StandIn
from .world.clock import Clock, seconds

STATE = "palette.json"


def main():
    parser = argparse.ArgumentParser(prog="scripts/palette", description="Easel's Palette stand-in. It is not Palette.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (("run", "in the foreground for a test: one JSON line, then ends with its standard input"),
                       ("serve", "until it is told to stop")):
        command = commands.add_parser(name, help=text)
        command.add_argument("--dir", default="",
                             help="holds certificates and palette.json; run: a temporary one by default")
        command.add_argument("--hosts", type=int, default=0, help="how many edge hosts, 0 for the institute's own")
        command.add_argument("--clock", choices=Clock.MODES, default="real")
        command.add_argument("--epoch", default="", help="the stand-in's time at the start, RFC 3339; now by default")
        command.add_argument("--limits", choices=("real", "clock", "off"), default="real",
                             help="what rate limits go by")
        command.add_argument("--port", type=int, default=0, help="of the API; 0 takes a free one")
        command.add_argument("--cluster-kubeconfig", default="", help="what clusters hand out")
        command.add_argument("--strict", action=argparse.BooleanOptionalAction, default=name == "run",
                             help="record every break of the contract; answers that break it become 500")
    arguments = parser.parse_args()
    return _serve(arguments, for_a_test=arguments.command == "run")


def _serve(arguments, for_a_test):
    temporary = "" if arguments.dir else tempfile.mkdtemp(prefix="easel-palette-")
    folder = pathlib.Path(arguments.dir or temporary).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    earlier = _earlier(folder / STATE)
    options = Options(str(folder), arguments.hosts, arguments.clock, seconds(arguments.epoch)
                      if arguments.epoch else None,
                      arguments.strict, arguments.limits, arguments.port or _port_of(earlier),
                      arguments.cluster_kubeconfig, earlier)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    if for_a_test:
        _end_with_parent()
        threading.Thread(target=_watch_input, args=(stopping,), daemon=True).start()
    try:
        try:
            stand_in = StandIn(options)
        except (OSError, RuntimeError) as reason:
            print(f"scripts/palette: the stand-in cannot start: {reason}", file=sys.stderr)
            return 2
        stand_in.start()
        described = {**stand_in.describe(), "pid": os.getpid()}
        if for_a_test:
            print(json.dumps(described), flush=True)
        else:
            _write_private(folder / STATE, json.dumps(described) + "\n")
        stopping.wait()
        stand_in.stop()
    finally:
        if temporary:
            shutil.rmtree(temporary, ignore_errors=True)
    return 0


def _earlier(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _port_of(earlier):
    """The port of an earlier run, when it is free: a connection that somebody stored stays right."""
    if not earlier:
        return 0
    port = urllib.parse.urlsplit(earlier["url"]).port
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port


def _end_with_parent():
    """Linux ends a process with its parent when asked to; elsewhere the end of standard input does."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    except (OSError, AttributeError):
        pass


def _watch_input(stopping):
    # Read past Python's buffer, whose lock a thread must not hold when the interpreter ends.
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    stopping.set()


def _write_private(path, text):
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)


if __name__ == "__main__":
    sys.exit(main())

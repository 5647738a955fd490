# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-in as a program: TLS, keep-alive, start and end, the admin port, many machines, and that it is never
shipped.
"""
import json
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error

from .standin import Options, StandIn
from .testing import Client, StandInCase

ROOT = pathlib.Path(__file__).resolve().parents[2]
META = "/v1/dashboard/projects/metadata"


class Tls(StandInCase):
    def fresh(self):
        client = Client(self.described)
        self.addCleanup(client.close)
        return client

    def test_only_the_loopback_address_listens(self):
        for server in (self.stand_in._server, self.stand_in._admin_server):
            self.assertEqual(server.server_address[0], "127.0.0.1")

    def test_a_connection_serves_many_requests(self):
        self.client.get(META, project=None)
        first = self.client.connection.sock
        for _ in range(5):
            self.client.get(META, project=None)
        self.assertIs(self.client.connection.sock, first)

    def test_the_name_localhost_is_good_too(self):
        context = ssl.create_default_context(cafile=self.described["ca"])
        port = int(self.described["url"].rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as secured:
                self.assertIn(secured.version(), ("TLSv1.2", "TLSv1.3"))

    def certificate(self):
        client = self.fresh()
        client.get(META)
        return client.connection.sock.getpeercert(binary_form=True)

    def test_another_certificate_of_the_same_authority(self):
        before = self.certificate()
        self.client.get(META, project=None)
        self.admin("POST", "/certificate", {"kind": "same"})
        # What was open is closed, so that nobody goes on talking under the old one.
        with self.assertRaises((OSError, Exception)):
            self.client.get(META, project=None)
        self.assertNotEqual(self.certificate(), before)

    def test_certificates_that_nobody_should_trust(self):
        self.addCleanup(self.admin, "POST", "/certificate", {"kind": "same"})
        for kind, reason in (("other", "unable to get local issuer certificate"),
                             ("self-signed", "self-signed certificate"),
                             ("wrong-host", "IP address mismatch"), ("expired", "certificate has expired")):
            self.admin("POST", "/certificate", {"kind": kind})
            with self.assertRaises(ssl.SSLCertVerificationError) as caught:
                self.fresh().get(META)
            self.assertIn(reason, str(caught.exception), kind)

    def test_a_client_that_stalls_in_the_handshake_holds_nobody_up(self):
        port = int(self.described["url"].rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)):
            self.assertEqual(self.client.get(META, project=None).status, 200)


class Admin(StandInCase):
    def test_it_asks_for_its_token(self):
        with self.assertRaises(urllib.error.HTTPError) as caught:
            self.admin("GET", "/state", token="guess")
        self.assertEqual(caught.exception.code, 401)
        caught.exception.close()

    def test_it_says_what_it_does_not_know(self):
        for method, path, body, code in (("GET", "/nothing", None, 404), ("DELETE", "/state", None, 405),
                                         ("POST", "/switches", {"colour": True}, 400),
                                         ("POST", "/switches", {"mfa": "yes"}, 400),
                                         ("POST", "/clock", {"mode": "backwards"}, 400),
                                         ("POST", "/hosts/none", {}, 404),
                                         ("POST", "/clusters/none", {}, 404),
                                         ("POST", "/clusters/gauge-lab", {"colour": 1}, 400),
                                         ("POST", "/certificate", {"kind": "blue"}, 400)):
            with self.assertRaises(urllib.error.HTTPError, msg=path) as caught:
                self.admin(method, path, body)
            self.assertEqual(caught.exception.code, code, path)
            self.assertTrue(json.load(caught.exception)["error"])
            caught.exception.close()

    def test_state_names_the_whole(self):
        state = self.admin("GET", "/state")
        self.assertEqual(state["standIn"], "easel-palette-stand-in")
        self.assertGreaterEqual(state["hosts"]["total"], 260)
        self.assertEqual(state["clusters"]["firn-train-9zc7t"], "Running")
        self.assertEqual(state["clusters"]["sastrugi-old-0wq2c"], "Deleting")


class ManyMachines(unittest.TestCase):
    def test_twenty_thousand_are_the_same_every_time_and_paged(self):
        with tempfile.TemporaryDirectory() as folder:
            stand_in = StandIn(Options(folder, hosts=20000, limits="off"))
            stand_in.start()
            try:
                described = stand_in.describe()
                client = Client(described, project="north")
                path, following, uids = "/v1/dashboard/edgehosts/search?limit=50", "", []
                for _ in range(4):
                    page = client.post(path + following).json
                    uids += [item["metadata"]["uid"] for item in page["items"]]
                    following = "&continue=" + page["listmeta"]["continue"]
                self.assertEqual(len(set(uids)), 200)
                self.assertGreater(page["listmeta"]["count"], 17000)
                self.assertEqual(len(stand_in.world.inventory), 20000)
                # Pages after the first take what the search found, not another look at every machine: ten thousand
                # machines deep in the list costs no more than the start of it, within generous bounds.
                deep = self.seconds(client, path + "&offset=10000")
                shallow = self.seconds(client, path + "&offset=500")
                self.assertLess(deep, 20 * shallow + 0.5)
                client.close()
            finally:
                stand_in.stop()

    @staticmethod
    def seconds(client, path):
        started = time.perf_counter()
        for n in range(3):
            client.post(path)
        return time.perf_counter() - started


class Program(unittest.TestCase):
    def run_palette(self, *arguments, **options):
        process = subprocess.Popen([str(ROOT / "scripts" / "palette"), "run", *arguments], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
        self.addCleanup(self.end, process)
        return process, json.loads(process.stdout.readline())

    @staticmethod
    def end(process):
        process.terminate()
        process.wait(20)
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()

    def test_it_says_where_it_is_and_ends_with_its_input(self):
        process, described = self.run_palette("--clock", "zero")
        client = Client(described)
        self.assertEqual(client.get(META).status, 200)
        client.close()
        folder = pathlib.Path(described["ca"]).parent
        self.assertTrue(folder.exists())
        process.stdin.close()
        self.assertEqual(process.wait(20), 0)
        self.assertFalse(folder.exists())

    def test_it_ends_when_it_is_told_to(self):
        process, _ = self.run_palette()
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(20), 0)

    def test_secrets_are_not_in_the_process_list(self):
        process, described = self.run_palette()
        command_line = pathlib.Path(f"/proc/{process.pid}/cmdline").read_bytes().decode()
        self.assertIn("palette", command_line)
        self.assertNotIn(described["key"], command_line)
        self.assertNotIn(described["adminToken"], command_line)

    def test_the_script_starts_keeps_and_stops_one(self):
        with tempfile.TemporaryDirectory() as folder:
            def script(*arguments, code=0):
                done = subprocess.run([str(ROOT / "scripts" / "palette"), *arguments, "--dir", folder],
                                      capture_output=True, text=True,
                                      check=False)
                self.assertEqual(done.returncode, code, done.stderr)
                return done.stdout.strip()

            try:
                url = script("start", "--clock", "manual")
                self.assertEqual(script("url"), url)
                key = script("key")
                self.assertEqual(os.stat(pathlib.Path(folder) / "palette.json").st_mode & 0o777, 0o600)
                self.assertIn("stand-in", script("status"))
                self.assertEqual(json.loads(script("clock", "zero"))["mode"], "zero")
                self.assertEqual(json.loads(script("faults", '{"preset": "html502"}'))["status"], 502)
                script("faults", "clear")
                script("faults", '{"preset": "blue"}', code=2)
                script("reset")
                self.assertEqual(script("log"), "")
                script("stop")
                script("status", code=1)
                # Who stored its address and key finds both again.
                self.assertEqual(script("start"), url)
                self.assertEqual(script("key"), key)
            finally:
                script("stop")


class NeverShipped(unittest.TestCase):
    def test_no_rule_installs_it(self):
        """Neither CMake's install rules nor the packages made of them name tests or scripts."""
        rules = [*ROOT.glob("CMakeLists.txt"), *ROOT.glob("cmake/*.cmake"), *ROOT.glob("*/CMakeLists.txt"),
                 *ROOT.glob("tests/*/CMakeLists.txt")]
        self.assertTrue(any(path.parent.name == "installer" for path in rules))
        for path in rules:
            for rule in re.findall(r"\binstall\s*\(([^)]*)\)", path.read_text(encoding="utf-8")):
                self.assertNotRegex(rule, r"palette|tests|scripts", path)

    def test_resources_do_not_name_it(self):
        for path in [*ROOT.glob("resources/**/*.qrc"), *ROOT.glob("resources/CMakeLists.txt")]:
            self.assertNotIn("stand-in", path.read_text(encoding="utf-8"), path)


if __name__ == "__main__":
    sys.exit(unittest.main())

# SPDX-License-Identifier: GPL-3.0-or-later
"""Every odd answer of Palette that a test can ask for: error shapes, lost answers, nulls, pages, rate limits,
certificates.
"""
import http.client
import json
import ssl
import threading
import urllib.error

from .server.faults import PRESETS
from .testing import Client, StandInCase, cluster_body, token_content

SEARCH = "/v1/dashboard/edgehosts/search"
META = "/v1/dashboard/projects/metadata"
LOST = (http.client.RemoteDisconnected, http.client.IncompleteRead, ConnectionResetError, ssl.SSLError,
        http.client.BadStatusLine)


class ErrorShapes(StandInCase):
    def meta(self):
        return self.client.get(META, project=None)

    def test_each_preset_answers_what_it_says(self):
        for name, preset in PRESETS.items():
            if preset.get("status"):
                with self.subTest(name):
                    self.fault(preset=name)
                    answer = self.meta()
                    self.assertEqual(answer.status, preset["status"])
                    self.assertEqual(answer.headers["Content-Type"], preset.get("contentType", "application/json"))
                    # Once only.
                    self.assertEqual(self.meta().status, 200)

    def test_a_gateway_page_is_html(self):
        self.fault(preset="html502")
        answer = self.meta()
        self.assertEqual(answer.headers["Content-Type"], "text/html")
        self.assertIn(b"<h1>502 Bad Gateway</h1>", answer.content)

    def test_a_server_that_repeats_the_key(self):
        self.fault(preset="echoedKey")
        self.assertIn(self.described["key"].encode(), self.meta().content)
        self.assertNotIn(self.described["key"], json.dumps(self.log()))

    def test_a_fault_meets_only_its_method_and_path(self):
        self.fault(preset="serverError", method="POST", path="/v1/dashboard/edgehosts/*", times=0)
        self.assertEqual(self.meta().status, 200)
        for _ in range(3):
            self.assertEqual(self.client.post(SEARCH).status, 500)
        self.admin("DELETE", "/faults")
        self.assertEqual(self.client.post(SEARCH).status, 200)

    def test_some_pass_before_it_strikes(self):
        self.fault(preset="unauthorized", path="/v1/dashboard/*", skip=2)
        self.assertEqual([self.meta().status for _ in range(4)], [200, 200, 401, 200])

    def test_a_storm_lasts_until_it_is_taken_back(self):
        number = self.fault(preset="tooMany", times=0)
        self.assertEqual({self.meta().status for _ in range(20)}, {429})
        self.assertNotIn("Retry-After", self.meta().headers)
        self.admin("DELETE", f"/faults/{number}")
        self.assertEqual(self.meta().status, 200)

    def test_faults_that_cannot_be_read_are_refused(self):
        for wrong in ({"colour": 1}, {"preset": "blue"}, {"when": "never"}):
            with self.assertRaises(urllib.error.HTTPError) as caught:
                self.admin("POST", "/faults", wrong)
            self.assertEqual(caught.exception.code, 400)
            caught.exception.close()

    def test_the_log_tells_what_happened(self):
        number = self.fault(preset="html504", path="/v1/dashboard/*")
        self.meta()
        entry = self.log()[-1]
        self.assertEqual((entry["method"], entry["path"], entry["status"], entry["fault"]),
                         ("GET", META, 504, f"fault {number}"))


class LostAnswers(StandInCase):
    CREATE = "/v1/spectroclusters/edge-native"

    def clusters(self):
        return [one["name"] for one in self.admin("GET", "/clusters")["clusters"]]

    def test_504_after_the_create_went_through(self):
        self.fault(preset="html504After", method="POST", path=self.CREATE)
        answer = self.client.post(self.CREATE, cluster_body("ice-one"))
        self.assertEqual(answer.status, 504)
        self.assertIn("ice-one", self.clusters())
        # Trying again tells that it is there.
        self.assertEqual(self.client.post(self.CREATE, cluster_body("ice-one")).status, 409)
        self.assertEqual(len(self.log(method="POST", path=self.CREATE, status=201)), 1)

    def test_504_before_it_did_nothing(self):
        self.fault(preset="html504", method="POST", path=self.CREATE)
        self.assertEqual(self.client.post(self.CREATE, cluster_body("ice-one")).status, 504)
        self.assertNotIn("ice-one", self.clusters())

    def test_a_connection_that_closes_before_and_after(self):
        self.fault(preset="closeBefore", path=self.CREATE)
        with self.assertRaises(LOST):
            self.client.post(self.CREATE, cluster_body("ice-one"))
        self.client.close()
        self.assertNotIn("ice-one", self.clusters())
        self.fault(preset="closeAfter", path=self.CREATE)
        with self.assertRaises(LOST):
            self.client.post(self.CREATE, cluster_body("ice-one"))
        self.client.close()
        self.assertIn("ice-one", self.clusters())

    def test_an_answer_that_is_cut_off(self):
        self.fault(preset="truncated", path=SEARCH)
        with self.assertRaises(LOST):
            self.client.post(SEARCH)
        self.client.close()
        self.assertEqual(self.client.post(SEARCH).status, 200)

    def test_one_that_hangs_until_it_is_released(self):
        number = self.fault(preset="hangAfter", path=self.CREATE)
        outcome = []

        def create():
            try:
                self.client.post(self.CREATE, cluster_body("ice-one"))
            except LOST as lost:
                outcome.append(lost)

        thread = threading.Thread(target=create)
        thread.start()
        while "ice-one" not in self.clusters():
            pass
        self.assertTrue(thread.is_alive())
        # Others are served meanwhile.
        other = Client(self.described)
        self.addCleanup(other.close)
        self.assertEqual(other.get(META).status, 200)
        self.admin("DELETE", f"/faults/{number}")
        thread.join(20)
        self.assertEqual(len(outcome), 1)

    def test_a_delay_leaves_the_answer_alone(self):
        self.fault(delayMs=30, path=META)
        self.assertEqual(self.client.get(META, project=None).status, 200)
        self.assertTrue(self.log()[-1]["fault"])


class Nulls(StandInCase):
    def search(self):
        return self.client.post(SEARCH).json

    def test_everywhere(self):
        self.switch(nulls="everywhere")
        item = self.search()["items"][0]
        self.assertEqual((item["spec"], item["status"], item["metadata"]["labels"]), (None, None, None))
        self.assertEqual(item["metadata"]["uid"], "gla-cp-01")
        self.assertEqual(len(self.search()["items"]), 24)
        self.assertIsNone(self.client.post(SEARCH, project="archive").json["items"])
        uid = self.create()
        self.assertIsNone(self.cluster(uid)["status"])
        self.assertEqual(self.violations(), [])

    def test_sprinkled_is_some_and_always_the_same(self):
        self.switch(nulls="sprinkled")
        first = self.search()
        self.assertEqual(first, self.search())
        items = first["items"]
        nulled = sum(item["spec"] is None or item["status"] is None or item["spec"]["device"] is None for item in items)
        self.assertTrue(0 < nulled < len(items), nulled)

    def test_absent_fields_become_null(self):
        path = "/v1/clusterprofiles/66f1c0aa0000000000000010"
        self.assertNotIn("templates", self.client.get(path).json)
        plain = self.client.get("/v1/projects/" + self.described["projects"]["north"], project=None).json
        self.switch(nulls="absent")
        padded = self.client.get("/v1/projects/" + self.described["projects"]["north"], project=None).json
        self.assertEqual({key: value for key, value in padded["spec"].items() if value is not None},
                         {key: value for key, value in plain["spec"].items() if value is not None})
        cleaned = self.client.get("/v1/users/info", project=None).json
        self.assertEqual(set(cleaned), {"orgName", "tenantUid", "userUid"})


class Pages(StandInCase):
    def page(self, query="", body=None):
        answer = self.client.post(f"{SEARCH}?limit=50{query}", body, project="north")
        self.assertEqual(answer.status, 200, answer.content)
        return answer.json

    def uids(self, page):
        return [item["metadata"]["uid"] for item in page["items"]]

    def walk(self, most=20):
        """All uids that a careful pager meets, and how it ended."""
        found, seen, following = [], set(), ""
        for _ in range(most):
            page = self.page(following)
            found += self.uids(page)
            token = page["listmeta"]["continue"]
            if not token:
                return found, "ended"
            if token in seen:
                return found, "repeated"
            seen.add(token)
            following = "&continue=" + token
        return found, "endless"

    def test_all_pages_once(self):
        found, end = self.walk()
        count = self.page()["listmeta"]["count"]
        self.assertEqual((len(found), len(set(found)), end), (count, count, "ended"))
        self.assertGreater(count, 150)
        self.assertEqual(set(token_content(self.page()["listmeta"]["continue"])), {"offset", "count", "token"})

    def test_offset_works_without_a_token(self):
        self.assertEqual(self.uids(self.page("&offset=50")),
                         self.uids(self.page("&continue=" + self.page()["listmeta"]["continue"])))

    def test_a_token_in_the_body_is_ignored(self):
        first = self.page()
        again = self.page(body={"continue": first["listmeta"]["continue"]})
        self.assertEqual(self.uids(first), self.uids(again))
        self.assertEqual(self.violations()[0]["what"], "continue")

    def test_a_token_that_is_none_is_refused(self):
        self.assertEqual(self.client.post(f"{SEARCH}?continue=abc", project="north").status, 400)

    def test_limits_above_fifty(self):
        answer = self.client.post(f"{SEARCH}?limit=51")
        self.assertEqual((answer.status, answer.code), (422, 608))
        self.assertEqual(answer.json["message"], "limit in query should be less than or equal to 50")
        self.assertEqual(self.violations()[0]["what"], answer.json["message"])
        self.assertEqual(self.client.post("/v1/dashboard/projects?limit=500", {"filter": {}, "sort": []},
                                          project=None).status, 200)

    def test_the_last_token_repeated(self):
        self.switch(repeatToken="last")
        found, end = self.walk()
        self.assertEqual((len(set(found)), end), (self.page()["listmeta"]["count"], "repeated"))

    def test_every_token_repeated(self):
        self.switch(repeatToken="always")
        found, end = self.walk()
        self.assertEqual((len(set(found)), end), (100, "repeated"))

    def test_lost_rows_are_counted_all_the_same(self):
        self.switch(lostRows=2)
        found, end = self.walk()
        self.assertEqual((len(set(found)), end), (self.page()["listmeta"]["count"] - 2, "ended"))


class RateLimits(StandInCase):
    OPTIONS = {"clock": "manual", "limits": "clock"}

    def statuses(self, path, count):
        return [self.client.get(path).status for _ in range(count)]

    def test_fifty_at_once_then_ten_a_second(self):
        self.assertEqual(self.statuses("/v1/edgehosts/tags", 52), [200] * 50 + [429] * 2)
        # Sub-resources of a first segment share its bucket; another segment has its own.
        self.assertEqual(self.client.get("/v1/edgehosts/gla-cp-01").status, 429)
        self.assertEqual(self.client.get(META, project=None).status, 200)
        self.advance(0.5)
        self.assertEqual(self.statuses("/v1/edgehosts/tags", 6), [200] * 5 + [429])
        self.advance(100)
        self.assertEqual(self.statuses("/v1/edgehosts/tags", 51)[-2:], [200, 429])

    def test_clusters_have_a_wider_bucket_and_assets_a_narrow_one(self):
        self.assertEqual(self.statuses("/v1/spectroclusters/tags", 251)[-2:], [200, 429])
        path = "/v1/spectroclusters/any/assets/kubeconfigclient"
        self.assertEqual(self.statuses(path, 51)[-2:], [404, 429])

    def test_what_was_limited_is_counted(self):
        self.statuses("/v1/edgehosts/tags", 52)
        stats = self.admin("GET", "/stats")["buckets"]["edgehosts"]
        self.assertEqual((stats["requests"], stats["limited"], stats["fewestTokens"]), (52, 2, 0))
        self.assertGreater(stats["mostInOneSecond"], 0)
        self.assertEqual(len([entry for entry in self.log() if entry["limited"]]), 2)
        answer = self.client.get("/v1/edgehosts/tags")
        self.assertEqual((answer.code, answer.headers.get("Retry-After")), ("TooManyRequests", None))

    def test_they_can_be_switched_off(self):
        self.switch(limits="off")
        self.assertEqual(set(self.statuses("/v1/edgehosts/tags", 120)), {200})


class Secrecy(StandInCase):
    def test_the_log_holds_no_secret(self):
        password = self.described["users"]["admin@borealis.example"]
        token = self.client.post("/v1/auth/authenticate",
                                 {"emailId": "admin@borealis.example", "password": password}).json["Authorization"]
        self.client.get(f"/v1/auth/refresh/{token}")
        self.client.post("/v1/users/auth/tokens/revoke", {"tokens": [token]}, project=None)
        self.client.post("/v1/edgehosts", {"metadata": {"uid": "n"}, "spec": {"hostPairingKey": "pair-me"}})
        text = json.dumps(self.log()) + json.dumps(self.violations())
        for secret in (password, token, "pair-me", self.described["key"]):
            self.assertNotIn(secret, text)

    def test_entries_can_be_asked_for_by_number_method_path_and_status(self):
        self.client.get(META, project=None)
        self.client.post(SEARCH)
        last = self.log()[-1]
        self.assertEqual((last["operation"], last["user"], last["project"]),
                         ("v1DashboardEdgehostsSearch", "key admin", self.described["projects"]["glaciology"]))
        self.assertEqual(self.log(since=last["number"]), [])
        self.assertEqual(len(self.log(method="GET")), 1)
        self.assertEqual(len(self.log(path="edgehosts", status=200)), 1)
        self.admin("DELETE", "/log")
        self.assertEqual(self.log(), [])

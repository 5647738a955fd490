# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-in against Palette's published document: every operation that it does, once, with an answer that keeps to
it.
"""
import copy
import json
import re
import zlib

from .api.contract import DOCUMENT, Contract
from .api.schema import Reader, check
from .operations import HANDLERS
from .testing import EDGE_BASE, EDGE_BASE_NEW, GPU_OPERATOR, StandInCase, cluster_body, pool

SITE = "66f1c0aa0000000000000021"
METRICS = "66f1c0aa0000000000000012"


class EveryOperation(StandInCase):
    """Walks through all of them in an order that makes sense, and asks the stand-in afterwards what it has not seen."""

    def ok(self, method, path, body=None, **options):
        answer = self.client.call(method, path, body, **options)
        self.assertLess(answer.status, 300, f"{method} {path}: {answer.status} {answer.content[:600]}")
        is_json = answer.content and answer.headers["Content-Type"] == "application/json"
        return json.loads(answer.content) if is_json else answer

    def test_each_answers_within_the_contract(self):
        self.accounts()
        self.projects()
        self.edge_hosts()
        self.cluster_profiles()
        self.packs()
        self.clusters()
        self.imports()
        self.records()
        self.assertEqual(self.violations(), [])
        missing = {one["id"] for one in self.admin("GET", "/operations")["operations"] if one["done"]
                   and not one["seen"]}
        # Refused on principle, see test_standin.
        missing -= {"V1SystemVersionInstalled"}
        self.assertEqual(missing, set())
        done = len(HANDLERS)
        print(f"{done} of {len(Contract().operations)} operations of the subset are done and were checked")
        self.assertGreater(done, 130)

    def accounts(self):
        password = self.described["users"]["admin@borealis.example"]
        token = self.ok("POST", "/v1/auth/authenticate?setCookie=false",
                        {"emailId": "admin@borealis.example", "password": password},
                        project=None, headers={"ApiKey": None})["Authorization"]
        self.ok("GET", f"/v1/auth/refresh/{token}?setCookie=false", project=None, headers={"ApiKey": None})
        self.ok("POST", "/v1/users/auth/tokens/revoke", {"tokens": [token]}, project=None)
        for path in ("users/info", "users/me", "users/meta", "permissions", "permissions?scope=tenant", "roles",
                     "health/ping",
                     "health/ready", "features", "apiKeys"):
            self.ok("GET", f"/v1/{path}", project=None)
        self.ok("GET", "/v1/roles/66f1c0ff0000000000000001", project=None)
        self.ok("POST", "/v1/apiKeys", {"metadata": {"name": "laptop"}, "spec": {"expiry": "2099-01-01T00:00:00.000Z"}},
                project=None)
        settings = f"/v1/tenants/{self.described['tenant']['uid']}/authTokenSettings"
        self.ok("PUT", settings, {"expiryTimeMinutes": 30}, project=None)
        self.assertEqual(self.ok("GET", settings, project=None), {"expiryTimeMinutes": 30})
        uid = self.ok("POST", "/v1/users/assets/sshkeys",
                      {"metadata": {"name": "ops"}, "spec": {"publicKey": "ssh-ed25519 A"}},
                      project=None)["uid"]
        self.ok("PUT", f"/v1/users/assets/sshkeys/{uid}",
                {"metadata": {"name": "ops"}, "spec": {"publicKey": "ssh-ed25519 B"}},
                project=None)
        self.assertEqual(self.ok("GET", f"/v1/users/assets/sshkeys/{uid}", project=None)["spec"]["publicKey"],
                         "ssh-ed25519 B")
        self.ok("GET", "/v1/users/assets/sshkeys", project=None)
        self.ok("DELETE", f"/v1/users/assets/sshkeys/{uid}", project=None)

    def projects(self):
        uid = self.ok("POST", "/v1/projects", {"metadata": {"name": "balloons", "labels": {"a": "b"}}},
                      project=None)["uid"]
        self.ok("PUT", f"/v1/projects/{uid}", {"metadata": {"name": "kites"}}, project=None)
        self.assertEqual(self.ok("GET", f"/v1/projects/{uid}", project=None)["metadata"]["name"], "kites")
        self.ok("GET", f"/v1/projects/{uid}/preferences/clusterSettings", project=None)
        self.ok("GET", "/v1/dashboard/projects/metadata?name=kites", project=None)
        found = self.ok("POST", "/v1/dashboard/projects?limit=10",
                        {"filter": {"name": {"contains": "KITE"}}, "sort": []}, project=None)
        self.assertEqual([one["metadata"]["name"] for one in found["items"]], ["kites"])
        self.ok("DELETE", f"/v1/projects/{uid}", {}, project=None)

    def edge_hosts(self):
        for name in self.described["projects"]:
            self.ok("POST", "/v1/dashboard/edgehosts/search", {}, project=name)
        self.ok("GET", "/v1/dashboard/edgehosts/search/schema")
        self.ok("POST", "/v1/dashboard/appliances/metadata",
                {"filter": {"states": ["ready"]}, "sort": [{"field": "name", "order": "desc"}]})
        self.ok("GET", "/v1/edgehosts/metadata?type=edge-native&quickFilter=unusedEdgeHosts")
        self.ok("GET", "/v1/edgehosts/tags")
        for name, host in (("sandbox", "try-07"), ("north", "h100-b2-01"), ("north", "cpu-c2-30")):
            self.ok("GET", f"/v1/edgehosts/{host}?resolvePackValues=false", project=name)
        self.ok("GET", "/v1/edgehosts/gla-cp-06/config")
        self.ok("GET", "/v1/edgehosts/gla-cp-06/profiles")
        detail = self.ok("GET", "/v1/edgehosts/gla-cp-06")
        self.ok("PUT", "/v1/edgehosts/gla-cp-06", detail)
        self.ok("PUT", "/v1/edgehosts/gla-cp-06/meta",
                {"metadata": {"uid": "gla-cp-06", "name": "gla-cp-06", "labels": {"a": ""}}})
        self.ok("PATCH", "/v1/edgehosts/gla-cp-06/tunnelConfig", {"remoteSsh": "enabled"})
        self.ok("PUT", "/v1/edgehosts/gla-cp-06/reset")
        self.ok("POST", "/v1/edgehosts", {"metadata": {"uid": "new-01", "labels": {"rack": "r9"}},
                                          "spec": {"archType": "amd64"}})
        self.ok("DELETE", "/v1/edgehosts/new-01")
        uid = self.ok("POST", "/v1/edgehosts/tokens", {"metadata": {"name": "t"}, "spec": {
            "defaultProjectUid": self.described["projects"]["north"], "expiry": "2099-01-01T00:00:00.000Z"}},
                      project=None)["uid"]
        self.ok("PUT", f"/v1/edgehosts/tokens/{uid}/state", {"isActive": False}, project=None)
        self.ok("PUT", f"/v1/edgehosts/tokens/{uid}", {"metadata": {"name": "t2"}, "spec": {}}, project=None)
        self.assertTrue(self.ok("GET", f"/v1/edgehosts/tokens/{uid}", project=None)["spec"]["token"])
        self.ok("GET", "/v1/edgehosts/tokens", project=None)
        self.ok("DELETE", f"/v1/edgehosts/tokens/{uid}", project=None)

    def cluster_profiles(self):
        self.ok("GET", "/v1/dashboard/clusterprofiles/metadata")
        found = self.ok("POST", "/v1/dashboard/clusterprofiles?limit=50", {"filter": {
            "profileType": ["cluster", "add-on"], "environment": ["edge-native"], "profileName": {"contains": "edge"}},
            "sort": [{"field": "profileName", "order": "asc"}]})
        self.assertEqual([one["metadata"]["name"] for one in found["items"]],
                         ["edge-base", "edge-base-draft", "edge-small"])
        for one in self.ok("GET", "/v1/dashboard/clusterprofiles/metadata")["items"]:
            uid = one["metadata"]["uid"]
            self.ok("GET", f"/v1/clusterprofiles/{uid}?includePackMeta=schema,presets&resourceType=spectrocluster")
            self.ok("GET", f"/v1/dashboard/clusterprofiles/{uid}")
            self.ok("GET", f"/v1/clusterprofiles/{uid}/variables")
            self.ok("GET", f"/v1/clusterprofiles/{uid}/packs")
        self.ok("GET", f"/v1/clusterprofiles/{METRICS}/packs/manifests")
        self.ok("GET", f"/v1/clusterprofiles/{EDGE_BASE}/packs/resolvedValues", {})
        path = f"/v1/clusterprofiles/{METRICS}/packs/prometheus-operator"
        self.ok("GET", path)
        self.ok("GET", f"{path}/config?packUid=any")
        self.ok("GET", f"{path}/manifests")
        self.ok("GET", f"/v1/clusterprofiles/{EDGE_BASE}/export?format=json")
        self.ok("GET", "/v1/clusterprofiles/validate/name?name=fresh&version=1.0.0")
        uid = self.ok("POST", f"/v1/clusterprofiles/{EDGE_BASE}/clone", {"metadata": {
            "name": "edge-base", "version": "1.6.0", "target": {"scope": "tenant"}}})["uid"]
        self.ok("PUT", f"/v1/clusterprofiles/{uid}/variables", {"variables": [{"name": "zone"}]})
        self.ok("PATCH", f"/v1/clusterprofiles/{uid}/variables",
                {"variables": [{"name": "zone", "required": True}, {"name": "more"}]})
        self.ok("DELETE", f"/v1/clusterprofiles/{uid}/variables", {"variables": ["more"]})
        self.ok("PATCH", f"/v1/clusterprofiles/{uid}/metadata",
                {"metadata": {"name": "edge-base"}, "spec": {"version": "1.7.0"}})
        self.ok("PATCH", f"/v1/clusterprofiles/{uid}/publish")
        self.ok("DELETE", f"/v1/clusterprofiles/{uid}")

    def packs(self):
        self.ok("GET", "/v1/registries/metadata?scope=all")
        found = self.ok("GET", "/v1/packs?filters=spec.name=edge-k8sANDspec.cloudTypes=edge-native")
        self.assertEqual({one["metadata"]["name"] for one in found["items"]}, {"edge-k8s"})
        self.ok("GET", f"/v1/packs/{found['items'][0]['metadata']['uid']}")
        self.ok("POST", "/v1/packs/search",
                {"filter": {"layer": ["addon"]}, "sort": [{"field": "name", "order": "asc"}]})

    def clusters(self):
        body = cluster_body("all-of-it", 3, 2, labels={"easel-pool-uid": "p1"})
        self.ok("GET", "/v1/spectroclusters/validate/name?name=all-of-it")
        self.ok("POST", "/v1/spectroclusters/validate/packs", {"profiles": body["spec"]["profiles"]})
        self.ok("POST", "/v1/spectroclusters/edge-native/validate", body)
        self.ok("POST", "/v1/spectroclusters/edge-native/rate?periodType=monthly",
                {"cloudConfig": body["spec"]["cloudConfig"], "machinepoolconfig": body["spec"]["machinepoolconfig"]})
        uid = self.ok("POST", "/v1/spectroclusters/edge-native", body)["uid"]
        self.read_cluster(uid)
        self.advance(3600)
        self.read_cluster(uid)
        self.lists()
        self.day_two(uid)
        self.machine_pools(uid)
        path = f"/v1/spectroclusters/{uid}"
        for asset in ("kubeconfigclient", "adminKubeconfig", "adminTokenKubeconfig"):
            self.ok("GET", f"{path}/assets/{asset}")
        self.admin("POST", f"/clusters/{uid}", {"oidc": True})
        self.ok("GET", f"{path}/assets/kubeconfig?frp=true")
        self.ok("GET", f"{path}/assets/frpKubeconfig")
        self.ok("DELETE", path)
        self.advance(3600)
        self.read_cluster(uid)

    def read_cluster(self, uid):
        path = f"/v1/spectroclusters/{uid}"
        cluster = self.ok("GET", f"{path}?includeTags=true")
        for part in ("/status", "/status/spcApply", "/edge-native/edgeHosts", "/assets", "/namespaces", "/manifests",
                     "/rate",
                     "/profiles", "/profileUpdates", "/profiles/packs/manifests", "/variables", "/repave/status",
                     "/config/namespaces", "/config/rbacs", f"/profiles/{EDGE_BASE}/packs/edge-k8s/config"):
            self.ok("GET", path + part)
        self.ok("GET", f"/v1/dashboard/spectroclusters/{uid}")
        self.ok("GET", f"/v1/dashboard/spectroclusters/{uid}/overview")
        self.ok("GET", f"/v1/cloudconfigs/edge-native/{cluster['spec']['cloudConfigRef']['uid']}")

    def lists(self):
        for name in self.described["projects"]:
            self.ok("POST", "/v1/dashboard/spectroclusters/search?limit=50",
                    {"filter": {"conjunction": "and", "filterGroups": [{"conjunction": "and", "filters": [
                        {"property": "isDeleted", "type": "bool", "condition": {"bool": {"value": False}}}]}]},
                     "sort": [{"field": "clusterName", "order": "asc"}]}, project=name)
            self.ok("GET", "/v1/dashboard/spectroclusters/metadata", project=name)
        self.ok("GET", "/v1/dashboard/spectroclusters/search/schema")
        self.ok("GET", "/v1/dashboard/spectroclusters/meta", project=None)
        self.ok("POST", "/v1/dashboard/spectroclusters/metadata", {"filter": {"state": "Running"}, "sort": "name"})
        self.ok("POST", "/v1/dashboard/spectroclusters/metadata/search", {})
        self.ok("GET", "/v1/dashboard/spectroclusters/repaveStatus?repaveState=Pending")
        self.ok("GET", "/v1/spectroclusters/tags")

    def day_two(self, uid):
        path = f"/v1/spectroclusters/{uid}"
        self.ok("PATCH", f"{path}/metadata", {"metadata": {"name": "all-of-it", "labels": {"team": "ice"}}})
        self.ok("PUT", f"{path}/location", {"location": {"countryCode": "NO"}})
        self.ok("PATCH", f"{path}/clusterConfig/clusterMetaAttribute", {"clusterMetaAttribute": "x"})
        self.ok("PATCH", f"{path}/clusterConfig/controlPlaneHealthCheckTimeout",
                {"controlPlaneHealthCheckTimeout": "10m"})
        self.ok("PATCH", f"{path}/clusterConfig/lifecycleConfig", {"lifecycleConfig": {"pause": True}})
        self.ok("PATCH", f"{path}/clusterConfig/osPatch", {"osPatchConfig": {"patchOnBoot": True}})
        self.ok("PATCH", f"{path}/clusterConfig/timezone", {"timezone": "Europe/Oslo"})
        self.ok("POST", f"{path}/upgrade/settings", {"spectroComponents": "lock"})
        self.ok("POST", "/v1/spectroclusters/upgrade/settings", {"spectroComponents": "unlock"})
        self.ok("GET", "/v1/spectroclusters/upgrade/settings")
        self.ok("PUT", f"{path}/config/namespaces", {"namespaces": [{"metadata": {"name": "work"}, "spec": {
            "isRegex": False, "resourceAllocation": {"cpuCores": 4, "memoryMiB": 4096}}}]})
        self.ok("PUT", f"{path}/config/rbacs", {"rbacs": [{"metadata": {"name": "r"}, "spec": {"bindings": [
            {"type": "ClusterRoleBinding", "role": {"kind": "ClusterRole", "name": "view"},
             "subjects": [{"type": "Group", "name": "ice"}]}]}}]})
        self.ok("PATCH", f"{path}/variables",
                [{"profileUid": GPU_OPERATOR, "variables": [{"name": "driverBranch", "value": "580"}]}])
        upgrade = {"profiles": [{"uid": EDGE_BASE_NEW, "replaceWithProfile": EDGE_BASE}],
                   "spcApplySettings": {"actionType": "DownloadAndInstall"}}
        self.ok("POST", f"{path}/validate/packs", {"profiles": upgrade["profiles"]})
        self.assertTrue(self.ok("POST", f"{path}/validate/repave",
                                {"profiles": upgrade["profiles"]})["isRepaveRequired"])
        self.ok("PATCH", f"{path}/profiles?resolveNotification=true", upgrade)
        self.read_repave(uid)
        self.ok("PATCH", f"{path}/repave/approve")
        self.advance(3600)
        self.ok("PUT", f"{path}/profiles", {"profiles": [{"uid": EDGE_BASE}, {"uid": GPU_OPERATOR}, {"uid": METRICS}]})
        self.ok("PATCH", f"{path}/repave/approve")
        self.ok("DELETE", f"{path}/profiles", {"profileUids": [METRICS]})
        self.admin("POST", "/packs", {"profile": GPU_OPERATOR, "pack": "nvidia-gpu-operator-ai", "tag": "25.3.2"})
        self.assertEqual(len(self.ok("GET", f"{path}/profileUpdates")["profiles"]), 1)
        note = self.ok("GET", f"/v1/notifications/spectrocluster/{uid}?isDone=false",
                       project=None)["items"][0]["metadata"]["uid"]
        self.ok("GET", "/v1/notifications/", project=None)
        self.ok("PATCH", f"/v1/notifications/{note}/ack", project=None)
        self.ok("PATCH", f"{path}/packRefs", {"profiles": [{"uid": GPU_OPERATOR}]})
        self.ok("PATCH", f"/v1/notifications/{note}/done", project=None)
        self.advance(3600)

    def read_repave(self, uid):
        self.assertEqual(self.ok("GET", f"/v1/spectroclusters/{uid}/repave/status")["status"]["state"], "Pending")
        self.assertEqual(len(self.ok("GET", "/v1/dashboard/spectroclusters/repaveStatus?repaveState=Pending")["items"]),
                         1)

    def machine_pools(self, uid):
        path = self.config_path(uid)
        config = self.ok("GET", path)["spec"]["clusterConfig"]
        self.ok("PUT", f"{path}/clusterConfig", {"clusterConfig": {**config, "ntpServers": ["ntp2.borealis.example"]}})
        self.ok("POST", f"{path}/machinePools", pool("a100", ["gla-a100-01"]))
        self.ok("PUT", f"{path}/machinePools/a100", pool("a100", ["gla-a100-01", "gla-a100-02"]))
        self.advance(60)
        machines = self.ok("GET", f"{path}/machinePools/a100/machines")["items"]
        machine = f"{path}/machinePools/a100/machines/{machines[0]['metadata']['uid']}"
        self.ok("PUT", f"{machine}/maintenance", {"action": "cordon"})
        self.advance(60)
        self.assertEqual(self.ok("GET", machine)["status"]["maintenanceStatus"]["state"], "Completed")
        self.ok("DELETE", machine)
        self.ok("DELETE", f"{path}/machinePools/a100")
        self.advance(60)

    def imports(self):
        uid = self.ok("POST", "/v1/spectroclusters/generic/import", {"metadata": {"name": "hpc-legacy"}, "spec": {
            "clusterConfig": {"importMode": "read-only",
                              "proxy": {"httpProxy": "http://proxy.borealis.example:3128"}}}})["uid"]
        self.advance(60)
        self.assertIn("/import/manifest",
                      self.ok("GET", f"/v1/spectroclusters/{uid}")["status"]["clusterImport"]["importLink"])
        self.ok("GET", f"/v1/spectroclusters/{uid}/import/manifest")
        self.ok("PATCH", f"/v1/spectroclusters/{uid}/import/upgrade")
        config = self.ok("GET", f"/v1/spectroclusters/{uid}")["spec"]["cloudConfigRef"]["uid"]
        self.ok("GET", f"/v1/cloudconfigs/generic/{config}")
        self.ok("GET", f"/v1/cloudconfigs/generic/{config}/machinePools/worker-pool/machines?limit=50")
        self.ok("POST", "/v1/spectroclusters/edge-native/import",
                {"metadata": {"name": "edge-legacy"}, "spec": {"clusterConfig": {}}})
        self.ok("GET", f"/v1/dashboard/spectroclusters/{uid}/overview")
        self.ok("GET", f"/v1/metrics/spectrocluster/{uid}/values?metricKind=cpu")

    def records(self):
        self.ok("GET", "/v1/events/components?limit=50&orderBy=metadata.creationTimestamp=-1")
        self.ok("GET", "/v1/events/components/edgehost/gla-cp-01?limit=5")
        audits = self.ok("GET", "/v1/audits?limit=50&actionType=create&resourceKind=spectrocluster",
                         project=None)["items"]
        self.assertIn("all-of-it", [one["spec"]["resource"]["name"] for one in audits])
        self.ok("GET", f"/v1/audits/{audits[0]['metadata']['uid']}", project=None)


class Requests(StandInCase):
    """What breaks the contract on the way in is answered as Palette does, and recorded."""

    def test_unknown_fields_work_and_do_nothing(self):
        body = cluster_body("ice-one")
        body["spec"]["cloudConfig"]["vip"] = "10.80.70.99"
        body["spec"]["machinePools"] = []
        uid = self.client.post("/v1/spectroclusters/edge-native", body).json["uid"]
        config = self.client.get(self.config_path(uid)).json
        self.assertNotIn("vip", config["spec"]["clusterConfig"])
        self.assertEqual(sorted(one["what"] for one in self.violations()),
                         ["spec.cloudConfig.vip", "spec.machinePools"])

    def test_keys_are_read_in_any_case(self):
        body = cluster_body("ice-one")
        body["spec"]["machinePoolConfig"] = body["spec"].pop("machinepoolconfig")
        self.assertEqual(self.client.post("/v1/spectroclusters/edge-native", body).status, 201)
        self.assertEqual(len(self.violations()), 1)

    def test_ill_typed_and_missing_fields_are_refused_with_an_integer_code(self):
        body = cluster_body("ice-one")
        body["spec"]["machinepoolconfig"][0]["poolConfig"]["size"] = "1"
        answer = self.client.post("/v1/spectroclusters/edge-native", body)
        self.assertEqual((answer.status, answer.code), (422, 601))
        body = cluster_body("ice-one")
        del body["spec"]["machinepoolconfig"][0]["cloudConfig"]["edgeHosts"][0]["hostUid"]
        answer = self.client.post("/v1/spectroclusters/edge-native", body)
        self.assertEqual((answer.status, answer.code), (422, 602))
        self.assertIn("hostUid in body is required", answer.json["message"])
        body = cluster_body("ice-one")
        body["spec"]["cloudConfig"]["controlPlaneEndpoint"]["type"] = "vip"
        answer = self.client.post("/v1/spectroclusters/edge-native", body)
        self.assertEqual((answer.status, answer.code), (422, 606))
        self.assertEqual(len(self.violations()), 3)
        self.assertEqual(self.admin("GET", "/clusters")["clusters"][-1]["name"] == "ice-one", False)

    def test_a_body_that_is_no_json_is_refused(self):
        answer = self.client.call("POST", "/v1/dashboard/edgehosts/search", b"{")
        self.assertEqual((answer.status, answer.code), (400, 400))

    def test_an_empty_import_mode_means_full_permission(self):
        answer = self.client.post("/v1/spectroclusters/generic/import", {"metadata": {"name": "legacy"}, "spec": {
            "clusterConfig": {"importMode": ""}}})
        self.assertEqual(answer.status, 201)
        self.assertEqual(self.violations(), [])

    def test_a_header_and_a_query_that_the_contract_does_not_have_are_recorded(self):
        self.client.get("/v1/users/info?colour=blue")
        self.assertEqual(sorted(one["what"] for one in self.violations()),
                         ["a ProjectUid header where the contract has none", "colour"])

    def test_an_answer_that_breaks_the_contract_is_a_500_and_recorded(self):
        self.stand_in.world.profiles[EDGE_BASE].packs[0]["layer"] = "basement"
        answer = self.client.get(f"/v1/clusterprofiles/{EDGE_BASE}")
        self.assertEqual((answer.status, answer.code), (500, "StandInBreaksContract"))
        self.assertEqual(self.violations()[0]["kind"], "answer")

    def test_operations_that_are_not_done_say_so(self):
        answer = self.client.get("/v1/clusterprofiles/macros")
        self.assertEqual((answer.status, answer.code), (501, "NotInStandIn"))


class Anything(StandInCase):
    """Whatever comes, the stand-in answers like a server and not with a defect of its own."""

    def test_every_operation_with_poor_bodies_and_unknown_names(self):
        uid = self.create()
        config = self.cluster(uid)["spec"]["cloudConfigRef"]["uid"]
        real = {"configUid": config, "machinePoolName": "h100", "profileUid": EDGE_BASE, "packName": "edge-k8s",
                "objectKind": "spectrocluster", "objectUid": uid, "cloudType": "edge-native"}
        uids = {"edgehosts": "gla-cp-06", "clusterprofiles": SITE, "projects": self.described["projects"]["archive"]}
        for operation in Contract().operations.values():
            own_uid = uids.get(operation.template.split("/")[2], uid)
            for values in ({}, {**real, "uid": own_uid}):
                path = re.sub(r"{(\w+)}", lambda match: values.get(match.group(1), "unknown"), operation.template)
                bodies = (None, b"null", b"[]", b"[{}]", b'{"metadata": {}, "spec": {}}') if operation.body else (None,)
                for body, project in [(None, None), *((body, "glaciology") for body in bodies)]:
                    answer = self.client.call(operation.method, path, body, project=project)
                    self.assertNotEqual(answer.status, 500, f"{operation.id} {body} {answer.content}")
        self.assertEqual([one for one in self.violations() if one["kind"] != "request"], [])


class Examples(StandInCase):
    """The bodies printed in our notes on the API, which were checked against the document, are taken."""

    def test_a_minimal_and_a_full_create(self):
        operation = Contract().operations["v1SpectroClustersEdgeNativeCreate"]
        minimal = {"metadata": {"name": "lab-one"}, "spec": {
            "profiles": [{"uid": EDGE_BASE}],
            "cloudConfig": {"controlPlaneEndpoint": {"host": "10.20.0.50", "type": "VIP"}},
            "machinepoolconfig": [{"cloudConfig": {"edgeHosts": [{"hostUid": "gla-cp-01"}]}, "poolConfig": {
                "name": "control-plane-pool", "size": 1, "labels": ["control-plane"], "isControlPlane": True,
                "useControlPlaneAsWorker": True}}]}}
        full = copy.deepcopy(minimal)
        full["spec"]["cloudConfig"].update({"overlayNetworkConfiguration": {"enable": False, "cidr": ""},
                                            "staticIp": True,
                                            "ntpServers": ["ntp1.lab.example"],
                                            "sshKeys": ["ssh-ed25519 AAAAexample ops@lab"],
                                            "isTwoNodeCluster": False})
        full["spec"]["clusterConfig"] = {"timezone": "Europe/Berlin", "updateWorkerPoolsInParallel": True,
                                         "resources": {"namespaces": [], "rbacs": []}}
        full["spec"]["policies"] = {}
        for body in (minimal, full):
            reader = Reader()
            reader.read(operation.body, body)
            self.assertEqual((reader.refusals, reader.unknown), ([], []))
        self.assertEqual(self.client.post("/v1/spectroclusters/edge-native", minimal).status, 201)


class Document(StandInCase):
    def test_it_is_the_published_subset(self):
        document = json.loads(zlib.decompress(DOCUMENT.read_bytes()[4:]))
        self.assertIn("Easel subset", document["info"]["title"])
        self.assertEqual(len(Contract().operations), 207)

    def test_the_checker_finds_what_is_wrong(self):
        schema = Contract().schemas.named("v1EdgeHostsSearchSummary")
        for value, fragment in (({"items": [{"metadata": {"uid": 1}}]}, "uid: int where the contract says string"),
                                ({}, "items: required"), ({"items": [], "colour": 1}, "colour: not in the contract"),
                                ({"items": [{"status": {"state": "asleep"}}]}, "'asleep' is none of"),
                                ({"items": [{"metadata": {"creationTimestamp": "yesterday"}}]}, "not a time"),
                                ({"items": [{"spec": {"device": {"cpu": {"cores": 2 ** 40}}}}]},
                                 "does not fit into int32")):
            problems = []
            check(schema, value, "answer", problems)
            self.assertTrue(problems and fragment in problems[0], (value, problems))

    def test_the_stand_in_is_named_as_one(self):
        answer = self.client.get("/v1/users/info")
        self.assertEqual(answer.headers["Server"], "easel-palette-stand-in")

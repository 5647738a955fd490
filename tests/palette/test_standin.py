# SPDX-License-Identifier: GPL-3.0-or-later
"""How the stand-in behaves: signing in, scope, machines, and the life of a cluster from create to the machines'
return.
"""
import threading

from .testing import (EDGE_BASE, EDGE_BASE_NEW, GPU_OPERATOR, GPU_OPERATOR_NEW, Client, StandInCase, cluster_body, pool)
from .world.clusters import CONDITIONS


class SignIn(StandInCase):
    def login(self, email, password=None, **more):
        return self.client.post("/v1/auth/authenticate?setCookie=false",
                                {"emailId": email, "password": password or self.described["users"][email], **more},
                                project=None, headers={"ApiKey": None})

    def info(self, token):
        return self.client.get("/v1/users/info", project=None, headers={"ApiKey": None, "Authorization": token})

    def test_a_key_that_is_wrong_expired_or_in_the_wrong_header(self):
        for headers in ({"ApiKey": "nonsense"}, {"ApiKey": self.described["keys"]["expired"]}, {"ApiKey": None},
                        {"ApiKey": None, "Authorization": self.described["key"]}):
            answer = self.client.get("/v1/users/info", project=None, headers=headers)
            self.assertEqual((answer.status, answer.code), (401, "UnAuthorizedAccess"))
            self.assertTrue(answer.json["ref"])

    def test_a_password_gives_a_session_that_ends(self):
        token = self.login("admin@borealis.example").json["Authorization"]
        self.assertEqual(self.info(token).status, 200)
        self.assertEqual(self.info("Bearer " + token).status, 401)
        self.advance(14 * 60)
        fresh = self.client.get(f"/v1/auth/refresh/{token}?setCookie=false", project=None,
                                headers={"ApiKey": None}).json["Authorization"]
        self.advance(2 * 60)
        self.assertEqual(self.info(token).status, 401)
        self.assertEqual(self.client.get(f"/v1/auth/refresh/{token}", project=None, headers={"ApiKey": None}).status,
                         401)
        self.assertEqual(self.info(fresh).status, 200)
        self.client.post("/v1/users/auth/tokens/revoke", {"tokens": [fresh]}, project=None)
        self.assertEqual(self.info(fresh).status, 401)

    def test_a_cookie_comes_unless_it_is_declined(self):
        body = {"emailId": "admin@borealis.example", "password": self.described["users"]["admin@borealis.example"]}
        self.assertIn("Secure", self.client.post("/v1/auth/authenticate", body).headers["Set-Cookie"])
        self.assertNotIn("Set-Cookie", self.login("admin@borealis.example").headers)

    def test_an_address_in_several_organisations_needs_one(self):
        self.assertEqual(self.login("north@borealis.example").code, "OrgRequired")
        self.assertEqual(self.login("north@borealis.example", org="field-ops").status, 200)
        self.assertEqual(self.login("admin@borealis.example", password="guess").status, 401)

    def test_a_second_factor_leaves_a_token_that_opens_nothing(self):
        self.switch(mfa=True)
        answer = self.login("admin@borealis.example").json
        self.assertTrue(answer["isMfa"])
        self.assertEqual(self.info(answer["Authorization"]).status, 401)

    def test_a_key_can_end_in_mid_flight(self):
        self.assertEqual(self.client.get("/v1/users/info", project=None).status, 200)
        for change in ({"active": False}, {"expiresIn": -1}):
            self.admin("POST", "/keys/admin", change)
            self.assertEqual(self.client.get("/v1/users/info", project=None).status, 401)
            self.admin("POST", "/reset")
            self.assertEqual(self.client.get("/v1/users/info", project=None).status, 200)

    def test_rights_are_mapped_by_tenant_and_project(self):
        client = Client(self.described, self.described["keys"]["viewer"])
        self.addCleanup(client.close)
        status = client.get("/v1/users/me").json["status"]
        self.assertIn("cluster.list", status["tenantPermissions"][self.described["tenant"]["uid"]])
        self.assertNotIn("cluster.create", status["projectPermissions"][self.described["projects"]["north"]])
        answer = client.post("/v1/spectroclusters/edge-native", cluster_body("ice-one"), project="glaciology")
        self.assertEqual((answer.status, answer.code), (403, "OperationForbidden"))

    def test_only_an_administrator_of_the_installation_sees_its_version(self):
        self.assertEqual(self.client.get("/v1/system/version/installed", project=None).status, 401)


class Scope(StandInCase):
    SEARCH = "/v1/dashboard/edgehosts/search"

    def test_an_object_of_another_project_is_forbidden(self):
        for project in (None, "north"):
            answer = self.client.get("/v1/edgehosts/gla-cp-01", project=project)
            self.assertEqual((answer.status, answer.code), (403, "OperationForbidden"))
        uid = self.create()
        answer = self.client.get(f"/v1/spectroclusters/{uid}", project="north")
        self.assertEqual(answer.json["message"], "Operation 'cluster.get' is forbidden for the user")

    def test_a_list_without_a_project_is_empty(self):
        answer = self.client.post(self.SEARCH, project=None).json
        self.assertEqual((answer["items"], answer["listmeta"]["count"]), ([], 0))

    def test_a_resource_of_the_tenant_refuses_the_header(self):
        for path in ("/v1/edgehosts/tokens", "/v1/roles"):
            self.assertEqual(self.client.get(path).code, "ProjectUidIsNotEmpty")
            self.assertEqual(self.client.get(path, project=None).status, 200)

    def test_an_unknown_project_is_refused_or_empty(self):
        self.assertEqual(self.client.post(self.SEARCH, project="66f1c0aaffffffffffffffff").status, 403)
        self.switch(checkProject=False)
        self.assertEqual(self.client.post(self.SEARCH, project="66f1c0aaffffffffffffffff").json["items"], [])

    def test_a_user_sees_the_projects_that_are_theirs(self):
        client = Client(self.described, self.described["keys"]["north"])
        self.addCleanup(client.close)
        names = [one["metadata"]["name"] for one in client.get("/v1/dashboard/projects/metadata").json["items"]]
        self.assertEqual(names, ["north", "field-ops"])
        self.assertEqual(client.post(self.SEARCH, project="glaciology").status, 403)
        self.assertEqual(len(client.post(self.SEARCH, project="north").json["items"]), 50)

    def test_lists_that_went_away_with_4_10(self):
        for path in ("/v1/projects", "/v1/edgehosts"):
            answer = self.client.get(path, project="glaciology" if "edge" in path else None)
            self.assertEqual((answer.status, answer.code), (405, 405))
            self.assertEqual(answer.json["message"], "method GET is not allowed, but [POST] are")
        self.assertEqual(self.client.get("/v1/nothing").code, 404)
        self.switch(version="4.9")
        self.assertEqual(len(self.client.get("/v1/projects", project=None).json["items"]), 6)
        self.assertEqual(len(self.client.get("/v1/edgehosts?limit=10").json["items"]), 10)


class Machines(StandInCase):
    def items(self, project, body=None):
        found, path = [], "/v1/dashboard/edgehosts/search?limit=50"
        following = ""
        while True:
            answer = self.client.post(path + following, body, project=project).json
            found += answer["items"]
            if not answer["listmeta"]["continue"]:
                return found
            following = "&continue=" + answer["listmeta"]["continue"]

    @staticmethod
    def filter(prop, *values, operator="eq", negation=False):
        return {"filter": {"conjunction": "and", "filterGroups": [{"conjunction": "and", "filters": [
            {"property": prop, "type": "string", "condition": {"string": {
                "operator": operator, "negation": negation, "ignoreCase": False,
                "match": {"conjunction": "or", "values": list(values)}}}}]}]}, "sort": []}

    def test_there_are_machines_of_every_kind(self):
        everything = [one for name in self.described["projects"] for one in self.items(name)]
        self.assertGreaterEqual(len(everything), 260)
        states = {one["status"]["state"] for one in everything}
        self.assertEqual(states, {"ready", "unpaired", "in-use"})
        gpus = [gpu for one in everything for gpu in (one["spec"]["device"] or {}).get("gpus") or []]
        self.assertTrue(any("gpuCount" not in gpu for gpu in gpus))
        self.assertTrue(any("[Tesla T4]" in gpu["model"] for gpu in gpus))
        self.assertTrue(any("addresses" in gpu for gpu in gpus))
        self.assertTrue(any(not gpu["memory"][:1].isdigit() for gpu in gpus))
        self.assertTrue(any(one["status"]["health"] is None for one in everything))
        self.assertTrue(any((one["status"]["health"] or {}).get("state") == "unhealthy" for one in everything))
        devices = [one["spec"]["device"] for one in everything if one["spec"]["device"]]
        self.assertTrue(any(len(device["nics"]) >= 28 for device in devices))
        self.assertTrue(any(device["gpus"] == [] for device in devices)
                        and any(device["gpus"] is None for device in devices))
        self.assertTrue(any("palette.ai/gpu-family" in one["metadata"]["labels"] for one in everything))
        self.assertTrue(any(one["metadata"]["labels"].get("spare") == "spectro__tag" for one in everything))
        used = [one["status"] for one in everything if one["status"]["state"] == "in-use"]
        self.assertTrue(any(one["inUseClusters"] is None for one in used))
        self.assertTrue(any(one["inUseClustersRef"] is None for one in used))

    def test_the_machines_are_the_same_every_time(self):
        before = [one["metadata"]["uid"] for one in self.items("stations")]
        self.admin("POST", "/reset")
        self.assertEqual([one["metadata"]["uid"] for one in self.items("stations")], before)

    def test_search_by_tag_state_and_name(self):
        self.assertEqual(len(self.items("glaciology", self.filter("tags", "palette.ai/role:control-plane"))), 6)
        self.assertEqual(len(self.items("glaciology", self.filter("name", "gla-h", operator="beginsWith"))), 8)
        others = self.filter("name", "gla-h", operator="beginsWith", negation=True)
        self.assertEqual(len(self.items("glaciology", others)), 16)
        self.assertEqual(len(self.items("field-ops", self.filter("state", "unpaired"))), 3)
        self.assertEqual(len(self.items("field-ops", self.filter("tags", "spare"))), 8)
        answer = self.client.post("/v1/dashboard/edgehosts/search", self.filter("gpu", "H100"))
        self.assertEqual((answer.status, answer.code), (400, "InvalidFilterProperty"))

    def test_sort_fields_depend_on_the_version(self):
        path = "/v1/dashboard/edgehosts/search?limit=2"
        by_name = {"sort": [{"field": "name", "order": "desc"}]}
        self.assertEqual(self.client.post(path, by_name).json["items"][0]["metadata"]["name"], "gla-l4-04")
        self.assertEqual(self.client.post(path, {"sort": [{"field": "clusterName", "order": "asc"}]}).code, 606)
        self.switch(version="4.9")
        self.assertEqual(self.client.post(path, by_name).code, 606)

    def test_put_meta_replaces_all_tags(self):
        path = "/v1/edgehosts/gla-cp-01"
        self.client.call("PUT", path + "/meta",
                         {"metadata": {"uid": "gla-cp-01", "name": "gla-cp-01", "labels": {"gpu": ""}}})
        self.assertEqual(self.client.get(path).json["metadata"]["labels"], {"gpu": "spectro__tag"})
        self.assertEqual(self.items("glaciology", self.filter("tags", "gpu"))[0]["metadata"]["uid"], "gla-cp-01")

    def test_a_machine_that_never_paired_cannot_be_tagged(self):
        answer = self.client.call("PUT", "/v1/edgehosts/cpu-c2-30/meta", {"metadata": {"labels": {"a": "b"}}},
                                  project="north")
        self.assertEqual(answer.code, "EdgeHostDeviceNotRegistered")

    def test_the_test_can_change_and_remove_machines(self):
        self.admin("POST", "/hosts/gla-cp-01", {"health": "unhealthy", "message": "Fan 3 stands still"})
        item = self.items("glaciology", self.filter("healthState", "unhealthy"))[0]
        self.assertEqual((item["metadata"]["uid"], item["status"]["health"]["message"]),
                         ("gla-cp-01", "Fan 3 stands still"))
        events = self.client.get("/v1/events/components/edgehost/gla-cp-01").json["items"]
        self.assertEqual(events[0]["severity"], "Error")
        self.admin("DELETE", "/hosts/gla-cp-02")
        self.assertEqual(self.client.get("/v1/edgehosts/gla-cp-02").code, "ResourceNotFound")
        self.assertEqual(len(self.items("glaciology")), 23)

    def test_a_machine_that_registers_and_one_that_pairs(self):
        self.admin("POST", "/hosts/gla-new-01", {"like": "gla-h100-01"})
        self.client.post("/v1/edgehosts", {"metadata": {"uid": "gla-new-02"}, "spec": {}})
        self.assertEqual(self.host_state("gla-new-02"), "unpaired")
        self.admin("POST", "/hosts/gla-new-02", {"like": "gla-h100-01"})
        for uid in ("gla-new-01", "gla-new-02"):
            host = self.client.get(f"/v1/edgehosts/{uid}").json
            self.assertEqual((host["status"]["state"], host["spec"]["device"]["gpus"][0]["gpuCount"]), ("ready", 8))

    def test_search_without_devices(self):
        self.switch(searchDevices=False)
        self.assertEqual({one["spec"]["device"] for one in self.items("glaciology")}, {None})
        self.assertTrue(self.client.get("/v1/edgehosts/gla-cp-01").json["spec"]["device"])

    def test_a_token_shows_itself_only_when_read_back(self):
        answer = self.client.post("/v1/edgehosts/tokens", {"metadata": {"name": "t"}, "spec": {}}, project=None)
        self.assertEqual(set(answer.json), {"uid"})
        self.assertTrue(self.client.get(f"/v1/edgehosts/tokens/{answer.json['uid']}",
                                        project=None).json["spec"]["token"])
        self.assertNotIn("Audit", answer.json)
        self.assertTrue(answer.headers["AuditUid"])


class Building(StandInCase):
    def test_conditions_appear_one_by_one_until_it_runs(self):
        uid = self.create(workers=2)
        self.assertEqual(self.cluster(uid)["status"]["state"], "Pending")
        self.assertEqual(self.host_state("gla-h100-02"), "in-use")
        seen, states = [], set()
        for _ in range(200):
            status = self.cluster(uid)["status"]
            states.add(status["state"])
            names = [one["type"] for one in status["conditions"] or []]
            self.assertEqual(names, list(CONDITIONS[:len(names)]))
            if names not in seen:
                seen.append(names)
            if status["state"] == "Running":
                break
            self.advance(1)
        self.assertEqual(len(seen), len(CONDITIONS) + 1)
        self.assertEqual(states, {"Pending", "Provisioning", "Running"})
        overview = f"/v1/dashboard/spectroclusters/{uid}/overview"
        self.assertEqual(self.client.get(overview).json["status"]["health"]["state"], "Unknown")
        self.advance(10)
        self.assertEqual(self.client.get(overview).json["status"]["health"]["state"], "Healthy")
        self.assertNotIn("health", self.cluster(uid)["status"])
        self.assertTrue(all(one["condition"]["status"] == "True" for one in self.cluster(uid)["status"]["packs"]))
        machines = self.client.get(self.config_path(uid) + "/machinePools/h100/machines").json["items"]
        self.assertEqual([one["status"]["instanceState"] for one in machines], ["Running", "Running"])

    def test_at_zero_everything_is_there_at_once(self):
        self.addCleanup(self.admin, "POST", "/clock", {"mode": "manual"})
        self.admin("POST", "/clock", {"mode": "zero"})
        uid = self.create()
        self.assertEqual(self.cluster(uid)["status"]["state"], "Running")
        self.client.call("DELETE", f"/v1/spectroclusters/{uid}")
        self.assertEqual(self.cluster(uid)["status"]["state"], "Deleted")
        self.assertEqual(self.host_state("gla-cp-01"), "ready")

    def test_setting_the_clock_to_zero_finishes_what_was_under_way(self):
        self.addCleanup(self.admin, "POST", "/clock", {"mode": "manual"})
        uid = self.create()
        self.admin("POST", "/clock", {"mode": "zero"})
        self.assertEqual(self.cluster(uid)["status"]["state"], "Running")

    def test_packs_show_progress_and_events_tell_it(self):
        uid = self.create()
        self.advance(50)
        ready = [one["condition"]["status"] for one in self.cluster(uid)["status"]["packs"]]
        self.assertIn("True", ready)
        self.assertIn("False", ready)
        self.advance(600)
        reasons = [one["reason"]
                   for one in self.client.get(f"/v1/events/components/spectrocluster/{uid}?limit=50").json["items"]]
        self.assertEqual(reasons[-1], "ClusterCreated")
        self.assertIn("PackInstalled", reasons)

    def test_two_creates_of_one_name_at_once_make_one_cluster(self):
        results = []
        barrier = threading.Barrier(8)

        def create(n):
            client = Client(self.described, project="glaciology")
            client.connection.connect()
            barrier.wait()
            body = cluster_body("ice-one", 1, 0, vip=f"10.80.70.{20 + n}")
            body["spec"]["machinepoolconfig"][0] = pool("control-plane-pool", [f"gla-h100-{n + 1:02d}"], True)
            results.append(client.post("/v1/spectroclusters/edge-native", body))
            client.close()

        threads = [threading.Thread(target=create, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(one.status for one in results), [201] + [409] * 7)
        self.assertEqual([one["name"] for one in self.admin("GET", "/clusters")["clusters"]].count("ice-one"), 1)

    def test_a_machine_is_never_given_twice(self):
        self.create()
        answer = self.client.post("/v1/spectroclusters/edge-native", cluster_body("ice-two", vip="10.80.70.11"))
        self.assertEqual((answer.status, answer.code), (422, "EdgeHostNotReady"))

    def test_validate_answers_200_with_what_is_wrong(self):
        body = cluster_body("ice-one", 2, 1, vip="10.61.4.20",
                            profiles=[{"uid": EDGE_BASE}, {"uid": "66f1c0aa0000000000000013"}])
        body["spec"]["machinepoolconfig"][1]["poolConfig"]["size"] = 3
        body["spec"]["profiles"][0]["variables"] = [{"name": "podCidr", "value": "none"}]
        answer = self.client.post("/v1/spectroclusters/edge-native/validate", body)
        self.assertEqual(answer.status, 200)
        codes = {error["code"] for result in answer.json["machinePools"]["results"] for error in result["errors"]}
        self.assertEqual(codes, {"ControlPlaneSize", "MachinePoolSizeMismatch", "ControlPlaneEndpointInUse"})
        codes = {error["code"] for one in answer.json["profiles"] for result in one["packs"]["results"]
                 for error in result["errors"]}
        self.assertEqual(codes, {"InvalidVariable", "ProfileNotPublished", "InfraProfileCount"})
        self.assertEqual(self.client.post("/v1/spectroclusters/edge-native", body).status, 422)

    def test_required_variables_need_values_and_secrets_are_masked(self):
        body = cluster_body("ice-one", profiles=[{"uid": "66f1c0aa0000000000000021"}])
        answer = self.client.post("/v1/spectroclusters/edge-native", body)
        self.assertIn("siteName", answer.json["message"])
        shown = {one["name"]: one
                 for one in self.client.get("/v1/clusterprofiles/66f1c0aa0000000000000021/variables").json["variables"]}
        self.assertEqual(shown["registryPassword"]["defaultValue"], "********")
        body["spec"]["profiles"][0]["variables"] = [{"name": "siteName", "value": "dome"},
                                                    {"name": "registryPassword", "value": "********"}]
        self.assertEqual(self.client.post("/v1/spectroclusters/edge-native", body).code, "InvalidVariable")
        body["spec"]["profiles"][0]["variables"].pop()
        self.assertEqual(self.client.post("/v1/spectroclusters/edge-native", body).status, 201)

    def test_names_are_checked(self):
        path = "/v1/spectroclusters/validate/name?name="
        self.assertEqual(self.client.get(path + "ice-one").status, 204)
        self.assertEqual(self.client.get(path + "Ice").code, "InvalidClusterName")
        self.create()
        self.assertEqual(self.client.get(path + "ice-one").status, 409)

    def test_a_create_that_is_to_fail_ends_in_error(self):
        self.admin("POST", "/failures", {"at": "BootstrappingDone", "message": "Disk is full"})
        uid = self.create()
        self.advance(600)
        status = self.cluster(uid)["status"]
        self.assertEqual(status["state"], "Error")
        self.assertEqual(status["conditions"][-1]["message"], "Disk is full")
        events = self.client.get(f"/v1/events/components/spectrocluster/{uid}").json["items"]
        self.assertEqual((events[0]["severity"], events[0]["reason"]), ("Error", "FailedBootstrappingDone"))
        self.client.call("DELETE", f"/v1/spectroclusters/{uid}")
        self.advance(600)
        second = self.create()
        self.advance(600)
        self.assertEqual(self.cluster(second)["status"]["state"], "Running")

    def test_a_cluster_is_found_again_by_its_label(self):
        uid = self.create(labels={"easel-pool-uid": "p-1"})
        body = Machines.filter("tags", "easel-pool-uid:p-1")
        found = self.client.post("/v1/dashboard/spectroclusters/search", body).json["items"]
        self.assertEqual([one["metadata"]["uid"] for one in found], [uid])


class Kubeconfig(StandInCase):
    def test_it_is_there_once_its_condition_is(self):
        uid = self.create()
        path = f"/v1/spectroclusters/{uid}/assets/"
        self.assertEqual(self.client.get(path + "kubeconfigclient").code, "ResourceNotFound")
        meta = self.client.get(f"/v1/dashboard/spectroclusters/{uid}/overview").json["status"]["kubeMeta"]
        self.assertFalse(meta["hasKubeConfigClient"])
        self.advance(600)
        meta = self.client.get(f"/v1/dashboard/spectroclusters/{uid}/overview").json["status"]["kubeMeta"]
        self.assertEqual((meta["hasKubeConfigClient"], meta["kubernetesVersion"]), (True, "1.33.4"))
        answer = self.client.get(path + "kubeconfigclient")
        self.assertEqual(answer.headers["Content-Type"], "application/octet-stream")
        self.assertIn(b"kind: Config", answer.content)
        # Without OIDC there is no user kubeconfig.
        self.assertEqual(self.client.get(path + "kubeconfig?frp=true").status, 404)

    def test_it_comes_as_base64_on_demand(self):
        import base64
        uid = self.create()
        self.advance(600)
        self.switch(kubeconfigBase64=True)
        content = self.client.get(f"/v1/spectroclusters/{uid}/assets/adminKubeconfig").content
        self.assertIn(b"kind: Config", base64.b64decode(content, validate=True))

    def test_clusters_hand_out_what_the_test_gave(self):
        uid = self.create()
        self.advance(600)
        path = f"/v1/spectroclusters/{uid}/assets/kubeconfigclient"
        self.admin("POST", "/kubeconfig", {"kubeconfig": "for all"})
        self.assertEqual(self.client.get(path).content, b"for all")
        self.admin("POST", "/clusters/ice-one", {"kubeconfig": "for this one"})
        self.assertEqual(self.client.get(path).content, b"for this one")

    def test_reading_it_as_administrator_needs_the_right_to_delete(self):
        uid = self.create()
        self.advance(600)
        client = Client(self.described, self.described["keys"]["viewer"], "glaciology")
        self.addCleanup(client.close)
        self.assertEqual(client.get(f"/v1/spectroclusters/{uid}/assets/adminKubeconfig").status, 403)
        self.assertEqual(client.get(f"/v1/spectroclusters/{uid}/assets/kubeconfigclient").status, 200)


class DayTwo(StandInCase):
    def setUp(self):
        super().setUp()
        self.uid = self.create()
        self.advance(600)
        self.path = f"/v1/spectroclusters/{self.uid}"

    def profiles(self):
        return [(one["name"], one["profileVersion"])
                for one in self.cluster(self.uid)["spec"]["clusterProfileTemplates"]]

    def patch(self, *entities, method="PATCH", action="DownloadAndInstall"):
        return self.client.call(method, f"{self.path}/profiles",
                                {"profiles": list(entities), "spcApplySettings": {"actionType": action}})

    def test_an_upgrade_replaces_only_when_told_so(self):
        self.patch({"uid": GPU_OPERATOR_NEW, "replaceWithProfile": GPU_OPERATOR})
        self.assertEqual(self.profiles(), [("edge-base", "1.4.0"), ("gpu-operator", "2.1.0")])
        self.patch({"uid": GPU_OPERATOR})
        self.assertEqual(self.profiles(), [("edge-base", "1.4.0"), ("gpu-operator", "2.1.0"),
                                           ("gpu-operator", "2.0.1")])

    def test_put_detaches_what_it_leaves_out(self):
        self.assertEqual(self.patch({"uid": EDGE_BASE}, method="PUT").status, 204)
        self.assertEqual(self.profiles(), [("edge-base", "1.4.0")])
        self.assertEqual(self.patch({"uid": GPU_OPERATOR}, method="PUT").code, "InfraProfileCount")

    def test_a_new_version_forgets_values_that_are_not_sent_again(self):
        given = [{"name": "driverBranch", "value": "550"}]
        self.patch({"uid": GPU_OPERATOR, "variables": given})
        self.assertEqual(self.value("driverBranch"), "550")
        self.patch({"uid": GPU_OPERATOR_NEW, "replaceWithProfile": GPU_OPERATOR})
        self.assertEqual(self.value("driverBranch"), "570")

    def value(self, name):
        groups = self.client.get(f"{self.path}/variables").json
        return next(one["value"] for group in groups for one in group["variables"] if one["name"] == name)

    def test_an_add_on_is_applied_without_a_repave(self):
        self.patch({"uid": GPU_OPERATOR_NEW, "replaceWithProfile": GPU_OPERATOR})
        self.assertFalse(self.client.get(f"{self.path}/status/spcApply").json["canBeApplied"])
        self.advance(60)
        status = self.cluster(self.uid)["status"]
        self.assertTrue(status["spcApply"]["canBeApplied"])
        self.assertIsNone(status["repave"])
        self.assertTrue(all(one["condition"]["status"] == "True" for one in status["packs"]))

    def test_later_only_stages(self):
        self.patch({"uid": GPU_OPERATOR_NEW, "replaceWithProfile": GPU_OPERATOR}, action="DownloadAndInstallLater")
        self.advance(600)
        status = self.cluster(self.uid)["status"]
        self.assertTrue(status["spcApply"]["canBeApplied"])
        self.assertIn("False", [one["condition"]["status"] for one in status["packs"]])

    def test_a_new_kubernetes_waits_for_approval_and_rebuilds_one_by_one(self):
        self.patch({"uid": EDGE_BASE_NEW, "replaceWithProfile": EDGE_BASE})
        self.advance(600)
        self.assertEqual(self.cluster(self.uid)["status"]["repave"], {"state": "Pending"})
        pending = self.client.get(f"{self.path}/repave/status").json
        self.assertEqual(pending["spec"]["reasons"][0]["pack"]["target"]["tag"], "2.1.0")
        self.assertEqual(self.client.call("PATCH", f"{self.path}/repave/approve").status, 204)
        self.advance(1)
        self.assertEqual(sorted(self.machine_states()), ["Provisioning", "Running"])
        self.advance(600)
        self.assertEqual(self.machine_states(), ["Running", "Running"])
        self.assertEqual(self.cluster(self.uid)["status"]["repave"], {"state": "Approved"})
        overview = self.client.get(f"/v1/dashboard/spectroclusters/{self.uid}/overview").json
        self.assertEqual(overview["status"]["kubeMeta"]["kubernetesVersion"], "1.34.1")
        self.assertEqual(self.client.call("PATCH", f"{self.path}/repave/approve").code, "RepaveNotPending")

    def machine_states(self):
        path = self.config_path(self.uid)
        return [one["status"]["instanceState"] for name in ("control-plane-pool", "h100")
                for one in self.client.get(f"{path}/machinePools/{name}/machines").json["items"]]

    def test_an_offered_pack_is_notified_and_taken(self):
        self.admin("POST", "/packs", {"profile": GPU_OPERATOR, "pack": "nvidia-gpu-operator-ai", "tag": "25.3.9"})
        self.assertEqual([one["name"] for one in self.client.get(f"{self.path}/profileUpdates").json["profiles"]],
                         ["gpu-operator"])
        notes = f"/v1/notifications/spectrocluster/{self.uid}?isDone=false"
        self.assertEqual(len(self.client.get(notes).json["items"]), 1)
        self.client.call("PATCH", f"{self.path}/profiles?resolveNotification=true",
                         {"profiles": [{"uid": GPU_OPERATOR}]})
        self.assertEqual(self.client.get(notes).json["items"], [])
        self.assertEqual(self.client.get(f"{self.path}/profileUpdates").json["profiles"], [])

    def test_put_pool_replaces_the_hosts(self):
        path = self.config_path(self.uid) + "/machinePools/h100"
        self.assertEqual(self.client.call("PUT", path, pool("h100", ["gla-h100-01", "gla-h100-02"])).status, 204)
        self.assertEqual(self.host_state("gla-h100-02"), "in-use")
        self.advance(60)
        self.client.call("PUT", path, pool("h100", ["gla-h100-02"]))
        self.assertEqual(self.host_state("gla-h100-01"), "in-use")
        self.advance(60)
        self.assertEqual(self.host_state("gla-h100-01"), "ready")
        config = self.client.get(self.config_path(self.uid)).json["spec"]["machinePoolConfig"]
        self.assertEqual([host["hostUid"] for one in config if one["name"] == "h100" for host in one["hosts"]],
                         ["gla-h100-02"])
        self.assertEqual(self.client.call("PUT", path, pool("h100", ["gla-cp-01"])).code, "EdgeHostNotReady")

    def test_a_pool_whose_last_machine_is_deleted_is_gone(self):
        path = self.config_path(self.uid) + "/machinePools/h100"
        for one in self.client.get(path + "/machines").json["items"]:
            self.assertEqual(self.client.call("DELETE", f"{path}/machines/{one['metadata']['uid']}").status, 204)
        self.advance(60)
        self.assertEqual(self.client.get(path + "/machines").status, 404)
        self.assertEqual(self.host_state("gla-h100-01"), "ready")

    def test_what_was_decided_at_creation_stays(self):
        path = self.config_path(self.uid)
        config = self.client.get(path).json["spec"]["clusterConfig"]
        changed = {**config, "controlPlaneEndpoint": {"host": "10.80.70.77", "type": "VIP"}}
        self.assertEqual(self.client.call("PUT", path + "/clusterConfig", {"clusterConfig": changed}).code,
                         "ImmutableField")

    def test_health_follows_the_test(self):
        self.admin("POST", "/clusters/ice-one", {"health": "UnHealthy", "message": "Node gla-h100-01 is not ready"})
        overview = self.client.get(f"/v1/dashboard/spectroclusters/{self.uid}/overview").json["status"]["health"]
        self.assertEqual((overview["state"], overview["conditions"][0]["message"]),
                         ("UnHealthy", "Node gla-h100-01 is not ready"))
        self.admin("POST", "/clusters/ice-one", {"vanish": True})
        self.assertEqual(self.client.get(self.path).code, "ResourceNotFound")


class Deleting(StandInCase):
    def test_hosts_come_back_after_their_reset_and_the_cluster_stays_readable(self):
        uid = self.create()
        self.advance(600)
        path = f"/v1/spectroclusters/{uid}"
        self.assertEqual(self.client.call("DELETE", path).status, 204)
        self.assertEqual(self.cluster(uid)["status"]["state"], "Deleting")
        while self.cluster(uid)["status"]["state"] == "Deleting":
            self.advance(1)
        self.assertEqual(self.host_state("gla-cp-01"), "in-use")
        self.advance(10)
        self.assertEqual(self.host_state("gla-cp-01"), "ready")
        self.assertEqual(self.cluster(uid)["status"]["state"], "Deleted")
        # The name and the address are free again.
        self.create()
        self.advance(73 * 3600)
        self.assertEqual(self.client.get(path).code, "ResourceNotFound")

    def test_a_stuck_one_is_forced_and_leaves_its_hosts_dirty(self):
        uid = self.create()
        self.advance(600)
        self.admin("POST", "/clusters/ice-one", {"stuck": True})
        path = f"/v1/spectroclusters/{uid}"
        self.client.call("DELETE", path)
        self.advance(3600)
        self.assertEqual(self.cluster(uid)["status"]["state"], "Deleting")
        self.assertEqual(self.client.call("DELETE", path + "?forceDelete=true").status, 204)
        self.assertEqual(self.cluster(uid)["status"]["state"], "Deleted")
        host = self.client.get("/v1/edgehosts/gla-cp-01").json["status"]
        self.assertEqual((host["state"], host["health"]["state"]), ("ready", "unhealthy"))
        self.client.call("PUT", "/v1/edgehosts/gla-cp-01/reset")
        self.advance(10)
        self.assertEqual(self.client.get("/v1/edgehosts/gla-cp-01").json["status"]["health"]["state"], "healthy")

    def test_a_stuck_one_goes_on_when_the_test_says_so(self):
        uid = self.create()
        self.advance(600)
        self.admin("POST", f"/clusters/{uid}", {"stuck": True})
        self.client.call("DELETE", f"/v1/spectroclusters/{uid}")
        self.advance(3600)
        self.admin("POST", f"/clusters/{uid}", {"stuck": False})
        self.advance(600)
        self.assertEqual(self.cluster(uid)["status"]["state"], "Deleted")

    def test_deletion_in_the_middle_of_building_and_scaling_gives_all_machines_back(self):
        uid = self.create(workers=2)
        self.advance(20)
        path = self.config_path(uid) + "/machinePools/h100"
        self.client.call("PUT", path, pool("h100", ["gla-h100-02", "gla-h100-03"]))
        self.client.call("DELETE", f"/v1/spectroclusters/{uid}")
        self.advance(600)
        self.assertEqual(self.cluster(uid)["status"]["state"], "Deleted")
        for host in ("gla-cp-01", "gla-h100-01", "gla-h100-02", "gla-h100-03"):
            self.assertEqual(self.host_state(host), "ready", host)


class Imports(StandInCase):
    def test_the_link_comes_later_and_the_manifest_brings_it_in(self):
        uid = self.client.post("/v1/spectroclusters/generic/import", {"metadata": {"name": "legacy"}, "spec": {
            "clusterConfig": {"importMode": "read-only"}}}).json["uid"]
        status = self.cluster(uid)["status"]
        self.assertEqual((status["state"], status["clusterImport"]["importLink"]), ("Importing", ""))
        self.advance(10)
        self.assertIn("kubectl apply -f https://", self.cluster(uid)["status"]["clusterImport"]["importLink"])
        self.advance(3600)
        self.assertEqual(self.cluster(uid)["status"]["state"], "Importing")
        path = f"/v1/spectroclusters/{uid}/import/manifest"
        self.assertEqual(self.client.get(path, headers={"ApiKey": None}).status, 401)
        manifest = self.client.get(path).content.decode()
        for kind in ("Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "ConfigMap", "Secret",
                     "Deployment"):
            self.assertIn(f"kind: {kind}\n", manifest)
        self.advance(60)
        self.assertEqual(self.cluster(uid)["status"]["state"], "Running")
        self.assertEqual(self.client.get(f"/v1/spectroclusters/{uid}/assets/kubeconfigclient").status, 404)
        answer = self.client.call("PATCH", f"/v1/spectroclusters/{uid}/profiles", {"profiles": [{"uid": GPU_OPERATOR}]})
        self.assertEqual(answer.code, "ClusterReadOnly")

    def test_older_versions_give_the_manifest_to_anybody(self):
        uid = self.client.post("/v1/spectroclusters/generic/import", {"metadata": {"name": "legacy"}}).json["uid"]
        self.switch(manifestNeedsKey=False)
        answer = self.client.get(f"/v1/spectroclusters/{uid}/import/manifest", project=None, headers={"ApiKey": None})
        self.assertEqual(answer.status, 200)

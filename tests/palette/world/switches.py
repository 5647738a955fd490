# SPDX-License-Identifier: GPL-3.0-or-later
"""What a test can turn on and off while the stand-in runs. Each switch is an odd thing that Palette was seen to do."""

# name: (value at start, allowed values or a type, what it does)
SWITCHES = {
    "version": ("4.10", ("4.9", "4.10"),
                "4.9 still answers GET /v1/projects and GET /v1/edgehosts, and sorts hosts by less"),
    "limits": ("real", ("real", "clock", "off"),
               "rate limits of 1.7 against the machine's time, the stand-in's clock, or none"),
    "nulls": ("off", ("off", "absent", "sprinkled", "everywhere"), "explicit nulls in answers, see api/nulls.py"),
    "repeatToken": ("off", ("off", "last", "always"),
                    "the last page hands out its own token again; or every page but the first does"),
    "lostRows": (0, int, "so many rows of each list never arrive, though they are counted"),
    "searchDevices": (True, bool,
                      "off: hosts in search answers lack spec.device, so each must be read on its own (3.3)"),
    "checkProject": (True, bool, "an unknown ProjectUid is refused (since 4.9.22); off: lists are empty"),
    "mfa": (False, bool, "password sign-in answers isMfa, and its token opens nothing"),
    "manifestNeedsKey": (True, bool, "import manifests need authentication (since 4.9.14)"),
    "importAttaches": (True, bool, "an import whose manifest was fetched becomes Running by itself"),
    "kubeconfigBase64": (False, bool, "kubeconfigs come as base64 of their YAML"),
    "repaveApproved": (False, bool, "repaves need no approval"),
    "permissionList": (False, bool, "users/me lists tenant permissions instead of mapping them by tenant"),
}


class Switches:
    def __init__(self):
        self._values = {name: start for name, (start, _, _) in SWITCHES.items()}

    def __getitem__(self, name):
        return self._values[name]

    def all(self):
        return dict(self._values)

    def set(self, name, value):
        """ValueError says what would be allowed."""
        if name not in SWITCHES:
            raise ValueError(f"no switch {name}; there are {', '.join(SWITCHES)}")
        allowed = SWITCHES[name][1]
        fits = value in allowed if isinstance(allowed, tuple) else type(value) is allowed
        if not fits:
            wanted = ", ".join(allowed) if isinstance(allowed, tuple) else allowed.__name__
            raise ValueError(f"{name} takes {wanted}, not {value!r}")
        self._values[name] = value

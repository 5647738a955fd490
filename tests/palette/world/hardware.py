# SPDX-License-Identifier: GPL-3.0-or-later
"""What edge hosts report about themselves, in all the spellings that the field has (resource-model.md 3.b)."""

MEBI = 1024 * 1024


def gpu(vendor, model, memory, count=None, mig=None, addresses=0):
    """One element of spec.device.gpus. count None: not reported. mig: the strategy, None when not reported."""
    spec = {"vendor": vendor, "model": model, "memory": memory}
    if count is not None:
        spec["gpuCount"] = count
    if mig is not None:
        spec["migCapable"] = mig != ""
        spec["migStrategy"] = mig
    if addresses:
        spec["addresses"] = {f"{vendor} {model} #{n}": f"0000_{0x11 + n:02x}_00_0" for n in range(addresses)}
    return spec


# Each entry is the GPUs of one machine: every row of 3.b's table under some name, odd memory texts, counts left out.
SPELLINGS = [
    [gpu("NVIDIA", "NVIDIA GB300", "288 GiB", 4, "none")],
    [gpu("NVIDIA", "NVIDIA GB200", "189471 MiB", 4, "none")],
    [gpu("NVIDIA", "NVIDIA GH200 480GB", "97871 MiB", 1, "none")],
    [gpu("NVIDIA", "NVIDIA B300 SXM6 AC", "275040 MiB", 8, "none")],
    [gpu("NVIDIA", "NVIDIA B200", "183359 MiB", 8, "none")],
    [gpu("NVIDIA", "NVIDIA H200", "143771 MiB", 8, "mixed")],
    [gpu("NVIDIA Corporation", "GH100 [H200 SXM 141GB]", "", None, None, 8)],
    [gpu("NVIDIA", "NVIDIA H800", "81559 MiB", 8, "none")],
    [gpu("NVIDIA", "NVIDIA H20", "97871", 8, "none")],
    [gpu("NVIDIA", "NVIDIA-H100-80GB-HBM3", "81559 MiB", 8, "none")],
    [gpu("NVIDIA Corporation", "GH100 [H100 PCIe]", "85520809984", None, None, 4)],
    [gpu("NVIDIA Corporation", "GH100", "143771 MiB", 4)],
    [gpu("NVIDIA", "NVIDIA A800-SXM4-80GB", "81920 MiB", 8, "none")],
    [gpu("NVIDIA", "NVIDIA A100-PCIE-40GB", "40 GiB", 2, "single")],
    [gpu("NVIDIA", "NVIDIA A100X", "80 GB", 2, "none")],
    [gpu("NVIDIA Corporation", "GA100GL [A30 PCIe]", "24 GB", None, None, 2)],
    [gpu("NVIDIA Corporation", "GA100 [A100 SXM4 80GB]", "80", 8)],
    [gpu("NVIDIA", "NVIDIA L40S", "46068 MiB", 4, "")],
    [gpu("NVIDIA", "NVIDIA L40G", "24 GB", 4, "")],
    [gpu("NVIDIA", "NVIDIA L20", "48 GB", 4, "")],
    [gpu("NVIDIA", "NVIDIA L4", "23034 MiB", 2, "")],
    [gpu("NVIDIA", "NVIDIA A40", "46068 MiB", 2, "")],
    [gpu("NVIDIA", "NVIDIA A16", "15356 MiB", 4, "")],
    [gpu("NVIDIA", "NVIDIA A10G", "22731 MiB", 1, "")],
    [gpu("NVIDIA", "NVIDIA A10", "24 gb", 1, "")],
    [gpu("NVIDIA", "NVIDIA A2", "15356 MiB", 1, "")],
    [gpu("NVIDIA Corporation", "TU104GL [Tesla T4]", "15109 MiB", None, None, 2)],
    [gpu("NVIDIA Corporation", "TU104GL [T4G Tensor Core GPU]", "15109", 1)],
    [gpu("NVIDIA", "Tesla V100-SXM2-32GB", "32768 MiB", 4, "")],
    [gpu("NVIDIA Corporation", "GV100GL [Tesla V100S PCIe 32GB]", "32768 MiB", 2)],
    [gpu("NVIDIA", "Tesla P100-PCIE-16GB", "16 GiB", 2, "")],
    [gpu("NVIDIA", "Tesla P40", "24576 MiB", 4, "")],
    [gpu("NVIDIA", "NVIDIA RTX PRO 6000 Blackwell Server Edition", "97887 MiB", 8, "none")],
    [gpu("NVIDIA Corporation", "AD102GL [RTX 6000 Ada Generation]", "49140 MiB", None, None, 4)],
    [gpu("NVIDIA", "NVIDIA RTX A6000", "49140 MiB", 4, "")],
    [gpu("NVIDIA", "Quadro RTX 6000", "24576 MiB", 2, "")],
    [gpu("NVIDIA", "NVIDIA GeForce RTX 4090", "24564 MiB", 2, "")],
    [gpu("AMD", "AMD_Instinct_MI300X_OAM", "196592 MiB", 8)],
    [gpu("Advanced Micro Devices, Inc. [AMD/ATI]", "Aqua Vanjaram [Instinct MI325X]", "256 GB", 8)],
    [gpu("AMD", "AMD Instinct MI355X", "288 GB", 8)],
    [gpu("AMD", "AMD Instinct MI350X", "288 GB", 8)],
    [gpu("AMD", "AMD Instinct MI300A", "128 GB", 4)],
    [gpu("AMD", "AMD Instinct MI250X / MI250", "131072 MiB", 4)],
    [gpu("AMD", "AMD Instinct MI210", "65536 MiB", 2)],
    [gpu("Intel", "Intel Gaudi 3 AI Accelerator", "131072 MiB", 8)],
    [gpu("Habana Labs Ltd.", "HL-225B", "98304 MiB", 8)],
    [gpu("NVIDIA", "Device 10de:27b8", "", 2)],
    [gpu("", "", "")],
    # One element a GPU instead of one a model, two models in one machine, text for memory that is no amount.
    [gpu("NVIDIA", "NVIDIA L4", "23034 MiB"), gpu("NVIDIA", "NVIDIA L4", "23034 MiB")],
    [gpu("NVIDIA", "NVIDIA A100-SXM4-80GB", "81920 MiB", 4, "none"), gpu("NVIDIA", "NVIDIA L4", "23034 MiB", 1, "")],
    [gpu("NVIDIA", "NVIDIA H100 NVL", "about 94 gigabytes", 2, "none")],
    [gpu("NVIDIA", "NVIDIA A100-SXM4-40GB MIG 3g.20gb", "0.0195 TiB", 4, "single")],
    [gpu("NVIDIA", "NVIDIA-L40S-SHARED", "[N/A]", 4, "")],
]


def board(arch, cores, memory_mib, gpus, host_type="appliance", system="ubuntu", disk_gb=1788):
    """spec.device without its NICs and without what changes; shared by all machines of a kind, never written to."""
    return {
        "archType": arch,
        "cpu": {"cores": cores},
        "memory": {"sizeInMB": memory_mib},
        "gpus": gpus,
        "disks": [
            {"controller": "nvme", "vendor": "Frostline", "size": disk_gb, "partitions": [
                {"fileSystemType": "ext4", "mountPoint": "/usr/local", "totalSpace": disk_gb - 60, "usedSpace": 41,
                 "freeSpace": disk_gb - 101}]},
            # Removable and virtual media show up too.
            {"controller": "usb", "vendor": "Virtual Floppy", "size": 0, "partitions": None},
        ],
        "os": {"family": system, "version": "22.04", "kernel": "linux", "kernelVersion": "6.8.0-49-generic"},
        "hostType": host_type,
        "secureBoot": arch == "amd64",
    }


_NOISE = ("veth", "lxc", "cilium_vxlan", "cilium_net", "cilium_host", "flannel.1", "cni0", "docker0", "kube-ipvs0",
          "vxlan.calico", "tunl0", "nodelocaldns")


def noise(seed, count):
    """Virtual NICs as they show up on a machine that runs a cluster."""
    nics = []
    for n in range(count):
        name = _NOISE[n % len(_NOISE)]
        if name in ("veth", "lxc"):
            name += f"{(seed * 2654435761 + n * 40503) % (1 << 32):08x}"
        elif n >= len(_NOISE):
            name = f"{name[:8]}-{n}"
        nics.append({"nicName": name, "macAddr": f"ee:{seed % 256:02x}:{n:02x}:00:00:01", "ip": "", "subnet": "",
                     "gateway": "", "dns": None, "isDefault": False})
    return nics

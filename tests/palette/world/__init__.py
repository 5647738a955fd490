# SPDX-License-Identifier: GPL-3.0-or-later
"""The state behind the API: an invented institute's machines, profiles and clusters, and how they change with time."""

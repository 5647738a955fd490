# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire: HTTPS for Easel, plain HTTP on another port for the test that drives the stand-in."""

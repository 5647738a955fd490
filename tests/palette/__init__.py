# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for Spectro Cloud Palette's REST API, for Easel's tests and for trying Easel without a Palette.

It is not Palette and shares no code with it. It never ships in a package of Easel. See README.md beside this file.
"""

NAME = "easel-palette-stand-in"

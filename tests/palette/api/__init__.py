# SPDX-License-Identifier: GPL-3.0-or-later
"""What a request and an answer look like: the contract, errors, paging, search."""

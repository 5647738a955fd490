// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/prompter.h" // moved: the context hands it down

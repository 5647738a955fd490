// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/yaml/yamltree.h"

namespace easel {

// Types, merge keys, duplicates, aliases, limits; fills value, marks and warnings of `document`.
Result<Done> convertYamlTree(const YamlTree &tree, const YamlLines &lines, const YamlLimits &limits,
                             YamlDocument &document);

} // namespace easel

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace easel {

// Room for `more` further values, a quarter at a time: where a vector has one value for each of very many
// rows, the half that doubling leaves empty counts.
template <typename T>
void makeRoom(std::vector<T> *values, std::size_t more)
{
    if (values->capacity() - values->size() < more)
        values->reserve(values->size() + values->size() / 4 + more);
}

} // namespace easel

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/packingrules.h"

namespace easel {

// Places items one by one on a fleet. A tournament tree for each class of items holds the best machine; a
// placement changes one machine, and a tree catches up with the machines that changed when its class comes
// next. `ties` is the order in which equally good machines are taken; its positions are what trees work on.
class PackingEngine
{
public:
    // `rule` may be shared by engines that run one after the other; null: Random with `seed`.
    PackingEngine(const PackingFleet *fleet, PackingStates *states, PackingRule *rule,
                  std::vector<qint32> ties, quint64 seed);

    // The machine taken, or -1 when none fits.
    qint32 place(int itemClass, qint64 memoryMiB);
    qint64 allocatedMilli() const { return m_allocated; }
    const PackingState &stateOf(qint32 machine) const;

private:
    struct Tree
    {
        std::vector<qint32> score;  // by position
        std::vector<qint32> winner; // position; of a binary heap's inner nodes
        size_t seen = 0;            // how much of the log
    };

    void build(Tree &tree, int itemClass);
    void catchUp(Tree &tree, int itemClass);
    qint32 bestWithMemory(const Tree &tree, size_t node, qint64 memoryMiB, qint32 best) const;
    qint32 randomMachine(const PackingClass &item, qint64 memoryMiB);
    void take(qint32 position, int itemClass, int device, qint64 memoryMiB);

    const PackingFleet *m_fleet;
    PackingStates *m_states;
    PackingRule *m_rule;
    std::vector<qint32> m_order;    // machine by position
    std::vector<qint32> m_position; // position by machine
    std::vector<qint32> m_state;    // by position
    std::vector<qint64> m_memory;   // by position
    std::vector<qint32> m_log;      // positions that changed
    std::vector<Tree> m_trees;      // by class
    size_t m_leaves = 1;
    quint64 m_random;
    qint64 m_allocated = 0;
};

// A stream of numbers that is the same everywhere; `bound` > 0.
quint64 packingRandom(quint64 *state, quint64 bound);

} // namespace easel

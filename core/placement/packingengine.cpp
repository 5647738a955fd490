// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/packingengine.h"

namespace easel {

quint64 packingRandom(quint64 *state, quint64 bound)
{
    // SplitMix64; the multiplication maps evenly enough onto what are at most a few hundred thousand.
    *state += 0x9e3779b97f4a7c15U;
    quint64 z = *state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    z ^= z >> 31;
    return ((z >> 32) * bound) >> 32;
}

PackingEngine::PackingEngine(const PackingFleet *fleet, PackingStates *states, PackingRule *rule,
                             std::vector<qint32> ties, quint64 seed)
    : m_fleet(fleet)
    , m_states(states)
    , m_rule(rule)
    , m_order(std::move(ties))
    , m_position(fleet->states.size())
    , m_trees(fleet->classes.size())
    , m_random(seed)
{
    const size_t count = fleet->states.size();
    m_state.reserve(count);
    m_memory.reserve(count);
    for (size_t position = 0; position < count; ++position) {
        const auto machine = size_t(m_order[position]);
        m_position[machine] = qint32(position);
        m_state.push_back(states->numberOf(fleet->states[machine]));
        m_memory.push_back(fleet->memoryMiB[machine]);
    }
    while (m_leaves < count)
        m_leaves *= 2;
}

const PackingState &PackingEngine::stateOf(qint32 machine) const
{
    return m_states->at(m_state[size_t(m_position[size_t(machine)])]);
}

void PackingEngine::build(Tree &tree, int itemClass)
{
    tree.score.assign(m_leaves, PackingRule::unfit);
    tree.winner.resize(m_leaves);
    for (size_t position = 0; position < m_state.size(); ++position)
        tree.score[position] = m_rule->score(itemClass, m_state[position]);
    for (size_t node = m_leaves - 1; node > 0; --node) {
        const size_t left = node * 2;
        const qint32 a = left >= m_leaves ? qint32(left - m_leaves) : tree.winner[left];
        const qint32 b = left >= m_leaves ? qint32(left + 1 - m_leaves) : tree.winner[left + 1];
        tree.winner[node] = tree.score[size_t(b)] > tree.score[size_t(a)] ? b : a;
    }
    tree.seen = m_log.size();
}

void PackingEngine::catchUp(Tree &tree, int itemClass)
{
    if (tree.score.empty()) {
        build(tree, itemClass);
        return;
    }
    for (; tree.seen < m_log.size(); ++tree.seen) {
        const auto position = size_t(m_log[tree.seen]);
        const qint32 score = m_rule->score(itemClass, m_state[position]);
        const qint32 old = tree.score[position];
        if (score == old)
            continue;
        tree.score[position] = score;
        size_t node = (m_leaves + position) / 2;
        for (; node > 0; node /= 2) {
            const size_t left = node * 2;
            const qint32 a = left >= m_leaves ? qint32(left - m_leaves) : tree.winner[left];
            const qint32 b = left >= m_leaves ? qint32(left + 1 - m_leaves) : tree.winner[left + 1];
            const qint32 winner = tree.score[size_t(b)] > tree.score[size_t(a)] ? b : a;
            // Nobody above can notice when this machine neither was nor is the best here.
            if (winner == tree.winner[node] && winner != qint32(position))
                break;
            tree.winner[node] = winner;
        }
    }
}

// Memory is no part of a state, so the winner may lack it; then the best of the others is looked for.
qint32 PackingEngine::bestWithMemory(const Tree &tree, size_t node, qint64 memoryMiB, qint32 best) const
{
    const qint32 winner = node >= m_leaves ? qint32(node - m_leaves) : tree.winner[node];
    const qint32 score = tree.score[size_t(winner)];
    if (score == PackingRule::unfit || (best >= 0 && score <= tree.score[size_t(best)]))
        return best;
    if (m_memory[size_t(winner)] >= memoryMiB)
        return winner;
    if (node >= m_leaves)
        return best;
    best = bestWithMemory(tree, node * 2, memoryMiB, best);
    return bestWithMemory(tree, node * 2 + 1, memoryMiB, best);
}

qint32 PackingEngine::randomMachine(const PackingClass &item, qint64 memoryMiB)
{
    qint32 chosen = -1;
    quint64 seen = 0;
    for (size_t position = 0; position < m_state.size(); ++position) {
        if (m_memory[position] < memoryMiB || !item.fits(m_states->at(m_state[position])))
            continue;
        if (packingRandom(&m_random, ++seen) == 0)
            chosen = qint32(position);
    }
    return chosen;
}

void PackingEngine::take(qint32 position, int itemClass, int device, qint64 memoryMiB)
{
    const PackingClass &item = m_fleet->classes[size_t(itemClass)];
    PackingState after = item.placedOn(m_states->at(m_state[size_t(position)]), device);
    if (item.gpus > 0 && m_rule && m_rule->usesAffinity())
        after.affinity |= quint32(1) << (item.isShare() ? 0 : item.gpus);
    m_state[size_t(position)] = m_states->numberOf(after);
    m_memory[size_t(position)] -= memoryMiB;
    m_allocated += item.totalMilli();
    if (m_rule)
        m_log.push_back(position);
}

qint32 PackingEngine::place(int itemClass, qint64 memoryMiB)
{
    if (m_state.empty())
        return -1;
    const PackingClass &item = m_fleet->classes[size_t(itemClass)];
    if (!m_rule) {
        const qint32 position = randomMachine(item, memoryMiB);
        if (position < 0)
            return -1;
        const PackingState &machine = m_states->at(m_state[size_t(position)]);
        int device = item.gpus > 0 ? item.bestFitDevice(machine) : 0;
        if (item.isShare())
            device += int(packingRandom(&m_random, quint64(machine.gpus - device)));
        take(position, itemClass, device, memoryMiB);
        return m_order[size_t(position)];
    }
    Tree &tree = m_trees[size_t(itemClass)];
    catchUp(tree, itemClass);
    const qint32 position = bestWithMemory(tree, 1, memoryMiB, -1);
    if (position < 0)
        return -1;
    take(position, itemClass, item.gpus > 0 ? m_rule->device(itemClass, m_state[size_t(position)]) : 0,
         memoryMiB);
    return m_order[size_t(position)];
}

} // namespace easel

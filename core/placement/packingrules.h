// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/packing.h"

#include <memory>

namespace easel {

// How good a machine in a state is for an item. Higher is better; equal ones are taken in the fleet's order
// of ties.
class PackingRule
{
public:
    static constexpr qint32 unfit = std::numeric_limits<qint32>::min();

    virtual ~PackingRule() = default;
    // `state` is the state's number for as long as the rule lives: rules may remember by it.
    virtual qint32 score(int itemClass, qint32 state) = 0;
    // The GPU a share goes to, as index into freeMilli.
    virtual int device(int itemClass, qint32 state) = 0;
    virtual bool usesAffinity() const { return false; }
};

// States by number: equal states have one number, for as long as it lives.
class PackingStates
{
public:
    PackingStates();
    qint32 numberOf(const PackingState &state);
    const PackingState &at(qint32 number) const { return m_states[size_t(number)]; }
    size_t size() const { return m_states.size(); }

private:
    void grow();
    std::vector<PackingState> m_states;
    std::vector<qint32> m_slots; // open addressing; -1 is free
};

// The policies of "Beware of Fragmentation" (USENIX ATC '23), and ours. All but FGD put a share on the
// fullest GPU that still has room. Random is not a rule: it has no order.
//
// Easel's rule keeps cores and GPUs in the proportion the demand asks for. What the demand takes for a GPU
// is W cores; a machine with free cores c and free GPUs g has |c - W g| of one kind that the other will not
// use up. The machine whose remainder grows least is taken. Two more things count, in cores: GPUs that the
// typical items cannot use any more (what FGD looks at; it decides where cores are scarce), and GPUs of a
// model that items insist on, by how much of that model they ask for. Everything is derived from the
// demand.
std::unique_ptr<PackingRule> packingRule(PackingPolicy policy, const PackingFleet &fleet,
                                         PackingStates *states);

// What Easel's rule derived from the demand.
struct PackingReserve
{
    double coresPerGpu = 0;
    std::vector<double> modelPrice; // by model: restricted demand spread by capacity, over capacity
};
PackingReserve packingReserve(const PackingFleet &fleet);

} // namespace easel

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/jsonnode.h"
#include "core/domain/kinds.h"

namespace easel {

// Word and tone of a phase, an open set (C9): unknown words come back as they are, neutral.
StateText stateOfPhase(const QString &phase);

// Kinds whose objects have no state worth a column (Secrets, ConfigMaps, revisions...).
bool hasState(QStringView group, QStringView kind);

// Types of a kind's conditions in the order of its state machine (3.l), `Ready` last; unknown kinds give an
// empty list.
QStringList conditionOrder(QStringView group, QStringView kind);

// The first condition that stands in the way, its message cleaned; empty when there is none.
QString failingMessage(const QJsonObject &object);

// For the row extractors, which read simdjson's tree of a list item that may lack apiVersion and kind.
StateText stateOfNode(QStringView group, QStringView kind, const SimdNode &root);
StateText stateOfNode(QStringView group, QStringView kind, const QtNode &root);

} // namespace easel

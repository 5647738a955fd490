// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/parts/keyvaluegrid.h"
#include "core/domain/effectivesettings.h"

namespace easel {

// An integration in effect, a row a field: its value, and in text2 where it comes from.
QList<KeyValue> effectiveRows(const EffectiveIntegration &integration);

// "Palette", "Hugging Face", "NVIDIA NGC".
QString integrationTitle(IntegrationView::Type type);

} // namespace easel

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/rowlist.h"

namespace easel {

// The cell as people read it: numbers by locale, ages as one unit, a dash where there is nothing.
QString cellText(const Column &column, const Cell &cell, qint64 nowMs);
QString cellText(const Column &column, const Row &row, int position, qint64 nowMs);

// The cell without locale and age: what goes into CSV files ("2026-01-31T08:00:00Z", "1204", "").
QString cellPlainText(const Column &column, const Cell &cell);
QString cellPlainText(const Column &column, const Row &row, int position);

// The number in front of a text such as "8 H100, 2 L4"; nullopt when there is none.
std::optional<double> leadingNumber(QStringView text);

inline bool isRightAligned(CellType type)
{
    return type == CellType::Number || type == CellType::Gpus || type == CellType::Quantity ||
           type == CellType::Age;
}

// A title as it stands within a sentence: "App Deployments" is "app deployments", "GPU quota" stays.
QString inSentence(const QString &title);

} // namespace easel

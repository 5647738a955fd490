// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/enginelog.h"

#include "core/base/log.h"
#include "core/base/redact.h"
#include "core/base/text.h"

namespace easel {

namespace {
constexpr size_t mostLines = 2'000;
} // namespace

EngineLog::EngineLog(QObject *parent)
    : QObject(parent)
{}

void EngineLog::add(EngineLogLine::Level level, const ObjectRef &ref, const QString &text)
{
    EngineLogLine line;
    line.number = m_next++;
    line.at = QDateTime::currentDateTimeUtc();
    line.level = level;
    line.ref = ref;
    line.text = redacted(cleanedLine(text));
    const QString whole = ref.name.isEmpty() ? line.text : ref.text() + QStringLiteral(": ") + line.text;
    if (level == EngineLogLine::Level::Info)
        qCInfo(lcEngine).noquote() << whole;
    else
        qCWarning(lcEngine).noquote() << whole;
    m_lines.push_back(line);
    if (m_lines.size() > mostLines)
        m_lines.pop_front();
    Q_EMIT added(m_lines.back());
}

} // namespace easel

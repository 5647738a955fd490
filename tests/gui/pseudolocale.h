// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMutex>
#include <QSet>
#include <QTranslator>

#include <atomic>

namespace easel::testing {

// A language in which every text is marked at both ends, accented and a third longer: "«Ápply ~~»". What is
// seen without marks was not translated, what lacks the mark at its end is cut off.
class PseudoTranslator : public QTranslator
{
    Q_OBJECT

public:
    static constexpr QChar open = QChar(0xab);
    static constexpr QChar close = QChar(0xbb);

    using QTranslator::QTranslator;
    bool isEmpty() const override { return false; }
    QString translate(const char *context, const char *source, const char *disambiguation = nullptr,
                      int n = -1) const override;

    // Only marked, as long as it was but for the marks.
    void setLengthening(bool lengthening) { m_lengthening = lengthening; }

    // Contexts of our own that were asked for, with their texts.
    QSet<QPair<QString, QString>> asked() const;

private:
    mutable QMutex m_mutex; // the pool's threads ask too
    mutable QSet<QPair<QString, QString>> m_asked;
    std::atomic_bool m_lengthening = true;
};

// What stands outside of all marks, in pieces. A text that is cut off by "…" ends its marks there.
QStringList unmarkedParts(const QString &text);
// Whether a text begins with a mark and is cut off before it ends.
bool isCutOff(const QString &text);

} // namespace easel::testing

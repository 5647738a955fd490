// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

namespace easel {

// English for texts with a count: the source says "%n object(s)" or "%n objects", people read "1 object", "2
// objects". Other languages come from .qm files with numerus forms; installed first, this one answers only
// where they do not.
class EnglishPlurals : public QTranslator
{
    Q_OBJECT

public:
    using QTranslator::QTranslator;
    bool isEmpty() const override { return false; }
    QString translate(const char *context, const char *source, const char *disambiguation = nullptr,
                      int n = -1) const override;

    static QString text(QString source, int n);
};

} // namespace easel

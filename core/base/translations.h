// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>

QT_BEGIN_NAMESPACE
class QCoreApplication;
QT_END_NAMESPACE

namespace easel {

// Texts in the first of the languages ("de-AT", most wanted first) that Easel speaks:
// translations/easel_LANGUAGE.ts of the sources, in the program as :/translations/easel_LANGUAGE.qm, and Qt's
// own texts with them. English, which needs no file, stands behind every other. They go with the application.
void installTranslations(QCoreApplication *application,
                         const QStringList &languages = QLocale().uiLanguages());

} // namespace easel

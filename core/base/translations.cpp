// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/translations.h"

#include "core/base/englishplurals.h"

#include <QCoreApplication>
#include <QLibraryInfo>

namespace easel {

void installTranslations(QCoreApplication *application, const QStringList &languages)
{
    QCoreApplication::installTranslator(new EnglishPlurals(application));
    for (const QString &language : languages) {
        // QTranslator::load() with the locale of all of them would pass over English, which has no file, to a
        // language that is wanted less.
        const QLocale wanted(language);
        if (wanted.language() == QLocale::English || wanted.language() == QLocale::C)
            return;
        auto *easel = new QTranslator(application);
        if (!easel->load(wanted, QStringLiteral("easel"), QStringLiteral("_"),
                         QStringLiteral(":/translations"))) {
            delete easel;
            continue;
        }
        auto *qt = new QTranslator(application);
        if (qt->load(wanted, QStringLiteral("qtbase"), QStringLiteral("_"),
                     QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
            QCoreApplication::installTranslator(qt);
        QCoreApplication::installTranslator(easel); // the last one is asked first
        return;
    }
}

} // namespace easel

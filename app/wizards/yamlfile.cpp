// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/yamlfile.h"

#include "app/context/appcontext.h"
#include "app/wizards/editwindow.h"
#include "app/wizards/planwindow.h"
#include "core/base/readupto.h"
#include "core/base/text.h"
#include "core/yaml/yamlreader.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonObject>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::HandedFile)
};

} // namespace

Result<HandedFile> readHandedFile(const QString &path)
{
    const QString attempt = Text::tr("read %1").arg(cleanedLine(QDir::toNativeSeparators(path)));
    HandedFile handed;
    handed.path = path;
    handed.isFolder = QFileInfo(path).isDir();
    if (handed.isFolder)
        return handed;
    QFile file(path);
    const qint64 most = YamlLimits().maxBytes;
    if (!file.open(QIODevice::ReadOnly))
        return failure(makeError(Error::Kind::File, file.errorString()).tried(attempt));
    const QByteArray text = readUpTo(file, most + 1);
    if (text.size() > most) {
        return failure(makeError(Error::Kind::File, Text::tr("It is larger than %1").arg(byteText(most)))
                           .tried(attempt));
    }
    const Result<QList<YamlDocument>> documents = readYaml(text);
    if (!documents) {
        handed.objects << text; // the editor shows where
        return handed;
    }
    for (const YamlDocument &document : *documents) {
        if (document.value.isNull())
            continue;
        handed.objects << text.mid(document.firstByte, document.endByte - document.firstByte);
        handed.isKubeconfig = handed.isKubeconfig || (document.value[u"kind"].toString() == u"Config" &&
                                                      document.value[u"apiVersion"].toString() == u"v1");
    }
    if (handed.objects.isEmpty())
        return failure(makeError(Error::Kind::Invalid, Text::tr("Nothing is in it")).tried(attempt));
    return handed;
}

void openHandedFile(AppContext *context, const HandedFile &file, QWidget *parent)
{
    if (!context->source())
        return;
    const QString name = cleanedLine(QFileInfo(file.path).fileName());
    auto draft = std::make_unique<Draft>();
    for (const QByteArray &text : file.objects)
        draft->addText(text);
    if (file.objects.size() == 1) {
        auto *editor =
            new EditWindow(context, std::move(draft), Text::tr("From %1", "file").arg(name), parent);
        editor->show();
        return;
    }
    auto *window =
        new PlanWindow(context, Text::tr("Apply %1").arg(name),
                       Text::tr("The %n objects of %1, tested by %2.", nullptr, int(file.objects.size()))
                           .arg(cleanedLine(QDir::toNativeSeparators(file.path)), context->source()->title()),
                       parent);
    window->panel()->test(Text::tr("Apply %1").arg(name), draft->objects());
    window->show();
}

} // namespace easel

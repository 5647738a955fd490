// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/quotarows.h"

#include "core/base/text.h"
#include "core/domain/kinds.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QMap>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::QuotaRows)
};

struct Use
{
    std::optional<qint64> limit;
    qint64 guaranteed = 0;
    std::optional<qint64> used; // nothing where no controller counts
    qint64 claimed = 0;
};

std::optional<qint64> integerAt(const QJsonObject &object, QStringView key)
{
    const QJsonValue value = object[key];
    return value.isDouble() ? std::optional(value.toInteger()) : std::nullopt;
}

} // namespace

const QList<Column> &quotaColumns()
{
    static const QList<Column> columns{
        {QStringLiteral("name"), Text::tr("Tenant or project"), CellType::Text, 22, true, 0, {}},
        {QStringLiteral("status"), Text::tr("State"), CellType::State, 14, true, 0, {}},
        {QStringLiteral("kind"), Text::tr("Kind"), CellType::Text, 10, true, 5, {}},
        {QStringLiteral("tenant"), Text::tr("Tenant"), CellType::Text, 16, true, 4, {}},
        {QStringLiteral("family"), Text::tr("GPU family"), CellType::Text, 18, true, 0, {}},
        {QStringLiteral("used"), Text::tr("Used"), CellType::Number, 8, true, 0,
         Text::tr("GPUs attached, claimed or being released, as the hub counts them")},
        {QStringLiteral("limit"), Text::tr("Limit"), CellType::Number, 8, true, 0,
         Text::tr("– means no limit of its own")},
        {QStringLiteral("free"), Text::tr("Free"), CellType::Number, 8, true, 0,
         Text::tr("what may still be asked for")},
        {QStringLiteral("guaranteed"), Text::tr("Guaranteed"), CellType::Number, 10, true, 3, {}},
        {QStringLiteral("claimed"), Text::tr("Claimed"), CellType::Number, 8, false, 6, {}},
    };
    return columns;
}

QList<Row> quotaRows(const ObjectSet &objects)
{
    QList<Row> rows;
    for (const QString &kind : {QStringLiteral("Tenant"), QStringLiteral("Project")}) {
        for (const QJsonObject &object : objects.all(kind + u'.' + spectroGroup)) {
            const ObjectRef ref = refOf(object);
            QMap<QString, Use> families;
            const QJsonObject resources = object[u"spec"][u"gpuResources"].toObject();
            const QJsonObject limits = resources[u"limits"].toObject();
            for (auto limit = limits.begin(); limit != limits.end(); ++limit)
                families[limit.key()].limit = limit.value().toInteger();
            const QJsonObject requests = resources[u"requests"].toObject();
            for (auto request = requests.begin(); request != requests.end(); ++request)
                families[request.key()].guaranteed = request.value().toInteger();
            for (const auto &value : object[u"status"][u"gpuUsage"].toArray()) {
                const QJsonObject usage = value.toObject();
                const QString family = usage[u"family"].toString();
                if (family.isEmpty())
                    continue;
                Use &use = families[family];
                if (const auto limit = integerAt(usage, u"limit"))
                    use.limit = limit;
                use.guaranteed = integerAt(usage, u"guaranteed").value_or(use.guaranteed);
                use.claimed = integerAt(usage, u"claimed").value_or(0);
                use.used = integerAt(usage, u"used");
                if (!use.used) {
                    use.used = integerAt(usage, u"attached").value_or(0) + use.claimed +
                               integerAt(usage, u"releasing").value_or(0);
                }
            }
            const QString tenant =
                kind == u"Tenant" ? ref.name : object[u"spec"][u"tenantRef"][u"name"].toString();
            const KindInfo *info = kindInfo(ref);
            for (auto family = families.cbegin(); family != families.cend(); ++family) {
                const Use &use = family.value();
                Row row;
                row.uid = ref.text() + u'/' + family.key();
                row.name = ref.name;
                row.namespaceName = ref.namespaceName;
                row.target = ref;
                const qint64 free = use.limit ? *use.limit - use.used.value_or(0) : 0;
                if (!use.used) {
                    row.tone = Tone::Neutral;
                    row.stateWord = Text::tr("Limit only");
                } else if (use.limit && free < 0) {
                    row.tone = Tone::Bad;
                    row.stateWord = Text::tr("Over limit");
                    row.stateReason = Text::tr("%1 of %2 %3 in use, %4 over the limit.")
                                          .arg(*use.used)
                                          .arg(*use.limit)
                                          .arg(cleanedLine(family.key()))
                                          .arg(-free);
                } else if (use.limit && free == 0 && *use.used > 0) {
                    row.tone = Tone::Warning;
                    row.stateWord = Text::tr("At limit");
                    row.stateReason = Text::tr("All %1 %2 of the limit are in use.")
                                          .arg(*use.limit)
                                          .arg(cleanedLine(family.key()));
                } else if (!use.limit) {
                    row.tone = Tone::Good;
                    row.stateWord = Text::tr("No limit of its own");
                } else {
                    row.tone = Tone::Good;
                    row.stateWord = Text::tr("Below limit");
                }
                row.cells = {ref.name,
                             row.stateWord,
                             info ? info->singularTitle : kind,
                             tenant,
                             family.key() == u"*" ? Text::tr("all others") : cleanedLine(family.key()),
                             use.used ? Cell(*use.used) : Cell(),
                             use.limit ? Cell(*use.limit) : Cell(),
                             use.limit && use.used ? Cell(free) : Cell(),
                             use.guaranteed > 0 ? Cell(use.guaranteed) : Cell(),
                             use.used ? Cell(use.claimed) : Cell()};
                rows.append(row);
            }
        }
    }
    return rows;
}

} // namespace easel

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/palette/effectiverows.h"

#include "core/base/text.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::EffectiveRows)
};

} // namespace

QString integrationTitle(IntegrationView::Type type)
{
    switch (type) {
    case IntegrationView::Type::Palette:
        return Text::tr("Palette");
    case IntegrationView::Type::HuggingFace:
        return Text::tr("Hugging Face");
    case IntegrationView::Type::Nvidia:
        return Text::tr("NVIDIA NGC");
    }
    return {};
}

QList<KeyValue> effectiveRows(const EffectiveIntegration &integration)
{
    QList<KeyValue> rows;
    const QString off = effectiveOffText(integration);
    if (!off.isEmpty()) {
        const bool refused = integration.why == EffectiveIntegration::Off::KeyAndHostDiffer;
        rows << KeyValue{
            Text::tr("State"), {refused ? ValuePart::state(Tone::Bad, off) : ValuePart::aside(off)}, {}};
        if (!refused)
            return rows;
    }
    for (const EffectiveField &field : integration.fields) {
        KeyValue row;
        row.key = effectiveFieldTitle(field.name);
        const QString source = effectiveSourceText(field);
        if (field.name == u"secretRef") {
            const QString where = cleanedLine(integration.secretNamespace + u'/' + integration.secret);
            row.value << ValuePart::plain(Text::tr("in Secret %1").arg(where));
        } else if (field.name == u"insecureSkipVerify") {
            row.value << ValuePart::state(Tone::Bad, Text::tr("not checked"));
        } else if (field.name == u"serverFingerprint") {
            row.value << ValuePart::fixed(field.value.left(23) + QStringLiteral("…"));
            row.tip = field.value;
        } else if (field.isSet()) {
            row.value << ValuePart::plain(cleanedLine(field.value));
        }
        // Where the hub gives no source, none is invented.
        if (field.level != EffectiveField::Level::None)
            row.value << ValuePart::aside(row.value.isEmpty() ? source : QStringLiteral(" · ") + source);
        rows << row;
    }
    return rows;
}

} // namespace easel

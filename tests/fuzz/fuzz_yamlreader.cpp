// SPDX-License-Identifier: GPL-3.0-or-later
// YAML from anywhere: read within limits; what was read is written and read again to the same value.
#include "core/yaml/yamlreader.h"
#include "core/yaml/yamlwriter.h"
#include "fuzz.h"

using namespace easel;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray text = fuzz::Input(data, size).rest();
    YamlLimits limits;
    limits.maxNodes = 2000;
    limits.maxDepth = 40;
    const auto documents = readYaml(text, limits);
    if (!documents) {
        const YamlMark mark = markOfError(documents.error());
        EASEL_MUST(mark.line >= 0 && mark.column >= 0);
        return 0;
    }
    QList<QJsonValue> values;
    for (const YamlDocument &document : *documents) {
        EASEL_MUST(document.firstByte >= 0 && document.firstByte <= document.endByte &&
                   document.endByte <= text.size());
        for (const YamlMark &mark : document.marks)
            EASEL_MUST(mark.line >= 0 && mark.column >= 0);
        if (!document.value.isNull())
            values.append(document.value);
    }
    const auto again = readYaml(writeYamlDocuments(values));
    EASEL_MUST(again);
    QList<QJsonValue> second;
    for (const YamlDocument &document : *again) {
        if (!document.value.isNull())
            second.append(document.value);
    }
    EASEL_MUST(values.size() == second.size());
    for (qsizetype i = 0; i < values.size(); ++i)
        EASEL_MUST(jsonEqual(values.at(i), second.at(i)));
    return 0;
}

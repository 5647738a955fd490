// SPDX-License-Identifier: GPL-3.0-or-later
// A change of a text in place: refused, or the text says exactly the changed value and other documents stay
// as they were.
#include "core/yaml/yamlpatch.h"
#include "core/yaml/yamlreader.h"
#include "fuzz.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace easel;

namespace {

QJsonValue valueFor(fuzz::Input &input)
{
    switch (input.number(9)) {
    case 0:
        return 7;
    case 1:
        return true;
    case 2:
        return QStringLiteral("yes");
    case 3:
        return QStringLiteral("two\nlines\n");
    case 4:
        return QStringLiteral(" # not a comment: ");
    case 5:
        return QJsonArray{1, QStringLiteral("b"), QJsonObject{{QStringLiteral("c"), 2}}};
    case 6:
        return QJsonObject{{QStringLiteral("k"), QStringLiteral("v")}, {QStringLiteral("l"), QJsonArray()}};
    case 7:
        return QStringLiteral("");
    default:
        return QJsonValue(QJsonValue::Null);
    }
}

// Some place of the value, or one just beside it.
JsonPointer placeIn(QJsonValue value, fuzz::Input &input)
{
    JsonPointer pointer;
    for (int depth = 0; depth < 6; ++depth) {
        if (value.isObject() && input.number(5) != 0) {
            const QJsonObject object = value.toObject();
            const int chosen = input.number(int(object.size()) + 1);
            if (chosen == object.size())
                return pointer / QStringLiteral("added");
            const QString key = object.keys().at(chosen);
            pointer = pointer / key;
            value = object.value(key);
        } else if (value.isArray() && input.number(5) != 0) {
            const QJsonArray array = value.toArray();
            const int chosen = input.number(int(array.size()) + 1);
            if (chosen == array.size())
                return pointer / QStringLiteral("-");
            pointer = pointer / qsizetype(chosen);
            value = array.at(chosen);
        } else {
            break;
        }
    }
    return pointer;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 12)
        return 0;
    fuzz::Input input(data, 12);
    const QByteArray text(reinterpret_cast<const char *>(data) + 12, qsizetype(size) - 12);
    YamlLimits limits;
    limits.maxNodes = 2000;
    limits.maxDepth = 40;
    const auto before = readYaml(text, limits);
    if (!before || before->isEmpty())
        return 0;
    const int document = input.number(int(before->size()));
    const QJsonValue value = before->at(document).value;

    YamlEdit edit;
    edit.pointer = placeIn(value, input);
    edit.operation = input.number(4) == 0 ? YamlEdit::Operation::Remove : YamlEdit::Operation::Set;
    edit.value = valueFor(input);
    QJsonValue expected = value;
    const bool possible = edit.operation == YamlEdit::Operation::Set ? edit.pointer.set(expected, edit.value)
                                                                     : edit.pointer.remove(expected);

    const auto patched = patchYaml(text, document, {edit});
    if (!patched) {
        EASEL_MUST(!errorSentence(patched.error()).isEmpty());
        return 0;
    }
    if (!possible)
        return 0;
    if (expected.isUndefined()) // the whole document was taken away: an empty one is left
        expected = QJsonValue(QJsonValue::Null);
    const auto after = readYaml(*patched);
    if (qEnvironmentVariableIsSet("EASEL_FUZZ_SHOW")) // to look at one input
        std::fprintf(stderr, "%s\n-> %s\n%s wants %s\n", text.constData(), patched->constData(),
                     edit.pointer.toString().toUtf8().constData(),
                     QJsonDocument({{QStringLiteral("before"), value}, {QStringLiteral("after"), expected}})
                         .toJson()
                         .constData());
    EASEL_MUST(after);
    EASEL_MUST(after->size() == before->size());
    for (int i = 0; i < before->size(); ++i)
        EASEL_MUST(jsonEqual(after->at(i).value, i == document ? expected : before->at(i).value));
    return 0;
}

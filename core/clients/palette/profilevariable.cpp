// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/profilevariable.h"

#include "core/clients/palette/palettejson.h"

namespace easel {

using namespace palettejson;

ProfileVariable readProfileVariable(const QJsonObject &variable)
{
    ProfileVariable result;
    result.name = text(variable[u"name"]);
    result.displayName = text(variable[u"displayName"]);
    result.description = longText(variable[u"description"]);
    result.defaultValue = variable[u"defaultValue"].toString();
    result.format = text(variable[u"format"]);
    result.regex = variable[u"regex"].toString();
    result.inputType = text(variable[u"inputType"]);
    for (const QJsonObject &option : objects(variable[u"options"])) {
        result.options << ProfileVariable::Option{option[u"value"].toString(), text(option[u"label"]),
                                                  longText(option[u"description"]), flag(option[u"default"])};
    }
    result.required = flag(variable[u"required"]);
    result.immutable = flag(variable[u"immutable"]);
    result.hidden = flag(variable[u"hidden"]);
    result.sensitive = flag(variable[u"isSensitive"]);
    return result;
}

} // namespace easel

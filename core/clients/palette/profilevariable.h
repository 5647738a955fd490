// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>

namespace easel {

// A variable of a cluster profile. Values are always text.
struct ProfileVariable
{
    struct Option
    {
        QString value;
        QString label;
        QString description;
        bool isDefault = false;
    };
    QString name;
    QString displayName;
    QString description;
    QString defaultValue; // a mask when the variable is sensitive: never to be sent back
    QString format;       // "string", "number", "boolean", "ipv4", "ipv4cidr", "ipv6", "version", "base64"
    QString regex;
    QString inputType; // "text", "dropdown", "multiline"
    QList<Option> options;
    bool required = false;
    bool immutable = false;
    bool hidden = false;
    bool sensitive = false;
};

ProfileVariable readProfileVariable(const QJsonObject &variable);

} // namespace easel

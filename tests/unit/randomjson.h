// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QStringList>

namespace easel {

// JSON values full of what YAML trips over, the same ones for the same seed.
class RandomJson
{
public:
    explicit RandomJson(quint32 seed)
        : m_random(seed)
    {}

    int below(int bound) { return static_cast<int>(m_random.bounded(bound)); }

    QString text()
    {
        static const QStringList nasty{QStringLiteral("true"),
                                       QStringLiteral("False"),
                                       QStringLiteral("null"),
                                       QStringLiteral("~"),
                                       QStringLiteral("0x1f"),
                                       QStringLiteral("0o17"),
                                       QStringLiteral("1e3"),
                                       QStringLiteral("1.30"),
                                       QStringLiteral("1_000"),
                                       QStringLiteral("12:30:45"),
                                       QStringLiteral("2024-01-01"),
                                       QStringLiteral("on"),
                                       QStringLiteral("NO"),
                                       QStringLiteral("y"),
                                       QStringLiteral("- a"),
                                       QStringLiteral("-"),
                                       QStringLiteral("?"),
                                       QStringLiteral("? x"),
                                       QStringLiteral(":"),
                                       QStringLiteral(": "),
                                       QStringLiteral("a: b"),
                                       QStringLiteral("# x"),
                                       QStringLiteral("a #b"),
                                       QStringLiteral(" lead"),
                                       QStringLiteral("trail "),
                                       QStringLiteral("\t"),
                                       QStringLiteral("a\tb"),
                                       QStringLiteral("\n"),
                                       QStringLiteral("\n\n"),
                                       QStringLiteral("a\nb"),
                                       QStringLiteral("a\nb\n"),
                                       QStringLiteral("a\n\n"),
                                       QStringLiteral("\na"),
                                       QStringLiteral(" a\nb"),
                                       QStringLiteral("a\n b\n"),
                                       QStringLiteral("a\n\n\n  b"),
                                       QStringLiteral("a \nb"),
                                       QStringLiteral("a\n \nb"),
                                       QStringLiteral("a\n\tb\n"),
                                       QStringLiteral("a\r\nb"),
                                       QStringLiteral("a\rb"),
                                       QStringLiteral("---"),
                                       QStringLiteral("---\nx\n"),
                                       QStringLiteral("..."),
                                       QStringLiteral("x\n---\ny"),
                                       QStringLiteral("[a]"),
                                       QStringLiteral("{a: 1}"),
                                       QStringLiteral("a,b"),
                                       QStringLiteral("it's"),
                                       QStringLiteral("\"quoted\""),
                                       QStringLiteral("\\n"),
                                       QStringLiteral("*x"),
                                       QStringLiteral("&x"),
                                       QStringLiteral("!x"),
                                       QStringLiteral("|"),
                                       QStringLiteral(">-"),
                                       QStringLiteral("%x"),
                                       QStringLiteral("@x"),
                                       QStringLiteral("`x`"),
                                       QStringLiteral("<<"),
                                       QStringLiteral("="),
                                       QStringLiteral("http://h:1/p?q#f"),
                                       QString::fromUtf8("\xf0\x9f\x9a\x80\xf0\x9f\x87\xa9"),
                                       QString::fromUtf8("\xe2\x80\xae"
                                                         "evil"),
                                       QString::fromUtf8("\xc2\xa0"),
                                       QString::fromUtf8("\xc2\x85"),
                                       QString::fromUtf8("\xe2\x80\xa8x"),
                                       QString::fromUtf8("\xef\xbb\xbfx"),
                                       QString(QChar(7)),
                                       QString(QChar(0)),
                                       QString(QChar(0x7f)),
                                       QString::fromUtf8("\xc3\xa4\xc3\xb6"),
                                       QString()};
        switch (below(6)) {
        case 0:
        case 1:
            return nasty.at(below(static_cast<int>(nasty.size())));
        case 2: {
            QString joined;
            for (int i = below(4); i >= 0; --i)
                joined += nasty.at(below(static_cast<int>(nasty.size())));
            return joined;
        }
        case 3: {
            static const QString letters = QStringLiteral("ab \n:#-'\"\\,[]{}?&*!|>%@`~0159.eExo_+=<\t");
            QString mixed;
            for (int i = below(12); i >= 0; --i)
                mixed += letters.at(below(static_cast<int>(letters.size())));
            return mixed;
        }
        case 4:
            return below(60) == 0 ? QStringLiteral("long text, ").repeated(1000)
                                  : QStringLiteral("value-%1").arg(below(1000));
        default:
            return word();
        }
    }

    QString word()
    {
        static const QStringList words{QStringLiteral("name"),     QStringLiteral("spec"),
                                       QStringLiteral("labels"),   QStringLiteral("image"),
                                       QStringLiteral("items"),    QStringLiteral("url"),
                                       QStringLiteral("key"),      QStringLiteral("kind"),
                                       QStringLiteral("metadata"), QStringLiteral("app.kubernetes.io/name")};
        return words.at(below(static_cast<int>(words.size())));
    }

    QString key() { return below(4) == 0 ? text() : word(); }

    QJsonValue scalar()
    {
        switch (below(8)) {
        case 0:
            return QJsonValue(QJsonValue::Null);
        case 1:
            return QJsonValue(below(2) == 0);
        case 2:
            return QJsonValue(below(2000) - 1000);
        case 3: {
            static const double numbers[]{0.5, -1.25, 1e22, 1e-7, 3.141592653589793, 1e308, 123456789.125};
            return QJsonValue(numbers[below(7)]);
        }
        default:
            return QJsonValue(text());
        }
    }

    QJsonValue value(int depth)
    {
        const int choice = depth > 0 ? below(5) : 0;
        if (choice == 1 || choice == 2) {
            QJsonObject object;
            for (int i = below(6); i > 0; --i)
                object.insert(key(), value(depth - 1));
            return object;
        }
        if (choice == 3) {
            QJsonArray array;
            for (int i = below(5); i > 0; --i)
                array.append(value(depth - 1));
            return array;
        }
        return scalar();
    }

private:
    QRandomGenerator m_random;
};

} // namespace easel

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/tolerant.h"

namespace easel {

// One integration of a Settings (2.3), however the hub spells its key.
struct IntegrationView
{
    enum class Type { Palette, HuggingFace, Nvidia };
    Type type = Type::Palette;
    JsonPointer pointer;
    bool disabled = false;
    QString secret; // name in the Settings' namespace
    QString secretKey;
    QString hostUrl; // Palette's hostUrl, Hugging Face's endpoint
    QString tenant;
    QString defaultProjectId;
    QString caSecret;
    QString caSecretKey;
    QString serverFingerprint;
    bool insecureSkipVerify = false;
};

struct SettingsView : ViewBase
{
    explicit SettingsView(const QJsonObject &source);

    QList<IntegrationView> integrations;
    const IntegrationView *integration(IntegrationView::Type type) const;
    bool hasPalette() const; // there and not disabled
};

// "palette|huggingface|hf|nvidia|ngc|nvidiangc", letters and digits only, any case (2.3.1, also read).
std::optional<IntegrationView::Type> integrationType(const QString &word);

// Key names that a Secret is known to have; nullopt when they are not known (a stub without the annotation).
std::optional<QStringList> secretKeys(const QJsonObject &secret);
// One value of a Secret, decoded; empty when it is not there. Never for a text that people see.
QByteArray secretValue(const QJsonObject &secret, const QString &key);

} // namespace easel

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/actionregistry.h"
#include "core/changes/draft.h"

#include <functional>
#include <memory>

class QWidget;

namespace easel {

class AppContext;

// "New …" and "Edit…" of a kind: the same places, keys and rights whatever the kind. `groupKind` is a known
// kind
// ("ComputePool.spectrocloud.com").
Action newAction(const QString &id, const QString &text, const QString &groupKind,
                 std::function<void(const ActionTarget &)> open);
// `open` gets a draft of the live object, titled with its name.
Action editAction(AppContext *context, const QString &id, const QString &groupKind,
                  std::function<void(std::unique_ptr<Draft>, QWidget *window)> open);

// May the verb be done to this object (without a name: to any in the namespace)?
AccessQuestion mayOne(const QString &verb, const QString &groupKind, const QString &namespaceName,
                      const QString &name = {});
// Of any kind that the target's source serves; without a verb when it does not.
AccessQuestion mayOne(const QString &verb, const ActionTarget &target, const ObjectRef &ref);
// For exactly one selected object.
Offer offerForOne(const ActionTarget &target);

// Shows a window in front of the others, with the keyboard.
void bringUp(QWidget *window);

} // namespace easel

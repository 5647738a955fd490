// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/objectdraft.h"

#include "app/context/appcontext.h"

#include <QCoreApplication>

namespace easel {

void draftOf(AppContext *context, const ActionTarget &target,
             std::function<void(std::unique_ptr<Draft>)> ready)
{
    const ObjectRef ref = target.object();
    const QPointer<Source> source = target.source;
    if (!source)
        return;
    source->fetch(ref).then(context, [context, source, ref, ready](const Result<QJsonObject> &live) {
        if (!live) {
            context->tell(
                {}, errorSentence(live.error().tried(
                        QCoreApplication::translate("easel::ObjectActions", "read %1").arg(ref.text()))));
            return;
        }
        if (!source)
            return;
        source->text(ref).then(context, [ready, live = *live](const Result<ObjectText> &text) {
            auto draft = std::make_unique<Draft>();
            if (text)
                draft->addText(text->text, live);
            else
                draft->add(live, live);
            ready(std::move(draft));
        });
    });
}

} // namespace easel

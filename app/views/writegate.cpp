// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/writegate.h"

#include "app/context/appcontext.h"
#include "app/context/hubmarks.h"
#include "core/base/text.h"

#include <QCoreApplication>
#include <QPointer>
#include <QUrl>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::WriteGate)
};

QString sumOf(const Plan &plan)
{
    int made = 0;
    int changed = 0;
    int deleted = 0;
    for (const PlanItem &item : plan.items) {
        if (!item.chosen)
            continue;
        made += item.change == PlanItem::Change::Create ? 1 : 0;
        changed += item.change == PlanItem::Change::Change ? 1 : 0;
        deleted +=
            item.change == PlanItem::Change::Delete || item.change == PlanItem::Change::NotInFolder ? 1 : 0;
    }
    QStringList parts;
    if (made > 0)
        parts << Text::tr("%n object(s) are made", nullptr, made);
    if (changed > 0)
        parts << Text::tr("%n object(s) are changed", nullptr, changed);
    if (deleted > 0)
        parts << Text::tr("%n object(s) are deleted", nullptr, deleted);
    return Text::tr("%1: %2.").arg(cleanedLine(plan.title), nameList(parts));
}

} // namespace

QString whyAskBeforeWriting(const AppContext *context, const Source *source)
{
    if (!source || source->isWorkspace())
        return {};
    QStringList sentences;
    if (context->hubMarks()->isProtected(QUrl(source->address())))
        sentences << Text::tr("%1 is protected.").arg(cleanedLine(source->title()));
    if (const ViewAs acts = source->actsFor(); !acts.user.isEmpty())
        sentences
            << Text::tr("On %1 you act as %2.").arg(cleanedLine(source->title()), cleanedLine(acts.user));
    return sentences.join(u' ');
}

void askBeforeWriting(AppContext *context, Source *source, const QString &what, QWidget *window,
                      std::function<void()> go)
{
    const QString why = whyAskBeforeWriting(context, source);
    if (why.isEmpty()) {
        go();
        return;
    }
    const QString hub = cleanedLine(source->title());
    ConfirmDialog::Question question;
    question.title = Text::tr("Write to %1?").arg(hub);
    question.sentence = why + u' ' + what;
    question.verb = Text::tr("Write to %1").arg(hub);
    auto *dialog = new ConfirmDialog(question, window);
    dialog->setObjectName(QStringLiteral("write-gate"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QDialog::accepted, context, std::move(go));
    dialog->open();
}

void guardQuestion(const AppContext *context, const Source *source, ConfirmDialog::Question *question)
{
    const QString why = whyAskBeforeWriting(context, source);
    if (why.isEmpty())
        return;
    question->sentence = why + u' ' + question->sentence;
    question->reach = ConfirmDialog::Reach::Wide;
    question->nameToType = cleanedLine(source->title());
}

void startWriting(AppContext *context, Source *source, const Plan &plan, QWidget *window,
                  std::function<void(ApplyOperation *)> then, bool isAsked)
{
    const auto start = [context, source = QPointer<Source>(source), plan, then = std::move(then)] {
        then(source ? context->operations()->start(source, plan) : nullptr);
    };
    if (isAsked || !plan.isApplicable())
        start();
    else
        askBeforeWriting(context, source, sumOf(plan), window, start);
}

} // namespace easel

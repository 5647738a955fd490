// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/hubpreparation.h"

#include "app/context/appcontext.h"
#include "app/shell/mainwindow.h"
#include "app/shell/notice.h"
#include "app/views/parts/confirmdialog.h"
#include "core/changes/operation.h"
#include "core/changes/preparehub.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::HubPreparation)
};

void askAbout(MainWindow *window, const Plan &plan)
{
    AppContext *context = window->context();
    ConfirmDialog::Question question;
    question.title = Text::tr("Prepare %1?").arg(context->source()->title());
    question.sentence = Text::tr("This creates the system namespace and the kinds that Easel works with. "
                                 "Nothing else changes.");
    question.verb = Text::tr("Prepare hub");
    question.reach = ConfirmDialog::Reach::WithOthers;
    for (const PlanItem &item : plan.items) {
        if (item.change != PlanItem::Change::Unchanged) {
            question.consequences.append(
                {QStringLiteral("circle-plus"),
                 item.ref.kind == u"Namespace" ? Text::tr("Namespace") : Text::tr("Kind"), item.ref.name});
        }
    }
    auto *dialog = new ConfirmDialog(question, window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QDialog::accepted, window, [window, context, plan] {
        if (context->source()) {
            context->operations()->start(context->source(), plan);
            window->setActivityShown(true);
        }
    });
    dialog->open();
}

} // namespace

void prepareHub(MainWindow *window)
{
    Source *source = window->context()->source();
    if (!source)
        return;
    makePlan(source, prepareHubRequest(source->systemNamespace()), window)
        .then(window, [window](const Result<Plan> &plan) {
            if (!window->context()->source())
                return;
            if (!plan) {
                window->tellOpenError(plan.error());
            } else if (!plan->isApplicable() || !plan->hasChanges()) {
                Notice *notice = window->notice();
                notice->say(plan->hasChanges() ? Tone::Bad : Tone::Good,
                            plan->hasChanges() ? Text::tr("This hub cannot be prepared.")
                                               : Text::tr("This hub is prepared already."),
                            plan->blockers().join(u' '));
                notice->addClose();
            } else {
                askAbout(window, *plan);
            }
        });
}

} // namespace easel

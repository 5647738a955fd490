// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace easel {

struct WorkspaceProblem;

// "projects/ice/a.yaml, line 3, column 1: …"; a sentence that names its file already is not said twice over.
QString placedSentence(const WorkspaceProblem &problem);

// All that is wrong with the files of a workspace, as text to read and to copy.
class ProblemsDialog : public QDialog
{
    Q_OBJECT

public:
    ProblemsDialog(const QString &title, const QStringList &sentences, QWidget *parent);
};

} // namespace easel

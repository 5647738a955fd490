// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/domain/gpufamilies.h"

#include <QDialog>

class QLabel;
class QLineEdit;

namespace easel {

class AppContext;
class RowsEditor;

// The user's own names of GPUs: rows that are tried before Easel's own, and a card's text to try them on.
// Kept in a file beside the settings, which verbs and the engine read as well; in use at once.
class GpuFamiliesDialog : public QDialog
{
    Q_OBJECT

public:
    explicit GpuFamiliesDialog(AppContext *context, QWidget *parent = nullptr);

private:
    Result<GpuFamilyTable> typed(); // says at the rows what is wrong with them
    void tryOut();
    void save();

    AppContext *m_context;
    RowsEditor *m_rows;
    QLineEdit *m_text;
    QLabel *m_result;
    QList<OwnGpuFamily> m_known;
};

} // namespace easel

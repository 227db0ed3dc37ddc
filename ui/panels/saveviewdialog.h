// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/savedviews.h"

#include <QDialog>

class QCheckBox;
class QLineEdit;
class QPushButton;

namespace waldesk::ui
{

class TextLabel;

/// A name for the query line that is shown, and whether to be told of what comes to match it. The name of a view that
/// exists gives that view the line. Deletes itself when it is closed.
class SaveViewDialog : public QDialog
{
    Q_OBJECT
public:
    SaveViewDialog(session::SavedViews &views, const QString &line, QWidget *parent);

signals:
    void saved(const QString &name);

private:
    void buildFields();
    void nameChanged();
    void save();

    session::SavedViews &m_views;
    QString m_line;
    QLineEdit *m_name = nullptr;
    QCheckBox *m_notify = nullptr;
    TextLabel *m_sentence = nullptr;
    QPushButton *m_save = nullptr;
};

} // namespace waldesk::ui

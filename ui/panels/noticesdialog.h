// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/noticesettings.h"

#include <QDialog>

class QCheckBox;

namespace waldesk::ui
{

/// What the desktop tells of one profile: a switch for all of it and one for each kind. Deletes itself when it is
/// closed.
class NoticesDialog : public QDialog
{
    Q_OBJECT
public:
    /// quiet: it is a production profile, whose notifications say numbers and offerings only.
    NoticesDialog(const QString &profile, const session::NoticeSettings &settings, bool quiet, QWidget *parent);

signals:
    void chosen(const waldesk::session::NoticeSettings &settings);

private:
    [[nodiscard]] session::NoticeSettings settings() const;

    QCheckBox *m_on = nullptr;
    QCheckBox *m_newCauses = nullptr;
    QCheckBox *m_causesBack = nullptr;
    QCheckBox *m_askedAgain = nullptr;
    QCheckBox *m_views = nullptr;
};

} // namespace waldesk::ui

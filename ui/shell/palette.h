// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/address.h"
#include "ui/shell/palettemodel.h"
#include "ui/widgets/overlaypanel.h"

class QAction;
class QLineEdit;
class QListView;

namespace waldesk::ui
{

class TextLabel;

/// Ctrl+K: one field that finds a request, an offering or a command and goes there.
class Palette : public OverlayPanel
{
    Q_OBJECT
public:
    /// workspace may be null; then there are commands only.
    Palette(const Commands &commands, const Workspace *workspace, QWidget *host);

    /// Asked for while it is open: the next key replaces what was typed.
    void startOver();

signals:
    void commandChosen(QAction *action);
    void causeChosen(const QByteArray &key);
    void addressChosen(const waldesk::domain::Address &address);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search();
    void showFound();
    void step(int by);
    void choose(const QModelIndex &index);

    PaletteSearch m_search;
    bool m_stepped = false;       ///< the choice was moved with the arrows
    QLineEdit *m_field = nullptr; ///< the overlay filters events before the rest is built
    TextLabel *m_none = nullptr;  ///< says that nothing was found
    QListView *m_list = nullptr;
    PaletteModel *m_model = nullptr;
};

} // namespace waldesk::ui

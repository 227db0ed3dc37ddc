// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/commands.h"
#include "ui/widgets/overlaypanel.h"

#include <QStringList>

#include <vector>

class QGridLayout;

namespace waldesk::ui
{

class TextLabel;

struct KeyLine {
    QStringList keys; ///< "j", "k", "Ctrl+K"; "…" between two is written plainly
    QString words;
    QString page = {}; ///< where it means this, of keys that mean something else on another page
};
struct KeyGroup {
    QString title;
    std::vector<KeyLine> lines;
};

/// Keys as caps in a row.
class KeyCaps : public QWidget
{
    Q_OBJECT

public:
    explicit KeyCaps(QStringList keys, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QStringList m_keys;
};

/// What the sheet shows: made from the commands, so it is never out of date.
[[nodiscard]] std::vector<KeyGroup> keyGroups(const Commands &commands);

/// The sheet of all keys. `?` closes it as Esc does.
class KeySheet : public OverlayPanel
{
    Q_OBJECT

public:
    explicit KeySheet(QWidget *host);
    void setGroups(const std::vector<KeyGroup> &groups);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void applyLook();
    [[nodiscard]] QWidget *groupWidget(const KeyGroup &group);

    QWidget *m_content;
    QGridLayout *m_grid;
};

} // namespace waldesk::ui

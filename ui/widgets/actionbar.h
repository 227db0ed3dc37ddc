// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPointer>
#include <QPushButton>
#include <QWidget>

#include <vector>

class QAction;
class QMenu;

namespace waldesk::ui
{

class TextLabel;

/// A push button that is a QAction: words, icon, tooltip, enabled and visible follow it; a click triggers it.
class ActionButton : public QPushButton
{
    Q_OBJECT

public:
    explicit ActionButton(QAction *action, QWidget *parent = nullptr);
    [[nodiscard]] QAction *action() const { return m_action; }

private:
    void follow();

    QPointer<QAction> m_action;
};

/// The commands at the foot of a page: state changes left, Hand over and Ask again right, the likely one in the accent
/// colour, and below them one small line that says why others are off. What does not fit goes into "More": of the left
/// group first those of QAction::LowPriority, then from right to left; then the same of the right group. An action of
/// HighPriority always stays. Actions with visible == false are not there at all.
class ActionBar : public QWidget
{
    Q_OBJECT

public:
    explicit ActionBar(QWidget *parent = nullptr);

    void setActions(const QList<QAction *> &left, const QList<QAction *> &right);
    void setMenuActions(const QList<QAction *> &actions); ///< only ever in More
    void setPrimary(QAction *action);                     ///< null: none
    void setReason(const QString &reason);                ///< empty: no line
    [[nodiscard]] QString reason() const;

    [[nodiscard]] ActionButton *buttonOf(const QAction *action) const;
    [[nodiscard]] bool isInMore(const QAction *action) const;
    [[nodiscard]] QPushButton *moreButton() const { return m_more; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Entry {
        ActionButton *button;
        bool right;
        bool shown = true;
    };
    void addEntry(QAction *action, bool right);
    void arrange();
    void chooseShown(int room);
    void fillMenu();
    [[nodiscard]] int neededWidth() const;
    [[nodiscard]] bool wantsMore() const;
    [[nodiscard]] Entry *nextToHide();
    [[nodiscard]] int reasonHeight(int width) const;

    std::vector<Entry> m_entries;
    QList<QAction *> m_menuActions;
    QPointer<QAction> m_primary;
    QPushButton *m_more;
    QMenu *m_menu;
    TextLabel *m_reason;
};

} // namespace waldesk::ui

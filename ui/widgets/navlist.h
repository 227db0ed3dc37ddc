// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/textlabel.h"

#include <QAbstractButton>
#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace waldesk::ui
{

/// One place to go: icon, word, count. In the rail only the icon, with its word as tooltip and accessible name, and a
/// dot for the count.
class NavItem : public QAbstractButton
{
    Q_OBJECT

public:
    NavItem(const QString &id, const QString &iconName, const QString &word, bool main, QWidget *parent);

    [[nodiscard]] QString id() const { return m_id; }
    void setCount(const QString &count, Ink ink = Ink::Dim);
    void setRail(bool rail);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void nextCheckState() override {}
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void paintRail(QPainter &painter, const Look &look) const;

    QString m_id;
    QString m_iconName;
    QString m_count;
    Ink m_countInk = Ink::Dim;
    bool m_main; ///< a page; false: a view or an offering, in the quieter ink
    bool m_rail = false;
};

/// The sidebar: pages, then sections under headings, then what stands at the foot; and, narrow, the rail. Up and Down
/// walk, Enter or Space goes there.
class NavList : public QWidget
{
    Q_OBJECT

public:
    explicit NavList(QWidget *parent = nullptr);

    NavItem *addPage(const QString &id, const QString &iconName, const QString &word);
    NavItem *addLink(const QString &id, const QString &iconName, const QString &word);
    void addHeading(const QString &word);
    void addStretch();
    [[nodiscard]] NavItem *item(const QString &id) const; ///< null when there is none

    void setCurrent(const QString &id);
    [[nodiscard]] QString current() const { return m_current; }
    void setRail(bool rail);
    [[nodiscard]] bool isRail() const { return m_rail; }

    [[nodiscard]] QSize sizeHint() const override;

signals:
    void activated(const QString &id);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    NavItem *add(NavItem *item);
    void applyLook();

    std::vector<NavItem *> m_items;
    std::vector<TextLabel *> m_headings;
    QVBoxLayout *m_column;
    QString m_current;
    bool m_rail = false;
};

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/textlabel.h"

#include <QAbstractButton>
#include <QPoint>
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
    /// told: what the number says, for a screen reader; empty: the number itself.
    void setCount(const QString &count, Ink ink = Ink::Dim, const QString &told = {});
    void setHint(const QString &hint); ///< tooltip, below the word where that is not painted
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
    void updateToolTip();

    QString m_id;
    QString m_iconName;
    QString m_count;
    QString m_hint;
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
    /// A place for links under a heading that come and go while the window is open; hidden while there are none.
    void addSection(const QString &section, const QString &word);
    struct Link {
        QString id;
        QString iconName;
        QString word;
        friend bool operator==(const Link &, const Link &) = default;
    };
    /// Instead of those that are there; the one that has the focus keeps it.
    void setSection(const QString &section, const std::vector<Link> &links);
    void addStretch();
    [[nodiscard]] NavItem *item(const QString &id) const; ///< null when there is none

    void setCurrent(const QString &id);
    [[nodiscard]] QString current() const { return m_current; }
    void setRail(bool rail);
    [[nodiscard]] bool isRail() const { return m_rail; }

    [[nodiscard]] QSize sizeHint() const override;

signals:
    void activated(const QString &id);
    void menuWanted(const QString &id, const QPoint &where); ///< on the screen

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Section {
        QString id;
        TextLabel *heading = nullptr;
        QVBoxLayout *column = nullptr;
        std::vector<NavItem *> items;
        std::vector<Link> links;
    };

    NavItem *add(NavItem *item);
    void connectItem(NavItem *item);
    void applyLook();
    [[nodiscard]] std::vector<NavItem *> itemsInOrder() const;

    std::vector<NavItem *> m_items; ///< without those of sections
    std::vector<Section> m_sections;
    std::vector<TextLabel *> m_headings;
    QVBoxLayout *m_column;
    QString m_current;
    bool m_rail = false;
};

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/palettesearch.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

#include <vector>

namespace waldesk::ui
{

/// What the palette lists: a heading before each kind, then its items. Headings and commands that are off can not be
/// chosen.
class PaletteModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role : int { ItemRole = Qt::UserRole + 1, HeadingRole };

    using QAbstractListModel::QAbstractListModel;
    void setItems(std::vector<PaletteItem> items, const QStringList &typedWords);
    [[nodiscard]] const PaletteItem *itemAt(const QModelIndex &index) const; ///< nullptr: a heading
    [[nodiscard]] const QStringList &typedWords() const { return m_words; }
    [[nodiscard]] int firstChoosable() const; ///< -1: none

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Row {
        QString heading;
        int item = -1;
    };
    std::vector<PaletteItem> m_items;
    std::vector<Row> m_rows;
    QStringList m_words;
};

/// Icon, words with the typed part underlined and strong, detail small, keys as caps at the right.
class PaletteDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintItem(QPainter *painter, const QRect &rect, const QWidget *view, const PaletteItem &item,
                   const QStringList &typed) const;
};

} // namespace waldesk::ui
